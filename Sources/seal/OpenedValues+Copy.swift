import Primitives
import Sealing

extension OpenedValues {
  /// Values that are not sealed yet, as if they had been opened.
  convenience init(copying values: [String: SharedSecret]) {
    let sorted = values.sorted { $0.key < $1.key }
    var index: [(key: String, range: Range<Int>)] = []
    var count = 0
    for (key, value) in sorted {
      index.append((key, count..<count + value.bytes.count))
      count += value.bytes.count
    }
    let arena = SecretBytes(count: count) { arena in
      for (value, place) in zip(sorted, index) {
        value.value.bytes.withBytes { bytes in
          for offset in bytes.indices { arena[place.range.lowerBound + offset] = bytes[offset] }
        }
      }
    }
    self.init(arena: arena, index: index)
  }

  /// A value by itself.
  func copy(at index: Int) -> SharedSecret {
    SharedSecret(withValue(at: index) { SecretBytes(copying: $0) })
  }
}
