import Delivery
import Primitives
import Sealing

/// Opened values as one JSON object.
enum PlaintextJSON {
  /// - Throws: `policy` for a value that is no UTF-8, which JSON can't hold.
  static func text(of values: OpenedValues) throws(SealError) -> SecretBytes {
    try check(values)
    return EnvText.build { JSONEnv().write(EnvVariables(values), to: &$0) }
  }

  /// Those of several files: `{"files": [{"file": ..., "name": ..., "values": {...}}, ...]}`.
  ///
  /// - Throws: as the other.
  static func text(
    of files: [(path: String, name: String, values: OpenedValues)]
  ) throws(SealError) -> SecretBytes {
    for file in files { try check(file.values) }
    return EnvText.build { text in
      text.append("{\"files\":[")
      for (index, file) in files.enumerated() {
        text.append(index == 0 ? "" : ",")
        text.append("{\"file\":\(JSON.string(file.path).text),\"name\":\(JSON.string(file.name).text),\"values\":")
        JSONEnv().write(EnvVariables(file.values), to: &text)
        text.append("}")
      }
      text.append("]}\n")
    }
  }

  private static func check(_ values: OpenedValues) throws(SealError) {
    for (index, key) in values.keys.enumerated() {
      guard values.withValue(at: index, { (try? UTF8Span(validating: $0)) != nil }) else {
        throw SealError(
          .policy, "the value of \"\(key)\" is no UTF-8, and JSON holds nothing else",
          hint: "take it by itself: seal get FILE \(key)")
      }
    }
  }
}
