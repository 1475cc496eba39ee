/// The checksum of bech32: a BCH code over 5-bit values (BIP 173, "Checksum").
struct Bech32Checksum {
  private var state: UInt32 = 1

  /// Begins with the prefix: the high bits of its characters, a zero, the low bits. It counts as lower case.
  init(prefix: Span<UInt8>) {
    for index in prefix.indices { absorb(folded(prefix[index]) >> 5) }
    absorb(0)
    for index in prefix.indices { absorb(folded(prefix[index]) & 31) }
  }

  mutating func absorb(_ value: UInt8) {
    let top = state >> 25
    state = (state & 0x1FF_FFFF) << 5 ^ UInt32(value)
    // The values may be a secret's: masks, no branches.
    state ^= 0x3B6A_57B2 & (0 &- (top & 1))
    state ^= 0x2650_8E6D & (0 &- (top >> 1 & 1))
    state ^= 0x1EA1_19FA & (0 &- (top >> 2 & 1))
    state ^= 0x3D42_33DD & (0 &- (top >> 3 & 1))
    state ^= 0x2A14_62B3 & (0 &- (top >> 4 & 1))
  }

  /// Whether the values, the checksum's own included, belong together.
  var isValid: Bool { state == 1 }

  /// The six values that make it valid.
  consuming func digits() -> [UInt8] {
    for _ in 0..<6 { absorb(0) }
    let remainder = state ^ 1
    return (0..<6).map { UInt8(remainder >> (5 * (5 - $0)) & 31) }
  }

  private func folded(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}
