import Delivery
import Primitives
import Sealing

/// Opened values as one JSON object.
enum PlaintextJSON {
  /// - Throws: `policy` for a value that is no UTF-8, which JSON can't hold.
  static func text(of values: OpenedValues) throws(SealError) -> SecretBytes {
    for (index, key) in values.keys.enumerated() {
      guard values.withValue(at: index, { (try? UTF8Span(validating: $0)) != nil }) else {
        throw SealError(
          .policy, "the value of \"\(key)\" is no UTF-8, and JSON holds nothing else",
          hint: "take it by itself: --key \(key)")
      }
    }
    return EnvText.build { JSONEnv().write(EnvVariables(values), to: &$0) }
  }
}
