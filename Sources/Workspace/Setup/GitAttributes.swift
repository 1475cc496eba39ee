/// The lines of `.gitattributes` that have git call `seal` for what is sealed.
struct GitAttributes {
  /// What each pattern needs.
  static let wanted: [(pattern: String, attributes: [String])] = [
    // No line ends are changed: the signature covers each byte.
    ("*.sealed", ["-text", "merge=seal", "diff=seal"]),
    ("*.yaml", ["merge=seal", "diff=seal"]),
    ("*.yml", ["merge=seal", "diff=seal"]),
  ]

  /// What has to be added, without LF; empty where nothing has.
  private(set) var missing: [String] = []
  /// What the file says otherwise, and what it would have to say.
  private(set) var contradictions: [(line: String, wanted: String)] = []

  /// - Parameter text: the file as it is.
  init(of text: String) {
    let lines = text.split(whereSeparator: \.isNewline).map { $0.split(whereSeparator: { $0 == " " || $0 == "\t" }) }
    for (pattern, attributes) in Self.wanted {
      // The last line that says something of an attribute counts.
      var found: [String: String] = [:]
      for line in lines where line.first.map(String.init) == pattern {
        for attribute in line.dropFirst() { found[Self.name(String(attribute))] = String(attribute) }
      }
      var absent: [String] = []
      for attribute in attributes {
        guard let other = found[Self.name(attribute)] else {
          absent.append(attribute)
          continue
        }
        if other != attribute { contradictions.append(("\(pattern) \(other)", "\(pattern) \(attribute)")) }
      }
      if !absent.isEmpty { missing.append(([pattern] + absent).joined(separator: " ")) }
    }
  }

  /// The file with what was missing at its end.
  func completed(_ text: String) -> String {
    guard !missing.isEmpty else { return text }
    let start = text.isEmpty || text.utf8.last == 0x0A ? text : text + "\n"
    return start
      + (text.isEmpty ? "# What is sealed merges and is shown by its keys; \"seal init\" tells git how.\n" : "")
      + missing.joined(separator: "\n") + "\n"
  }

  /// `-text`, `!text`, `text=auto` and `text` are all about `text`.
  private static func name(_ attribute: String) -> String {
    String(attribute.drop { $0 == "-" || $0 == "!" }.prefix { $0 != "=" })
  }
}
