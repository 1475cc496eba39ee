package import Primitives

/// The values of one name, opened: a map from key to bytes.
///
/// All of them stand in one piece of guarded memory, erased when the last owner lets go.
public final class OpenedValues: Sendable {
  /// The keys, ascending by their bytes.
  public let keys: [String]
  private let arena: SecretBytes
  private let ranges: [Range<Int>]

  /// - Parameters:
  ///   - arena: the bytes of all values.
  ///   - index: where each value stands; ascending by key.
  package init(arena: consuming SecretBytes, index: [(key: String, range: Range<Int>)]) {
    self.arena = arena
    keys = index.map(\.key)
    ranges = index.map(\.range)
  }

  /// Reads one value where it stands; nil where there is no such key.
  public func withValue<R: ~Copyable, E: Error>(_ key: String, _ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R? {
    guard let index = keys.firstIndex(of: key) else { return nil }
    return try withValue(at: index, body)
  }

  /// Reads the value of `keys[index]` where it stands.
  public func withValue<R: ~Copyable, E: Error>(at index: Int, _ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
    try arena.withBytes { (bytes) throws(E) in try body(bytes.extracting(ranges[index])) }
  }
}
