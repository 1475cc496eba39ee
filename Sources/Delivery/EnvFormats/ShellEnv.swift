package import Sealing

/// For `. file` in POSIX sh, bash and dash: `KEY='value'`, each quote in it as `'\''`. No shell looks for anything to run
/// between single quotes.
package struct ShellEnv: EnvFormat {
  package static let name = "shell"

  private let export: Bool

  /// - Parameter export: whether the shell is to pass the variables on to the programs it starts.
  package init(export: Bool = false) {
    self.export = export
  }

  package func judge(_ key: String, _ value: Span<UInt8>) -> EnvVerdict {
    let isIdentifier =
      key.utf8.first.map { !(0x30...0x39).contains($0) } == true
      && key.utf8.allSatisfy { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "-") }
    guard isIdentifier else { return .refuses("the key can't be the name of a shell variable") }
    return ShellVariables.contains(key) ? .refuses("the shell keeps a variable of its own under that name") : .fits
  }

  package func write(_ values: OpenedValues, to text: inout EnvText) {
    for (index, key) in values.keys.enumerated() {
      text.append("\(export ? "export " : "")\(key)='")
      values.withValue(at: index) { value in
        var start = 0
        for index in value.indices where value[index] == UInt8(ascii: "'") {
          text.append(value.extracting(start..<index))
          text.append("'\\''")
          start = index + 1
        }
        text.append(value.extracting(start...))
      }
      text.append("'\n")
    }
  }
}
