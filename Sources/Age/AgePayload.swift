package import Primitives

/// What follows the header: a nonce of 16 bytes, then the plaintext in chunks of 64 KiB, each sealed by itself.
///
/// A chunk's own nonce is its number, 11 bytes, and a byte that is 1 in the last chunk alone: a payload that was cut,
/// reordered or added to doesn't open.
///
/// Source: C2SP age, "Payload".
package enum AgePayload {
  static let nonceCount = 16
  static let chunkCount = 64 * 1024
  private static let sealedChunkCount = chunkCount + AEAD.tagCount
  private static let info = Array("payload".utf8)

  /// The payload of `plaintext`, under a nonce of its own.
  package static func seal(_ plaintext: Span<UInt8>, fileKey: borrowing SecretBytes) -> [UInt8] {
    seal(plaintext, fileKey: fileKey, nonce: Random.bytes(nonceCount))
  }

  /// Only a test fixes the nonce.
  static func seal(_ plaintext: Span<UInt8>, fileKey: borrowing SecretBytes, nonce: [UInt8]) -> [UInt8] {
    let chunks = max(1, (plaintext.count + chunkCount - 1) / chunkCount)
    var payload = nonce
    payload.append(contentsOf: repeatElement(0, count: plaintext.count + chunks * AEAD.tagCount))
    var output = payload.mutableSpan
    streamKey(fileKey, nonce.span).withBytes { key in
      for chunk in 0..<chunks {
        let start = chunk * chunkCount
        let end = min(start + chunkCount, plaintext.count)
        AEAD.chaChaPoly.seal(
          plaintext.extracting(start..<end), key: key, nonce: chunkNonce(chunk, isLast: chunk == chunks - 1).span,
          authenticating: Span(), into: &output, at: nonceCount + chunk * sealedChunkCount)
      }
    }
    return payload
  }

  /// The plaintext, whole or not at all.
  ///
  /// - Throws: `.payload`; `.header` where there isn't even a nonce, as the test vectors have it.
  package static func open(_ payload: Span<UInt8>, fileKey: borrowing SecretBytes) throws(AgeError) -> SecretBytes {
    guard payload.count >= nonceCount else { throw AgeError(.header, "the age file ends before its payload") }
    let sealed = payload.extracting(nonceCount...)
    let chunks = (sealed.count + sealedChunkCount - 1) / sealedChunkCount
    let lastCount = sealed.count - (chunks - 1) * sealedChunkCount - AEAD.tagCount
    // The last chunk is empty only where the whole payload is: one plaintext has one form.
    guard chunks > 0, lastCount > 0 || (lastCount == 0 && chunks == 1) else {
      throw AgeError(.payload, "the payload of the age file was cut")
    }
    let key = streamKey(fileKey, payload.extracting(0..<nonceCount))
    do throws(AuthenticationFailure) {
      return try SecretBytes(count: sealed.count - chunks * AEAD.tagCount) {
        (output) throws(AuthenticationFailure) in
        try key.withBytes { (key) throws(AuthenticationFailure) in
          for chunk in 0..<chunks {
            let start = chunk * sealedChunkCount
            let end = min(start + sealedChunkCount, sealed.count)
            try AEAD.chaChaPoly.open(
              sealed.extracting(start..<end), key: key, nonce: chunkNonce(chunk, isLast: chunk == chunks - 1).span,
              authenticating: Span(), into: &output, at: chunk * chunkCount)
          }
        }
      }
    } catch {
      throw AgeError(.payload, "the payload of the age file was altered")
    }
  }

  private static func streamKey(_ fileKey: borrowing SecretBytes, _ nonce: Span<UInt8>) -> SecretBytes {
    fileKey.withBytes { HKDF.sha256(secret: $0, salt: nonce, info: info.span, count: AEAD.keyCount) }
  }

  private static func chunkNonce(_ chunk: Int, isLast: Bool) -> [UInt8] {
    var nonce = [UInt8](repeating: 0, count: AEAD.chaChaPoly.nonceCount)
    for byte in 0..<8 { nonce[10 - byte] = UInt8(truncatingIfNeeded: chunk >> (8 * byte)) }
    nonce[11] = isLast ? 1 : 0
    return nonce
  }
}
