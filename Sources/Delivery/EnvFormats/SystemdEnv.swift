/// For systemd's `EnvironmentFile=` (systemd.exec(5)): `KEY="value"`, with `\` before `"` and `\`. Nothing is expanded
/// there.
///
/// What systemd doesn't like it drops with a line in the journal, and the service starts without; one value that is no
/// text makes it drop the whole file.
package struct SystemdEnv: EnvFormat {
  package static let name = "systemd"

  package init() {}

  package func judge(_ name: String, _ value: Span<UInt8>) -> EnvVerdict {
    guard EnvKeys.isIdentifier(name) else { return .refuses("systemd drops variables of such a name") }
    guard EnvVerdict.canPassOn(name, value) else { return .tooLongToPassOn }
    // Before version 248 it drops them; a newline and a tab it has always taken.
    guard !value.indices.contains(where: { Self.isControl(value[$0]) }) else {
      return .refuses("the value holds a control character, which older releases of systemd drop it for")
    }
    return Self.isText(value) ? .fits : .refuses("the value is not UTF-8 as systemd wants it")
  }

  package func write(_ variables: EnvVariables, to text: inout EnvText) {
    variables.forEach { name, value in
      text.append("\(name)=\"")
      text.append(value) { byte in
        switch byte {
        case UInt8(ascii: "\""): "\\\""
        case UInt8(ascii: "\\"): "\\\\"
        default: nil
        }
      }
      text.append("\"\n")
    }
  }

  private static func isControl(_ byte: UInt8) -> Bool {
    byte < 0x20 && byte != 0x09 && byte != 0x0A || byte == 0x7F
  }

  /// Unicode's "noncharacters" are broken text to systemd.
  private static func isText(_ value: Span<UInt8>) -> Bool {
    guard let text = try? UTF8Span(validating: value) else { return false }
    var scalars = text.makeUnicodeScalarIterator()
    while let scalar = scalars.next() {
      if (0xFDD0...0xFDEF).contains(scalar.value) || scalar.value & 0xFFFE == 0xFFFE { return false }
    }
    return true
  }
}
