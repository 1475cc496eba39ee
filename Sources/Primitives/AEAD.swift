import CSodium

/// What was sealed under another key, or altered since.
package struct AuthenticationFailure: Error, Equatable {
  package init() {}
}

/// Authenticated encryption with associated data: 32-byte keys, 16-byte tags behind the ciphertext.
@safe package struct AEAD: Sendable {
  package static let keyCount = 32
  package static let tagCount = 16

  /// ChaCha20-Poly1305 (RFC 8439), as age uses it: 12-byte nonces, which the caller never repeats under one key.
  package static let chaChaPoly = unsafe AEAD(
    nonceCount: 12, encrypt: crypto_aead_chacha20poly1305_ietf_encrypt,
    decrypt: crypto_aead_chacha20poly1305_ietf_decrypt)

  /// XChaCha20-Poly1305-IETF (draft-irtf-cfrg-xchacha): 24-byte nonces, long enough to be random always.
  package static let xChaChaPoly = unsafe AEAD(
    nonceCount: 24, encrypt: crypto_aead_xchacha20poly1305_ietf_encrypt,
    decrypt: crypto_aead_xchacha20poly1305_ietf_decrypt)

  private typealias Encrypt =
    @Sendable (
      UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<UInt64>?, UnsafePointer<UInt8>?, UInt64, UnsafePointer<UInt8>?,
      UInt64, UnsafePointer<UInt8>?, UnsafePointer<UInt8>, UnsafePointer<UInt8>
    ) -> Int32

  private typealias Decrypt =
    @Sendable (
      UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<UInt64>?, UnsafeMutablePointer<UInt8>?, UnsafePointer<UInt8>,
      UInt64, UnsafePointer<UInt8>?, UInt64, UnsafePointer<UInt8>, UnsafePointer<UInt8>
    ) -> Int32

  package let nonceCount: Int
  private let encrypt: Encrypt
  private let decrypt: Decrypt

  private init(nonceCount: Int, encrypt: @escaping Encrypt, decrypt: @escaping Decrypt) {
    self.nonceCount = nonceCount
    unsafe self.encrypt = unsafe encrypt
    unsafe self.decrypt = unsafe decrypt
  }

  /// Writes ciphertext and tag, `plaintext.count + 16` bytes, to `output` from `offset` on.
  package func seal(
    _ plaintext: Span<UInt8>, key: Span<UInt8>, nonce: Span<UInt8>, authenticating data: Span<UInt8>,
    into output: inout MutableSpan<UInt8>, at offset: Int = 0
  ) {
    precondition(key.count == Self.keyCount && nonce.count == nonceCount)
    precondition(offset >= 0 && output.count - offset >= plaintext.count + Self.tagCount)
    Sodium.start()
    unsafe output.withUnsafeMutableBufferPointer { output in
      unsafe plaintext.withUnsafeBufferPointer { plaintext in
        unsafe data.withUnsafeBufferPointer { data in
          unsafe nonce.withUnsafeBufferPointer { nonce in
            unsafe key.withUnsafeBufferPointer { key in
              _ = unsafe encrypt(
                output.baseAddress! + offset, nil, plaintext.baseAddress, UInt64(plaintext.count), data.baseAddress,
                UInt64(data.count), nil, nonce.baseAddress!, key.baseAddress!)
            }
          }
        }
      }
    }
  }

  /// Writes the plaintext, `ciphertext.count - 16` bytes, to `output` from `offset` on.
  ///
  /// - Throws: ``AuthenticationFailure``; what was written is then erased.
  package func open(
    _ ciphertext: Span<UInt8>, key: Span<UInt8>, nonce: Span<UInt8>, authenticating data: Span<UInt8>,
    into output: inout MutableSpan<UInt8>, at offset: Int = 0
  ) throws(AuthenticationFailure) {
    precondition(key.count == Self.keyCount && nonce.count == nonceCount)
    guard ciphertext.count >= Self.tagCount else { throw AuthenticationFailure() }
    precondition(offset >= 0 && output.count - offset >= ciphertext.count - Self.tagCount)
    Sodium.start()
    let status = unsafe output.withUnsafeMutableBufferPointer { output in
      unsafe ciphertext.withUnsafeBufferPointer { ciphertext in
        unsafe data.withUnsafeBufferPointer { data in
          unsafe nonce.withUnsafeBufferPointer { nonce in
            unsafe key.withUnsafeBufferPointer { key in
              let start = unsafe output.baseAddress.map { unsafe $0 + offset }
              let status = unsafe decrypt(
                start, nil, nil, ciphertext.baseAddress!, UInt64(ciphertext.count), data.baseAddress,
                UInt64(data.count), nonce.baseAddress!, key.baseAddress!)
              if status != 0, let start = unsafe start {
                unsafe sodium_memzero(start, ciphertext.count - Self.tagCount)
              }
              return status
            }
          }
        }
      }
    }
    guard status == 0 else { throw AuthenticationFailure() }
  }
}
