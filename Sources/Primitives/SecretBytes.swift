import CSodium

/// Bytes that must not be read by anyone else: keys, passwords, plaintext.
///
/// The memory comes from `sodium_malloc`: guard pages around it, a canary before it, kept out of core dumps and, as far
/// as `RLIMIT_MEMLOCK` allows, out of swap (best effort: a page that can't be locked is not an error). It is erased when
/// the value ends. There is one owner and there are no copies; the type has no description, no equality and no coding, so
/// that `"\(secret)"` does not compile. Compare with ``constantTimeEquals(_:)``.
///
/// `exit` and traps skip `deinit`: only `main` may end the process.
///
/// Up to 128 bytes share one guarded page with other secrets, while there is room. What is larger costs at least four
/// pages of address space and one locked page: use one for all values of a file, not one for each.
@safe public struct SecretBytes: ~Copyable, @unchecked Sendable {
  private let start: UnsafeMutableRawPointer
  /// The number of bytes.
  public let count: Int

  /// `count` zero bytes.
  public init(zeros count: Int) {
    Sodium.start()
    precondition(count >= 0)
    let cell = unsafe count <= SecretPool.cellByteCount ? SecretPool.take() : nil
    guard let memory = unsafe cell ?? sodium_malloc(count) else {
      preconditionFailure("out of memory for \(count) secret bytes")
    }
    unsafe sodium_memzero(memory, count)
    unsafe self.start = memory
    self.count = count
  }

  /// `count` bytes, written in place by `fill`; what it leaves unwritten is zero.
  public init<E: Error>(count: Int, filledBy fill: (inout MutableSpan<UInt8>) throws(E) -> Void) throws(E) {
    self.init(zeros: count)
    try withMutableBytes(fill)
  }

  /// A second copy of bytes that stand somewhere else, which stays the caller's to erase.
  public init(copying bytes: Span<UInt8>) {
    self.init(zeros: bytes.count)
    unsafe bytes.withUnsafeBytes { source in
      if let base = source.baseAddress { unsafe start.copyMemory(from: base, byteCount: source.count) }
    }
  }

  /// The UTF-8 bytes of a text that is public or known not to matter, such as a constant in a test.
  public init(utf8 text: StaticString) {
    self.init(count: text.utf8CodeUnitCount) { bytes in
      for index in 0..<bytes.count { bytes[index] = unsafe text.utf8Start[index] }
    }
  }

  /// `count` bytes from the system's generator.
  public static func random(count: Int) -> SecretBytes {
    SecretBytes(count: count) { Random.fill(&$0) }
  }

  deinit {
    if unsafe !SecretPool.giveBack(start) { unsafe sodium_free(start) }
  }

  /// Reads the bytes where they stand. Whoever copies them out answers for the copy.
  public borrowing func withBytes<R: ~Copyable, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
    try body(unsafe Span(_unsafeStart: start.assumingMemoryBound(to: UInt8.self), count: count))
  }

  /// Writes the bytes where they stand.
  public mutating func withMutableBytes<R: ~Copyable, E: Error>(
    _ body: (inout MutableSpan<UInt8>) throws(E) -> R
  ) throws(E) -> R {
    var span = unsafe MutableSpan<UInt8>(_unsafeStart: start.assumingMemoryBound(to: UInt8.self), count: count)
    return try body(&span)
  }

  /// Whether the bytes are the same, in time that depends on the lengths alone.
  public borrowing func constantTimeEquals(_ other: borrowing SecretBytes) -> Bool {
    withBytes { mine in other.withBytes { ConstantTime.equal(mine, $0) } }
  }
}

/// A secret that several owners share, or that stands in an array, which can't hold a `~Copyable` value.
public final class SharedSecret: Sendable {
  /// The secret, erased when the last owner lets go.
  public let bytes: SecretBytes

  /// Takes the secret over.
  public init(_ bytes: consuming SecretBytes) {
    self.bytes = bytes
  }
}
