package import Sealing

/// A value, as a flag names it: `url`, under whatever name it was sealed, or `app-secrets/url`.
package struct KeyReference: Equatable, Sendable {
  /// Nil: any.
  package let name: String?
  package let key: String

  /// - Parameter flag: what is to be told of where the text comes from; of the text itself nothing is.
  /// - Throws: `usage`.
  package init(parsing text: Substring, for flag: String) throws(SealError) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    name = parts.count == 2 ? String(parts[0]) : nil
    key = String(parts[parts.count - 1])
    guard name.map(Names.isName) ?? true, Names.isKey(key) else {
      throw SealError(
        .usage, "\(flag) has something that is neither a key nor NAME/KEY",
        hint: "for example \(flag) url, or \(flag) app-secrets/url")
    }
  }

  package func matches(_ key: String, of name: String) -> Bool {
    self.key == key && (self.name == nil || self.name == name)
  }

  /// As it was given.
  package var text: String { name.map { "\($0)/\(key)" } ?? key }
}
