import CSodium

/// SHA-256 (FIPS 180-4), in pieces or at once.
package struct SHA256 {
  private var state = crypto_hash_sha256_state()

  package init() {
    unsafe crypto_hash_sha256_init(&state)
  }

  package mutating func update(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer {
      _ = unsafe crypto_hash_sha256_update(&state, $0.baseAddress, UInt64($0.count))
    }
  }

  /// The digest, 32 bytes.
  package consuming func finalize() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    unsafe crypto_hash_sha256_final(&state, &digest)
    return digest
  }

  package static func hash(_ bytes: Span<UInt8>) -> [UInt8] {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finalize()
  }
}

/// SHA-512 (FIPS 180-4).
package enum SHA512 {
  /// The digest, 64 bytes.
  package static func hash(_ bytes: Span<UInt8>) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 64)
    unsafe bytes.withUnsafeBufferPointer {
      _ = unsafe crypto_hash_sha512(&digest, $0.baseAddress, UInt64($0.count))
    }
    return digest
  }
}
