import Primitives
import Sealing

/// The sealed files that one pod finds mounted.
struct SealedView {
  let parts: [SealedPart]
  /// Which of several it is, where several could be meant: one for each overlay, say.
  var origin: String?

  /// Those of one name, in the order in which the pin is made.
  func parts(of name: String) -> [SealedPart] {
    parts.filter { $0.name == name }.sorted { $0.entryName < $1.entryName }
  }

  /// SHA-256 over all files of a name.
  func digest(of name: String) -> [UInt8] {
    var hash = SHA256()
    for part in parts(of: name) { hash.update(part.bytes.span) }
    return hash.finalize()
  }

  /// The keys of a name, ascending; nil where a file of it is broken.
  func keys(of name: String) -> [String]? {
    var keys: [String] = []
    for part in parts(of: name) {
      guard let file = part.content else { return nil }
      keys += file.values.map(\.key)
    }
    return keys.sorted()
  }

  /// Reads a value; nil where nobody opened it.
  func withValue<R>(_ key: String, of name: String, _ body: (Span<UInt8>) -> R) -> R? {
    for part in parts(of: name) { if let result = part.values?.withValue(key, body) { return result } }
    return nil
  }

  /// The bytes of a value, or the fewest that its padded ciphertext can stand for.
  func length(of key: String, of name: String) -> Int {
    if let length = withValue(key, of: name, { $0.count }) { return length }
    for part in parts(of: name) {
      // 24 bytes of nonce and 16 of tag; the padding is an eighth at most, and hides what is shorter than 64.
      guard let count = part.content?.values.first(where: { $0.key == key })?.blobCount else { continue }
      return count <= 104 ? 1 : (count - 40) / 8 * 7
    }
    return 0
  }
}
