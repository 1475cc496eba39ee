/// A place in bytes of SSH's wire format (RFC 4251, section 5): a number is a big-endian `uint32`, a string its length
/// and its bytes.
///
/// The reader holds no bytes, they are handed to every call: so it serves public arrays and secret memory alike, and
/// copies nothing. `nil` says that the bytes end too early.
struct WireReader {
  private(set) var offset: Int

  init(at offset: Int = 0) {
    self.offset = offset
  }

  mutating func uint32(_ bytes: Span<UInt8>) -> UInt32? {
    guard bytes.count - offset >= 4 else { return nil }
    defer { offset += 4 }
    return UInt32(bytes[offset]) << 24 | UInt32(bytes[offset + 1]) << 16 | UInt32(bytes[offset + 2]) << 8
      | UInt32(bytes[offset + 3])
  }

  /// Where the string stands, without its length.
  mutating func string(_ bytes: Span<UInt8>) -> Range<Int>? {
    guard let count = uint32(bytes), Int(count) <= bytes.count - offset else { return nil }
    defer { offset += Int(count) }
    return offset..<(offset + Int(count))
  }
}
