/// Writes public bytes of SSH's wire format (RFC 4251, section 5).
struct WireWriter {
  private(set) var bytes: [UInt8] = []

  mutating func uint32(_ value: UInt32) {
    bytes.append(contentsOf: [
      UInt8(value >> 24), UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255),
    ])
  }

  /// Bytes as they are, without a length.
  mutating func raw(_ value: some Collection<UInt8>) {
    bytes.append(contentsOf: value)
  }

  mutating func string(_ value: some Collection<UInt8>) {
    uint32(UInt32(value.count))
    bytes.append(contentsOf: value)
  }
}
