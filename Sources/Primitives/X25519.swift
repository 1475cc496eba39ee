import CSodium

/// X25519 (RFC 7748). Scalars and points have 32 bytes.
package enum X25519 {
  package static let byteCount = 32

  /// The point of a secret scalar.
  package static func publicKey(of scalar: borrowing SecretBytes) -> [UInt8] {
    precondition(scalar.count == byteCount)
    Sodium.start()
    var point = [UInt8](repeating: 0, count: byteCount)
    scalar.withBytes { scalar in
      unsafe scalar.withUnsafeBufferPointer { _ = unsafe crypto_scalarmult_base(&point, $0.baseAddress!) }
    }
    return point
  }

  /// The shared secret, or nil where it is all zeros, which a point of small order makes it (RFC 7748, section 6.1).
  package static func sharedSecret(_ scalar: borrowing SecretBytes, _ point: Span<UInt8>) -> SecretBytes? {
    precondition(scalar.count == byteCount && point.count == byteCount)
    Sodium.start()
    var isContributory = false
    let shared = SecretBytes(count: byteCount) { output in
      isContributory = scalar.withBytes { multiply($0, point, into: &output) }
    }
    guard isContributory else { return nil }
    return shared
  }

  /// Whether a point is of small order: whatever the scalar, the shared secret would be zero.
  package static func isSmallOrder(_ point: Span<UInt8>) -> Bool {
    precondition(point.count == byteCount)
    Sodium.start()
    // Clamping makes every scalar a multiple of the cofactor, so any scalar tells.
    let scalar = [UInt8](repeating: 1, count: byteCount)
    var output = [UInt8](repeating: 0, count: byteCount)
    var span = output.mutableSpan
    return !multiply(scalar.span, point, into: &span)
  }

  private static func multiply(
    _ scalar: Span<UInt8>, _ point: Span<UInt8>, into output: inout MutableSpan<UInt8>
  ) -> Bool {
    unsafe output.withUnsafeMutableBufferPointer { output in
      unsafe scalar.withUnsafeBufferPointer { scalar in
        unsafe point.withUnsafeBufferPointer { point in
          unsafe crypto_scalarmult(output.baseAddress!, scalar.baseAddress!, point.baseAddress!) == 0
        }
      }
    }
  }
}
