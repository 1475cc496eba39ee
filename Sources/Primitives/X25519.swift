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
    // The highest bit doesn't count (RFC 7748, section 5).
    return smallOrder.contains { listed in
      var difference = (point[31] & 0x7F) ^ listed[31]
      for index in 0..<31 { difference |= point[index] ^ listed[index] }
      return difference == 0
    }
  }

  /// All encodings of points of small order, on the curve and on its twist: a look is enough, where a multiplication
  /// would take as long as opening the stanza. Source: https://cr.yp.to/ecdh.html#validate.
  private static let smallOrder: [[UInt8]] = {
    // p = 2^255 - 19, which is 0 again, and its neighbours -1 and 1.
    let nearP = [0xEC, 0xED, 0xEE].map { [UInt8($0)] + [UInt8](repeating: 0xFF, count: 30) + [0x7F] }
    let small = [0, 1].map { [UInt8($0)] + [UInt8](repeating: 0, count: 31) }
    let orderEight: [[UInt8]] = [
      [
        0xE0, 0xEB, 0x7A, 0x7C, 0x3B, 0x41, 0xB8, 0xAE, 0x16, 0x56, 0xE3, 0xFA, 0xF1, 0x9F, 0xC4, 0x6A,
        0xDA, 0x09, 0x8D, 0xEB, 0x9C, 0x32, 0xB1, 0xFD, 0x86, 0x62, 0x05, 0x16, 0x5F, 0x49, 0xB8, 0x00,
      ],
      [
        0x5F, 0x9C, 0x95, 0xBC, 0xA3, 0x50, 0x8C, 0x24, 0xB1, 0xD0, 0xB1, 0x55, 0x9C, 0x83, 0xEF, 0x5B,
        0x04, 0x44, 0x5C, 0xC4, 0x58, 0x1C, 0x8E, 0x86, 0xD8, 0x22, 0x4E, 0xDD, 0xD0, 0x9F, 0x11, 0x57,
      ],
    ]
    return nearP + small + orderEight
  }()

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
