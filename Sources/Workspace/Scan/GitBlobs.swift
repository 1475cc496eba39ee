import Primitives

/// The contents of many blobs, a part of them at a time, so that memory is bounded.
struct GitBlobs {
  struct Blob: Sendable {
    let id: String
    let path: String
    /// The commit that brought it; nil for what is staged.
    let commit: String?
  }

  /// Far above what any text in a repository has.
  private static let limit = 64 << 20
  /// How many bytes are held at once.
  private static let batch = 64 << 20

  /// What git doesn't have, as in a partial clone.
  private(set) var missing: [Blob] = []
  private(set) var tooLarge: [Blob] = []

  /// Calls `body` with some of them at a time.
  mutating func forEach(_ blobs: [Blob], _ body: ([(Blob, [UInt8])]) -> Void) {
    guard !blobs.isEmpty else { return }
    let sizes = Self.sizes(of: blobs)
    var part: [(Blob, Int)] = []
    var total = 0
    for (blob, size) in zip(blobs, sizes) {
      guard let size else {
        missing.append(blob)
        continue
      }
      guard size <= Self.limit else {
        tooLarge.append(blob)
        continue
      }
      if total + size > Self.batch {
        body(contents(of: part))
        (part, total) = ([], 0)
      }
      part.append((blob, size))
      total += size
    }
    body(contents(of: part))
  }

  private static func input(_ blobs: some Sequence<Blob>) -> [UInt8] {
    Array(blobs.map { "\($0.id)\n" }.joined().utf8)
  }

  /// "ID blob SIZE<LF>", or "ID missing<LF>"
  private static func sizes(of blobs: [Blob]) -> [Int?] {
    let lines = Git.output(["cat-file", "--batch-check"], input: input(blobs).span)?.split(separator: 0x0A) ?? []
    return blobs.indices.map { index in
      guard index < lines.count else { return nil }
      let words = String(decoding: lines[index], as: UTF8.self).split(separator: " ")
      return words.count == 3 && words[1] == "blob" ? Int(words[2]) : nil
    }
  }

  /// "ID blob SIZE<LF>BYTES<LF>" each
  private mutating func contents(of part: [(blob: Blob, size: Int)]) -> [(Blob, [UInt8])] {
    guard !part.isEmpty else { return [] }
    let output = Git.output(["cat-file", "--batch"], input: Self.input(part.lazy.map(\.blob)).span) ?? []
    var contents: [(Blob, [UInt8])] = []
    var start = 0
    for (blob, size) in part {
      guard let end = output[start...].firstIndex(of: 0x0A), end + size + 1 < output.count else {
        missing.append(blob)
        continue
      }
      contents.append((blob, Array(output[end + 1..<end + 1 + size])))
      start = end + size + 2
    }
    return contents
  }
}
