import Delivery
import Primitives
import Sealing

/// Opened values as one JSON object.
enum PlaintextJSON {
  ///
  /// - Throws: `policy` for a value that is no UTF-8, which JSON can't hold.
  static func text(of values: OpenedValues) throws(SealError) -> SecretBytes {
    for (index, key) in values.keys.enumerated() {
      guard values.withValue(at: index, { (try? UTF8Span(validating: $0)) != nil }) else {
        throw SealError(
          .policy, "the value of \"\(key)\" is no UTF-8, and JSON holds nothing else",
          hint: "take it by itself: --key \(key)")
      }
    }
    return EnvText.build { text in
      text.append("{")
      for (index, key) in values.keys.enumerated() {
        // A key has no character that JSON escapes.
        text.append("\(index == 0 ? "" : ",")\"\(key)\":\"")
        values.withValue(at: index) { appendEscaped($0, to: &text) }
        text.append("\"")
      }
      text.append("}\n")
    }
  }

  private static func appendEscaped(_ value: Span<UInt8>, to text: inout EnvText) {
    var start = 0
    for index in value.indices where value[index] < 0x20 || [0x22, 0x5C, 0x7F].contains(value[index]) {
      text.append(value.extracting(start..<index))
      let byte = value[index]
      switch byte {
      case UInt8(ascii: "\""): text.append("\\\"")
      case UInt8(ascii: "\\"): text.append("\\\\")
      case UInt8(ascii: "\n"): text.append("\\n")
      default: text.append("\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))")
      }
      start = index + 1
    }
    text.append(value.extracting(start...))
  }
}
