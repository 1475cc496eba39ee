import Primitives

/// The namespace and the name that a sealed file binds its contents to, as they stand in it.
struct FileScope: Hashable, Sendable {
  let namespace: String
  let name: String

  /// LP(label) LP(ns) LP(nm): the beginning of every authenticated text of format.md, section 3. Lengths stand before
  /// the parts, so that no separator can be played with.
  func prefix(_ label: StaticString, capacity: Int = 0) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(capacity + 64 + namespace.utf8.count + name.utf8.count)
    bytes.appendLengthPrefixed("\(label)".utf8)
    bytes.appendLengthPrefixed(namespace.utf8)
    bytes.appendLengthPrefixed(name.utf8)
    return bytes
  }
}

extension [UInt8] {
  /// LP(x) = u32be(length of x) || x.
  mutating func appendLengthPrefixed(_ bytes: some Collection<UInt8>) {
    let count = UInt32(bytes.count)
    append(contentsOf: [UInt8(count >> 24), UInt8(count >> 16 & 255), UInt8(count >> 8 & 255), UInt8(count & 255)])
    append(contentsOf: bytes)
  }
}
