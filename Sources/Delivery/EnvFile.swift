package import Primitives
package import Sealing

/// The env file of one name, ready to be written.
package struct EnvFile: Sendable {
  /// `app-secrets.env`.
  package let name: String
  package let text: SharedSecret
  /// What its reader will do with some value that nobody expects.
  package let warnings: [String]

  /// - Parameter allowed: keys that may change how programs are loaded, because somebody asked for them by name.
  /// - Throws: `policy`, naming the first key that can't be written, and never its value.
  package init(
    of name: String, _ values: OpenedValues, format: any EnvFormat, allowed: Set<String> = []
  ) throws(SealError) {
    let formatName = type(of: format).name
    var warnings: [String] = []
    for (index, key) in values.keys.enumerated() {
      let place = "\"\(key)\" of \"\(name)\""
      guard !LoaderVariables.contains(key) || allowed.contains(key) else {
        throw SealError(
          .policy, "\(place) would change how programs are loaded, if it became an environment variable",
          hint: "pass --allow-name \(key) if that is what it is for, or give it another name")
      }
      switch values.withValue(at: index, { Self.hasNUL($0) ? Self.nul : format.judge(key, $0) }) {
      case .fits: break
      case .warns(let reason): warnings.append("\(place): \(reason)")
      case .refuses(let reason):
        throw SealError(
          .policy, "\(place) can't stand in an env file for \(formatName): \(reason)",
          hint: "read it from its own file, or choose another --env format")
      }
    }
    let text = EnvText.build { format.write(values, to: &$0) }
    if let limit = format.limit, text.count > limit {
      throw SealError(
        .policy, "the env file of \"\(name)\" has \(text.count) bytes, and \(formatName) takes \(limit)",
        hint: "seal the values under several names, or read them from their own files")
    }
    self.name = "\(name).\(format.suffix)"
    self.text = SharedSecret(text)
    self.warnings = warnings
  }

  /// No environment has room for one.
  private static let nul = EnvVerdict.refuses("the value holds a NUL")

  private static func hasNUL(_ value: Span<UInt8>) -> Bool {
    value.indices.contains { value[$0] == 0 }
  }
}
