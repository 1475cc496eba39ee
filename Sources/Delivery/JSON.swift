/// JSON on its way out.
package indirect enum JSON: Sendable {
  case string(String)
  case number(UInt64)
  case bool(Bool)
  case null
  case array([JSON])
  /// The members stand in this order.
  case object([(String, JSON)])

  /// The text, on one line. Whatever is no printable ASCII is escaped but for other letters, so that no terminal obeys it.
  package var text: String {
    switch self {
    case .string(let string): Self.quote(string)
    case .number(let number): String(number)
    case .bool(let bool): String(bool)
    case .null: "null"
    case .array(let items): "[" + items.map(\.text).joined(separator: ",") + "]"
    case .object(let members):
      "{" + members.map { "\(Self.quote($0)):\($1.text)" }.joined(separator: ",") + "}"
    }
  }

  private static func quote(_ string: String) -> String {
    guard string.utf8.contains(where: { $0 < 0x20 || $0 > 0x7E || $0 == 0x22 || $0 == 0x5C }) else {
      return "\"\(string)\""
    }
    var result = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
