/// For `env_file` in Docker Compose v2, from 2.21: `KEY="value"`, with `\` before `"`, `\` and `$`. A `$` by itself would be
/// expanded, even from a variable of whoever runs Compose.
package struct ComposeEnv: EnvFormat {
  package static let name = "compose"

  package init() {}

  package func judge(_ name: String, _ value: Span<UInt8>) -> EnvVerdict {
    guard !EnvKeys.beginsWithDigit(name) else { return .refuses("Compose ignores keys that begin with a digit") }
    guard !EnvKeys.hasHyphen(name) else { return .refuses("not every release of Compose takes a hyphen in a key") }
    guard !EnvKeys.beginsWithExport(name) else {
      return .refuses("older releases of Compose take \"export\" off the front of a key")
    }
    guard EnvVerdict.canPassOn(name, value) else { return .tooLongToPassOn }
    guard !value.contains(UInt8(ascii: "`")) else { return .refuses("the value holds a backtick") }
    // Compose hands the variable to Docker in JSON.
    return value.isText ? .fits : .notText
  }

  package func write(_ variables: EnvVariables, to text: inout EnvText) {
    variables.forEach { name, value in
      text.append("\(name)=\"")
      text.append(value) { byte in
        switch byte {
        case UInt8(ascii: "\""): "\\\""
        case UInt8(ascii: "\\"): "\\\\"
        case UInt8(ascii: "$"): "\\$"
        default: nil
        }
      }
      text.append("\"\n")
    }
  }
}
