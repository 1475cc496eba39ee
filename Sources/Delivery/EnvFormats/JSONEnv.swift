/// For any program: one JSON object on one line, whose members are all strings.
package struct JSONEnv: EnvFormat {
  package static let name = "json"

  package init() {}

  package var suffix: String { "json" }

  package func judge(_ name: String, _ value: Span<UInt8>) -> EnvVerdict {
    value.isText ? .fits : .notText
  }

  package func write(_ variables: EnvVariables, to text: inout EnvText) {
    text.append("{")
    var isFirst = true
    variables.forEach { name, value in
      // A key holds nothing that would have to be escaped.
      text.append("\(isFirst ? "" : ",")\"\(name)\":\"")
      text.append(value, escaping: Self.escape)
      text.append("\"")
      isFirst = false
    }
    text.append("}\n")
  }

  private static func escape(_ byte: UInt8) -> String? {
    switch byte {
    case UInt8(ascii: "\""): return "\\\""
    case UInt8(ascii: "\\"): return "\\\\"
    case UInt8(ascii: "\n"): return "\\n"
    case 0..<0x20, 0x7F:
      let digits = String(byte, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
    default: return nil
    }
  }
}
