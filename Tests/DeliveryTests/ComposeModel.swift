/// How Docker Compose v2 reads one key of an `env_file`: a model written from its rules, not Compose itself.
///
/// A value between double quotes goes to the next `"` without a backslash before it; that backslash goes, a pair of
/// others stays a pair. Then `\a`, `\b`, `\f`, `\n`, `\r`, `\t`, `\v`, `\"` and `\\` mean what they mean in C, `\$` is a `$$`, and
/// at last `$$` is a `$`; a `$` by itself is a variable of Compose's own. Keys that begin with a digit are passed over.
enum ComposeModel {
  struct Malformed: Error {}
  struct Expanded: Error {}

  @Sendable static func value(of key: String, in file: [UInt8]) throws -> [UInt8]? {
    var result: [UInt8]?
    var rest = file[...]
    while true {
      rest = rest.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
      guard let first = rest.first else { return result }
      if first == UInt8(ascii: "#") {
        rest = rest.drop { $0 != 0x0A }
        continue
      }
      guard let equals = rest.firstIndex(of: UInt8(ascii: "=")) else { throw Malformed() }
      let name = String(decoding: rest[..<equals], as: UTF8.self)
      guard name.wholeMatch(of: /[A-Za-z0-9_.]+/) != nil, !name.hasPrefix("export") else { throw Malformed() }
      rest = rest[(equals + 1)...]
      let value = try expanded(unescaped(quoted(&rest)))
      if name == key, !("0"..."9").contains(name.prefix(1)) { result = value }
    }
  }

  private static func quoted(_ rest: inout ArraySlice<UInt8>) throws -> [UInt8] {
    guard rest.popFirst() == UInt8(ascii: "\"") else { throw Malformed() }
    var value: [UInt8] = []
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\"") { return value }
      value.append(byte)
      guard byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() else { continue }
      if escaped == UInt8(ascii: "\"") { value.removeLast() }
      value.append(escaped)
    }
    throw Malformed()
  }

  private static func unescaped(_ text: [UInt8]) throws -> [UInt8] {
    let meanings = [UInt8](#"a\#u{7}b\#u{8}f\#u{C}n\#u{A}r\#u{D}t\#u{9}v\#u{B}"#.utf8)
    var value: [UInt8] = []
    var rest = text[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\"), let escaped = rest.first else {
        value.append(byte)
        continue
      }
      switch escaped {
      case UInt8(ascii: "\\"), UInt8(ascii: "\""): value.append(escaped)
      case UInt8(ascii: "$"): value += Array("$$".utf8)
      case UInt8(ascii: "0"): throw Malformed()
      default:
        guard let index = meanings.firstIndex(of: escaped), index % 2 == 0 else {
          value.append(byte)
          continue
        }
        value.append(meanings[index + 1])
      }
      rest.removeFirst()
    }
    return value
  }

  private static func expanded(_ text: [UInt8]) throws -> [UInt8] {
    var value: [UInt8] = []
    var rest = text[...]
    while let byte = rest.popFirst() {
      value.append(byte)
      guard byte == UInt8(ascii: "$") else { continue }
      guard rest.popFirst() == byte else { throw Expanded() }
    }
    return value
  }
}
