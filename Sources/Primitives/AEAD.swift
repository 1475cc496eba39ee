import CSodium

/// What was sealed under another key, or altered since.
package struct AuthenticationFailure: Error, Equatable {
  package init() {}
}

/// ChaCha20-Poly1305 (RFC 8439), as age uses it: 12-byte nonces, which the caller never repeats under one key.
package enum ChaChaPoly {
  package static let keyCount = 32
  package static let nonceCount = 12
  package static let tagCount = 16

  /// Writes ciphertext and tag, `plaintext.count + 16` bytes, to `output` from `offset` on.
  package static func seal(
    _ plaintext: Span<UInt8>, key: Span<UInt8>, nonce: Span<UInt8>, authenticating data: Span<UInt8>,
    into output: inout MutableSpan<UInt8>, at offset: Int = 0
  ) {
    precondition(
      key.count == keyCount && nonce.count == nonceCount && output.count - offset >= plaintext.count + tagCount)
    unsafe AEAD.seal(crypto_aead_chacha20poly1305_ietf_encrypt, plaintext, key, nonce, data, &output, offset)
  }

  /// Writes the plaintext, `ciphertext.count - 16` bytes, to `output` from `offset` on.
  ///
  /// - Throws: ``AuthenticationFailure``; what was written is then erased.
  package static func open(
    _ ciphertext: Span<UInt8>, key: Span<UInt8>, nonce: Span<UInt8>, authenticating data: Span<UInt8>,
    into output: inout MutableSpan<UInt8>, at offset: Int = 0
  ) throws(AuthenticationFailure) {
    precondition(key.count == keyCount && nonce.count == nonceCount)
    guard ciphertext.count >= tagCount else { throw AuthenticationFailure() }
    precondition(output.count - offset >= ciphertext.count - tagCount)
    try unsafe AEAD.open(crypto_aead_chacha20poly1305_ietf_decrypt, ciphertext, key, nonce, data, &output, offset)
  }
}

/// XChaCha20-Poly1305-IETF (draft-irtf-cfrg-xchacha): 24-byte nonces, long enough to be random always.
package enum XChaChaPoly {
  package static let keyCount = 32
  package static let nonceCount = 24
  package static let tagCount = 16

  /// Writes ciphertext and tag, `plaintext.count + 16` bytes, to `output` from `offset` on.
  package static func seal(
    _ plaintext: Span<UInt8>, key: Span<UInt8>, nonce: Span<UInt8>, authenticating data: Span<UInt8>,
    into output: inout MutableSpan<UInt8>, at offset: Int = 0
  ) {
    precondition(
      key.count == keyCount && nonce.count == nonceCount && output.count - offset >= plaintext.count + tagCount)
    unsafe AEAD.seal(crypto_aead_xchacha20poly1305_ietf_encrypt, plaintext, key, nonce, data, &output, offset)
  }

  /// Writes the plaintext, `ciphertext.count - 16` bytes, to `output` from `offset` on.
  ///
  /// - Throws: ``AuthenticationFailure``; what was written is then erased.
  package static func open(
    _ ciphertext: Span<UInt8>, key: Span<UInt8>, nonce: Span<UInt8>, authenticating data: Span<UInt8>,
    into output: inout MutableSpan<UInt8>, at offset: Int = 0
  ) throws(AuthenticationFailure) {
    precondition(key.count == keyCount && nonce.count == nonceCount)
    guard ciphertext.count >= tagCount else { throw AuthenticationFailure() }
    precondition(output.count - offset >= ciphertext.count - tagCount)
    try unsafe AEAD.open(crypto_aead_xchacha20poly1305_ietf_decrypt, ciphertext, key, nonce, data, &output, offset)
  }
}

/// The shape that libsodium's two ciphers share.
private enum AEAD {
  static let tagCount = 16

  typealias Encrypt = (
    UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<UInt64>?, UnsafePointer<UInt8>?, UInt64, UnsafePointer<UInt8>?,
    UInt64, UnsafePointer<UInt8>?, UnsafePointer<UInt8>, UnsafePointer<UInt8>
  ) -> Int32

  typealias Decrypt = (
    UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<UInt64>?, UnsafeMutablePointer<UInt8>?, UnsafePointer<UInt8>,
    UInt64, UnsafePointer<UInt8>?, UInt64, UnsafePointer<UInt8>, UnsafePointer<UInt8>
  ) -> Int32

  static func seal(
    _ encrypt: Encrypt, _ plaintext: Span<UInt8>, _ key: Span<UInt8>, _ nonce: Span<UInt8>, _ data: Span<UInt8>,
    _ output: inout MutableSpan<UInt8>, _ offset: Int
  ) {
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

  static func open(
    _ decrypt: Decrypt, _ ciphertext: Span<UInt8>, _ key: Span<UInt8>, _ nonce: Span<UInt8>, _ data: Span<UInt8>,
    _ output: inout MutableSpan<UInt8>, _ offset: Int
  ) throws(AuthenticationFailure) {
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
              if status != 0, let start = unsafe start { unsafe sodium_memzero(start, ciphertext.count - tagCount) }
              return status
            }
          }
        }
      }
    }
    guard status == 0 else { throw AuthenticationFailure() }
  }
}
