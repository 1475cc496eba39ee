/// How a value hides its length (format.md, section 3): `v || 0x80 || 0x00...`, up to a length on the PADMÉ scale
/// (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", section 4).
enum Padding {
  /// The shortest padded length: passwords of up to 63 bytes all look alike.
  static let minimum = 64

  /// The length, rounded up so that it tells at most its order of magnitude.
  static func padme(_ length: Int) -> Int {
    guard length >= 2 else { return length }
    let exponent = Int.bitWidth - 1 - length.leadingZeroBitCount
    let mantissa = Int.bitWidth - exponent.leadingZeroBitCount
    let mask = (1 << (exponent - mantissa)) - 1
    return (length + mask) & ~mask
  }

  /// The padded length of a value of `count` bytes.
  static func paddedCount(_ count: Int) -> Int {
    padme(max(minimum, count + 1))
  }

  /// Whether any value can have this padded length.
  static func isOnScale(_ length: Int) -> Bool {
    length >= minimum && padme(length) == length
  }

  /// The length of the value in a padded block, or nil where the padding isn't exactly what a writer makes.
  static func unpaddedCount(_ block: Span<UInt8>) -> Int? {
    var end = block.count
    while end > 0, block[end - 1] == 0 { end -= 1 }
    guard end > 0, block[end - 1] == 0x80, paddedCount(end - 1) == block.count else { return nil }
    return end - 1
  }
}
