import CSodium

/// HMAC-SHA-256 (RFC 2104) over a message that arrives in pieces.
///
/// The state, from which the key could be had, stands in one place in memory and is erased at the end.
@safe package struct HMACSHA256: ~Copyable {
  package static let byteCount = 32

  private let state: UnsafeMutablePointer<crypto_auth_hmacsha256_state>

  /// A key of any length.
  package init(key: Span<UInt8>) {
    unsafe state = .allocate(capacity: 1)
    unsafe key.withUnsafeBufferPointer { key in
      var nothing: UInt8 = 0
      if let start = key.baseAddress {
        _ = unsafe crypto_auth_hmacsha256_init(state, start, key.count)
      } else {
        _ = unsafe crypto_auth_hmacsha256_init(state, &nothing, 0)
      }
    }
  }

  deinit {
    unsafe sodium_memzero(state, MemoryLayout<crypto_auth_hmacsha256_state>.size)
    unsafe state.deallocate()
  }

  package mutating func update(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer {
      _ = unsafe crypto_auth_hmacsha256_update(state, $0.baseAddress, UInt64($0.count))
    }
  }

  /// Writes the 32 bytes of the code, which ends the message, to `output` from `offset` on.
  package mutating func finalize(into output: inout MutableSpan<UInt8>, at offset: Int = 0) {
    precondition(offset >= 0 && output.count - offset >= Self.byteCount)
    unsafe output.withUnsafeMutableBufferPointer {
      _ = unsafe crypto_auth_hmacsha256_final(state, $0.baseAddress! + offset)
    }
  }

  /// The code as public bytes.
  package mutating func finalize() -> [UInt8] {
    var code = [UInt8](repeating: 0, count: Self.byteCount)
    var span = code.mutableSpan
    finalize(into: &span)
    return code
  }

  /// Whether the code of the message is `expected`, in constant time.
  package mutating func isValid(_ expected: Span<UInt8>) -> Bool {
    let code = finalize()
    return ConstantTime.equal(code.span, expected)
  }
}
