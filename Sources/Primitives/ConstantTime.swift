import CSodium

/// Comparison in time that doesn't depend on the contents.
package enum ConstantTime {
  /// Whether the bytes are the same; lengths are not hidden.
  package static func equal(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
    guard a.count == b.count else { return false }
    return unsafe a.withUnsafeBytes { a in
      unsafe b.withUnsafeBytes { b in unsafe sodium_memcmp(a.baseAddress, b.baseAddress, a.count) == 0 }
    }
  }
}
