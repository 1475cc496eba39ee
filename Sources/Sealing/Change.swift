public import Primitives

/// What a writer does to one key.
public enum Change: Sendable {
  /// Gives the key this value.
  case set(SharedSecret)
  /// Removes the key.
  case drop
}

/// Changes by key.
public typealias Changes = [String: Change]

extension Changes {
  /// - Throws: `usage` where a key can't be one, a value is over 524,288 bytes, or there are more than 1,024.
  func check() throws(SealError) {
    guard count <= Limits.entries else {
      throw SealError(.usage, "\(count) keys are more than the \(Limits.entries) of a layer")
    }
    for (key, change) in sorted(by: { $0.key < $1.key }) {
      guard Names.isKey(key) else { throw Names.refusal(ofKey: key) }
      if case .set(let value) = change, value.bytes.count > Limits.valueCount {
        throw SealError(
          .usage,
          "the value of \"\(key)\" has \(value.bytes.count) bytes, more than the \(Limits.valueCount) of one value")
      }
    }
  }

  /// The entries that say the same under a data key.
  func entries(scope: FileScope, layer id: String, key dataKey: DataKey) -> [Entry] {
    map { key, change in
      switch change {
      case .drop: Entry(key: key, content: .drop)
      case .set(let value):
        Entry(
          key: key,
          content: .value(value.bytes.withBytes { dataKey.seal($0, scope: scope, layer: id, key: key) }))
      }
    }
  }
}
