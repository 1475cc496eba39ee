extension Span<UInt8> {
  func contains(_ byte: UInt8) -> Bool { indices.contains { self[$0] == byte } }

  /// Whether the bytes are UTF-8.
  var isText: Bool { (try? UTF8Span(validating: self)) != nil }
}
