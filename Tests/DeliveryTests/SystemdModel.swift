/// How systemd reads one key of an `EnvironmentFile=`: a model written from its rules (systemd.exec(5), and what it says of
/// quotes), not systemd itself.
///
/// Blanks and lines before a key, and lines that begin with `#` or `;`, are passed over. Between double quotes a backslash
/// takes the meaning of `"`, `\`, the backtick and `$` away, joins lines, and is itself before all else. After the closing
/// quote only a line end may follow here. Names that are none and values that are no UTF-8, or have a noncharacter or a
/// control character but LF and tab, are dropped; the last of equal keys wins.
enum SystemdModel {
  struct Malformed: Error {}

  @Sendable static func value(of key: String, in file: [UInt8]) throws -> [UInt8]? {
    var result: [UInt8]?
    var rest = file[...]
    while true {
      rest = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
      guard let first = rest.first else { return result }
      if first == UInt8(ascii: "#") || first == UInt8(ascii: ";") {
        rest = rest.drop { $0 != 0x0A }
        continue
      }
      guard let equals = rest.firstIndex(of: UInt8(ascii: "=")) else { throw Malformed() }
      let name = Array(rest[..<equals])
      rest = rest[(equals + 1)...]
      let value = try quoted(&rest)
      guard isName(name), isValue(value) else { continue }
      if name == Array(key.utf8) { result = value }
    }
  }

  private static func quoted(_ rest: inout ArraySlice<UInt8>) throws -> [UInt8] {
    guard rest.popFirst() == UInt8(ascii: "\"") else { throw Malformed() }
    var value: [UInt8] = []
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "\""):
        guard rest.popFirst() == 0x0A else { throw Malformed() }
        return value
      case UInt8(ascii: "\\"):
        guard let escaped = rest.popFirst() else { throw Malformed() }
        if Array("\"\\`$".utf8).contains(escaped) {
          value.append(escaped)
        } else if escaped != 0x0A {
          value += [byte, escaped]
        }
      default: value.append(byte)
      }
    }
    throw Malformed()
  }

  private static func isName(_ name: [UInt8]) -> Bool {
    let text = String(decoding: name, as: UTF8.self)
    return text.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil
  }

  private static func isValue(_ value: [UInt8]) -> Bool {
    guard let text = String(validating: value, as: UTF8.self) else { return false }
    return text.unicodeScalars.allSatisfy { scalar in
      !scalar.properties.isNoncharacterCodePoint
        && (scalar.value >= 0x20 && scalar.value != 0x7F || scalar == "\n" || scalar == "\t")
    }
  }
}
