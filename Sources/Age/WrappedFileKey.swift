import Primitives

/// A file key under a wrap key: ChaCha20-Poly1305 of 16 bytes, 32 with the tag.
///
/// The nonce is zero, which is safe because a wrap key is derived from an ephemeral key or a salt of its own and used
/// once (C2SP age, "X25519 recipient stanza").
enum WrappedFileKey {
  static let fileKeyCount = 16
  static let byteCount = fileKeyCount + AEAD.tagCount

  private static let nonce = [UInt8](repeating: 0, count: AEAD.chaChaPoly.nonceCount)

  static func seal(_ fileKey: borrowing SecretBytes, under wrapKey: borrowing SecretBytes) -> [UInt8] {
    var body = [UInt8](repeating: 0, count: byteCount)
    var output = body.mutableSpan
    wrapKey.withBytes { wrapKey in
      fileKey.withBytes {
        AEAD.chaChaPoly.seal($0, key: wrapKey, nonce: nonce.span, authenticating: Span(), into: &output)
      }
    }
    return body
  }

  /// The file key, or nil where the body was sealed under another key. The body has 32 bytes.
  static func open(_ body: [UInt8], under wrapKey: borrowing SecretBytes) -> SecretBytes? {
    precondition(body.count == byteCount)
    do throws(AuthenticationFailure) {
      return try SecretBytes(count: fileKeyCount) { (output) throws(AuthenticationFailure) in
        try wrapKey.withBytes { (wrapKey) throws(AuthenticationFailure) in
          try AEAD.chaChaPoly.open(body.span, key: wrapKey, nonce: nonce.span, authenticating: Span(), into: &output)
        }
      }
    } catch {
      return nil
    }
  }
}
