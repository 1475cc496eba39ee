/// A JSON value to print (RFC 8259): one line, keys in the order given.
enum JSON {
  case string(String)
  case number(UInt64)
  case bool(Bool)
  case array([JSON])
  case object([(key: String, value: JSON)])
  case null

  static func number(_ value: Int) -> JSON { .number(UInt64(value)) }

  static func strings(_ values: [String]) -> JSON { .array(values.map { .string($0) }) }

  var text: String {
    switch self {
    case .string(let text): Self.quoted(text)
    case .number(let value): String(value)
    case .bool(let value): String(value)
    case .array(let values): "[" + values.map(\.text).joined(separator: ",") + "]"
    case .object(let pairs):
      "{" + pairs.map { Self.quoted($0.key) + ":" + $0.value.text }.joined(separator: ",") + "}"
    case .null: "null"
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      // A terminal obeys the controls above ASCII too.
      case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
