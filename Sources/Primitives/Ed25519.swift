import CSodium

/// Ed25519 (RFC 8032) as libsodium has it.
package enum Ed25519 {
  package static let publicKeyCount = 32
  package static let seedCount = 32
  package static let signatureCount = 64

  /// Whether the signature is good: S below the group order, A canonical, neither A nor R of small order, and the
  /// equation without the cofactor. `false` for keys and signatures of any other length.
  package static func isValid(signature: Span<UInt8>, of message: Span<UInt8>, by publicKey: Span<UInt8>) -> Bool {
    guard signature.count == signatureCount, publicKey.count == publicKeyCount else { return false }
    Sodium.start()
    return unsafe signature.withUnsafeBufferPointer { signature in
      unsafe message.withUnsafeBufferPointer { message in
        unsafe publicKey.withUnsafeBufferPointer { key in
          unsafe crypto_sign_verify_detached(
            signature.baseAddress!, message.baseAddress, UInt64(message.count), key.baseAddress!) == 0
        }
      }
    }
  }

  /// The public key of a 32-byte seed.
  package static func publicKey(ofSeed seed: borrowing SecretBytes) -> [UInt8] {
    keyPair(ofSeed: seed).publicKey
  }

  /// The signature of `message`, 64 bytes.
  package static func sign(_ message: Span<UInt8>, seed: borrowing SecretBytes) -> [UInt8] {
    let secretKey = keyPair(ofSeed: seed).secretKey
    var signature = [UInt8](repeating: 0, count: signatureCount)
    secretKey.bytes.withBytes { secretKey in
      unsafe secretKey.withUnsafeBufferPointer { secretKey in
        unsafe message.withUnsafeBufferPointer { message in
          _ = unsafe crypto_sign_detached(
            &signature, nil, message.baseAddress, UInt64(message.count), secretKey.baseAddress!)
        }
      }
    }
    return signature
  }

  /// The X25519 point of a public key, or nil where it is no point, is of small order, or is outside the main subgroup.
  package static func x25519PublicKey(_ publicKey: Span<UInt8>) -> [UInt8]? {
    precondition(publicKey.count == publicKeyCount)
    Sodium.start()
    var point = [UInt8](repeating: 0, count: X25519.byteCount)
    let status = unsafe publicKey.withUnsafeBufferPointer {
      unsafe crypto_sign_ed25519_pk_to_curve25519(&point, $0.baseAddress!)
    }
    return status == 0 ? point : nil
  }

  /// The X25519 scalar of a 32-byte seed: the first half of its SHA-512, clamped.
  package static func x25519SecretKey(ofSeed seed: borrowing SecretBytes) -> SecretBytes {
    let secretKey = keyPair(ofSeed: seed).secretKey
    return SecretBytes(count: X25519.byteCount) { scalar in
      secretKey.bytes.withBytes { secretKey in
        unsafe scalar.withUnsafeMutableBufferPointer { scalar in
          unsafe secretKey.withUnsafeBufferPointer {
            _ = unsafe crypto_sign_ed25519_sk_to_curve25519(scalar.baseAddress!, $0.baseAddress!)
          }
        }
      }
    }
  }

  private static func keyPair(ofSeed seed: borrowing SecretBytes) -> (publicKey: [UInt8], secretKey: SharedSecret) {
    precondition(seed.count == seedCount)
    Sodium.start()
    var publicKey = [UInt8](repeating: 0, count: publicKeyCount)
    let secretKey = SecretBytes(count: 64) { secretKey in
      seed.withBytes { seed in
        unsafe secretKey.withUnsafeMutableBufferPointer { secretKey in
          unsafe seed.withUnsafeBufferPointer {
            _ = unsafe crypto_sign_seed_keypair(&publicKey, secretKey.baseAddress!, $0.baseAddress!)
          }
        }
      }
    }
    return (publicKey, SharedSecret(secretKey))
  }
}
