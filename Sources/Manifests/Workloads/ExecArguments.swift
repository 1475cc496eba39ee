/// What a command line of `unseal exec` says: which values a container's program gets in its environment.
package struct ExecArguments: Sendable {
  /// `--var VARIABLE=NAME/KEY`, with a question mark at the end where the program can do without.
  package struct Variable: Hashable, Sendable {
    package let variable: String
    package let name: String
    package let key: String
    package let isOptional: Bool

    /// The argument.
    package var text: String { "\(variable)=\(name)/\(key)\(isOptional ? "?" : "")" }
  }

  package private(set) var variables: [Variable] = []
  /// Names whose keys all become variables.
  package private(set) var names: [String] = []
  /// `--allow-name`.
  package private(set) var allowedNames: [String] = []
  /// `--from`.
  package private(set) var folder = "/seal/secrets"
  /// What runs in the end.
  package private(set) var command: [String] = []

  /// - Returns: nil for a command that isn't wrapped.
  package init?(_ command: [String]) {
    guard command.count > 1, command[0].split(separator: "/").last == "unseal", command[1] == "exec" else { return nil }
    var rest = command.dropFirst(2)
    while let argument = rest.popFirst() {
      if argument == "--" {
        self.command = Array(rest)
        break
      }
      guard argument.hasPrefix("--") else {
        names.append(argument)
        continue
      }
      let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else { break }
      switch parts[0] {
      case "var": if let variable = Variable(parsing: value) { variables.append(variable) }
      case "from": folder = value
      case "allow-name": allowedNames.append(value)
      default: break
      }
    }
  }
}

extension ExecArguments.Variable {
  fileprivate init?(parsing text: String) {
    let sides = text.split(separator: "=", maxSplits: 1)
    guard sides.count == 2 else { return nil }
    let names = sides[1].split(separator: "/", maxSplits: 1)
    guard names.count == 2 else { return nil }
    variable = String(sides[0])
    name = String(names[0])
    isOptional = names[1].hasSuffix("?")
    key = String(isOptional ? names[1].dropLast() : names[1])
  }
}
