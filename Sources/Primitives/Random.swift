import CSodium

/// The system's generator of random bytes (`getrandom`).
package enum Random {
  package static func fill(_ bytes: inout MutableSpan<UInt8>) {
    Sodium.start()
    unsafe bytes.withUnsafeMutableBytes { bytes in
      if let start = bytes.baseAddress { unsafe randombytes_buf(start, bytes.count) }
    }
  }

  /// `count` random bytes that are no secret: nonces, salts, identifiers.
  package static func bytes(_ count: Int) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: count)
    var span = result.mutableSpan
    fill(&span)
    return result
  }
}
