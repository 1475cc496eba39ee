/// The subset of YAML in which Secrets and sealed manifests are read.
///
/// What makes one text mean two things to two readers is refused: anchors, aliases, merge keys, tags, keys that are no
/// strings, keys that stand twice (the parser refuses those), nesting beyond ``depth``.
enum StrictYAML {
  /// How deep a document may nest; a Secret inside a List, with all its managed fields, stays below.
  static let depth = 16

  static func check(_ node: YAMLNode, in source: Span<UInt8>, depth: Int = 1) throws(Flaw) {
    guard depth <= Self.depth else {
      throw Flaw(offset: node.offset, reason: "nested more than \(Self.depth) levels deep")
    }
    if let refused = indicator(of: node, in: source) {
      throw Flaw(offset: node.offset, reason: "\(refused) is refused here", hint: "write the value out")
    }
    switch node.content {
    case .scalar(_, let style):
      if beginsWithByteOrderMark(node, style, in: source) {
        throw Flaw(
          offset: node.offset, reason: "a text that begins with a byte order mark",
          hint: "give it in base64, under data")
      }
    case .sequence(let items):
      for item in items { try check(item, in: source, depth: depth + 1) }
    case .mapping(let pairs):
      for (key, value) in pairs {
        try check(key, in: source, depth: depth + 1)
        if key.isMerge {
          throw Flaw(offset: key.offset, reason: "a merge key (<<) is refused here", hint: "write the values out")
        }
        guard key.string != nil else {
          throw Flaw(offset: key.offset, reason: "a key that is no string", hint: "quote it")
        }
        try check(value, in: source, depth: depth + 1)
      }
    }
  }

  /// Whether a scalar may begin with U+FEFF, in the clear or escaped, which Foundation drops as Yams makes a String of it.
  private static func beginsWithByteOrderMark(
    _ node: YAMLNode, _ style: YAMLNode.Style, in source: Span<UInt8>
  ) -> Bool {
    var index = node.offset
    switch style {
    case .plain: break
    case .singleQuoted: index += 1
    case .doubleQuoted:
      index += 1
      // A backslash at the end of a line takes the line end and the blanks after it away.
      while starts(source, at: index, with: "\\"), index + 1 < source.count,
        case let length = YAMLLines.breakLength(source, at: index + 1), length > 0
      {
        index = skipBlanks(source, from: index + 1 + length)
      }
    case .literal, .folded: index = skipBlanks(source, from: YAMLLines.nextLine(source, after: index))
    }
    if starts(source, at: index, with: "\u{FEFF}") { return true }
    return style == .doubleQuoted
      && (starts(source, at: index, with: "\\ufeff") || starts(source, at: index, with: "\\U0000feff"))
  }

  private static func skipBlanks(_ source: Span<UInt8>, from index: Int) -> Int {
    var index = index
    while index < source.count, source[index] == 0x20 || source[index] == 0x09 { index += 1 }
    return index
  }

  /// - Parameter text: its digits in lower case, which match those in upper case.
  private static func starts(_ source: Span<UInt8>, at index: Int, with text: String) -> Bool {
    let text = Array(text.utf8)
    guard index + text.count <= source.count else { return false }
    return text.indices.allSatisfy { offset in
      let byte = source[index + offset]
      return byte == text[offset]
        || (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(byte) && byte | 0x20 == text[offset]
    }
  }

  /// What of this a node begins with that stands for something else than it seems: an alias or a tag.
  static func hiding(of node: YAMLNode, in source: Span<UInt8>) -> String? {
    indicator(of: node, in: source).flatMap { $0.hasPrefix("an anchor") ? nil : $0 }
  }

  /// The sort of YAML that a node begins with and that can't be seen in its content.
  ///
  /// No other node begins with these characters: a plain scalar can't, and quoted ones begin with their quotes.
  static func indicator(of node: YAMLNode, in source: Span<UInt8>) -> String? {
    guard node.offset < source.count else { return nil }
    switch source[node.offset] {
    case UInt8(ascii: "&"): return "an anchor (&)"
    case UInt8(ascii: "*"): return "an alias (*)"
    case UInt8(ascii: "!"): return "a tag (!)"
    default: return nil
    }
  }
}
