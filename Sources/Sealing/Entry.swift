/// One line of a layer: a key and its sealed value, or a key that the layer removes.
package struct Entry: Hashable, Sendable {
  /// What becomes of the key.
  package enum Content: Hashable, Sendable {
    /// `nonce24 || ciphertext || tag16`.
    case value([UInt8])
    case drop
  }

  package let key: String
  package let content: Content

  /// What a blob adds to the padded plaintext: 24 bytes of nonce, 16 of tag.
  static let overhead = 40
  /// The longest blob: a value of 524,288 bytes, padded.
  static let longestBlob = 540_712

  /// Whether a blob of this many bytes can hold a value at all, which takes no key to say.
  static func isPossible(blobCount: Int) -> Bool {
    blobCount <= longestBlob && Padding.isOnScale(blobCount - overhead)
  }

  /// The length of the padded plaintext; nil for a `drop`.
  package var paddedCount: Int? {
    if case .value(let blob) = content { blob.count - Self.overhead } else { nil }
  }
}
