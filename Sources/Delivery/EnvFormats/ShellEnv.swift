/// For `. file` in POSIX sh, bash and dash: `KEY='value'`, each quote in it as `'\''`. No shell looks for anything to run
/// between single quotes.
package struct ShellEnv: EnvFormat {
  package static let name = "shell"

  private let export: Bool

  /// - Parameter export: whether the shell is to pass the variables on to the programs it starts.
  package init(export: Bool = false) {
    self.export = export
  }

  package func judge(_ name: String, _ value: Span<UInt8>) -> EnvVerdict {
    guard EnvKeys.isIdentifier(name) else { return .refuses("the key can't be the name of a shell variable") }
    return ShellVariables.contains(name) ? .refuses("the shell keeps a variable of its own under that name") : .fits
  }

  package func write(_ variables: EnvVariables, to text: inout EnvText) {
    variables.forEach { name, value in
      text.append("\(export ? "export " : "")\(name)='")
      text.append(value) { $0 == UInt8(ascii: "'") ? "'\\''" : nil }
      text.append("'\n")
    }
  }
}
