/// Looks for many short texts at once, in one pass over the bytes.
struct TextNeedles: Sendable {
  private let needles: [[UInt8]]
  /// For each byte, the needles that begin with it, and those whose second byte it is, as bits.
  private let first: [UInt64]
  private let second: [UInt64]

  /// - Parameter needles: at most 64, each of two bytes or more.
  init(_ needles: [String]) {
    self.needles = needles.map { Array($0.utf8) }
    var first = [UInt64](repeating: 0, count: 256)
    var second = first
    for (index, needle) in self.needles.enumerated() {
      first[Int(needle[0])] |= 1 << UInt64(index)
      second[Int(needle[1])] |= 1 << UInt64(index)
    }
    (self.first, self.second) = (first, second)
  }

  /// Calls `body` with each needle that was found and where.
  func forEach(in bytes: Span<UInt8>, _ body: (_ needle: Int, _ offset: Int) -> Void) {
    guard bytes.count > 1 else { return }
    let (first, second) = (first.span, second.span)
    var candidates = first[Int(bytes[0])]
    for index in 0..<bytes.count - 1 {
      let next = bytes[index + 1]
      if candidates != 0 {
        var bits = candidates & second[Int(next)]
        while bits != 0 {
          let needle = bits.trailingZeroBitCount
          bits &= bits - 1
          if Self.stands(needles[needle], in: bytes, at: index) { body(needle, index) }
        }
      }
      candidates = first[Int(next)]
    }
  }

  private static func stands(_ needle: [UInt8], in bytes: Span<UInt8>, at offset: Int) -> Bool {
    guard needle.count <= bytes.count - offset else { return false }
    for index in 2..<max(2, needle.count) where bytes[offset + index] != needle[index] { return false }
    return true
  }
}
