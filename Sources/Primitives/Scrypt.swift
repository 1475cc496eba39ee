import CSodium

/// scrypt (RFC 7914) with r = 8 and p = 1.
package enum Scrypt {
  /// `count` bytes derived from a passphrase, with N = 2^`workFactor`: about 2^`workFactor` KiB of memory.
  ///
  /// Neither the passphrase nor the salt is empty.
  ///
  /// - Returns: nil where that memory can't be had.
  package static func derive(
    passphrase: borrowing SecretBytes, salt: Span<UInt8>, workFactor: Int, count: Int
  ) -> SecretBytes? {
    precondition((1...30).contains(workFactor) && passphrase.count > 0 && !salt.isEmpty)
    Sodium.start()
    var status: Int32 = -1
    let key = SecretBytes(count: count) { key in
      passphrase.withBytes { passphrase in
        unsafe key.withUnsafeMutableBufferPointer { key in
          unsafe passphrase.withUnsafeBufferPointer { passphrase in
            unsafe salt.withUnsafeBufferPointer { salt in
              status = unsafe crypto_pwhash_scryptsalsa208sha256_ll(
                passphrase.baseAddress!, passphrase.count, salt.baseAddress!, salt.count, UInt64(1) << workFactor, 8, 1,
                key.baseAddress!, key.count)
            }
          }
        }
      }
    }
    guard status == 0 else { return nil }
    return key
  }
}
