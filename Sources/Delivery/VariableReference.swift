import Primitives
package import Sealing

/// One variable of a command and the value that it gets: `DATABASE_URL=app-secrets/url`.
package struct VariableReference: Sendable {
  package let variable: String
  package let name: String
  package let key: String
  /// Whether the command runs without it where there is no such value: `DATABASE_URL=app-secrets/url?`.
  package let isOptional: Bool

  /// - Throws: `usage`; of what isn't spelled like this nothing is repeated, for it may be a value.
  package init(parsing text: String) throws(SealError) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let path = parts[parts.count - 1].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, path.count == 2 else { throw Self.misspelt }
    variable = String(parts[0])
    name = String(path[0])
    isOptional = path[1].hasSuffix("?")
    key = String(isOptional ? path[1].dropLast() : path[1])
    guard Names.isName(name), Names.isKey(key) else { throw Self.misspelt }
  }

  private static var misspelt: SealError {
    SealError(
      .usage, "--var takes VARIABLE=NAME/KEY, and not a value", hint: "for example --var DATABASE_URL=app-secrets/url")
  }
}
