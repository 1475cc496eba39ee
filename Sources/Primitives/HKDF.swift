/// HKDF-SHA-256 (RFC 5869), which libsodium has only from 1.0.19.
package enum HKDF {
  /// At most 255 blocks of 32 bytes can be derived (RFC 5869, section 2.3).
  package static let maximumCount = 255 * HMACSHA256.byteCount

  /// `count` bytes derived from `secret`. An empty salt is the same as one of 32 zero bytes (RFC 5869, section 2.2).
  package static func sha256(secret: Span<UInt8>, salt: Span<UInt8>, info: Span<UInt8>, count: Int) -> SecretBytes {
    precondition((0...maximumCount).contains(count))
    // One allocation: the pseudo-random key, then the blocks.
    let head = HMACSHA256.byteCount
    let blocks = (count + head - 1) / head
    var work = SecretBytes(zeros: head + blocks * head)

    var extract = HMACSHA256(key: salt)
    extract.update(secret)
    work.withMutableBytes { extract.finalize(into: &$0) }

    for block in 0..<blocks {
      var expand = work.withBytes { bytes in
        var expand = HMACSHA256(key: bytes.extracting(0..<head))
        if block > 0 { expand.update(bytes.extracting((block * head)..<((block + 1) * head))) }
        return expand
      }
      expand.update(info)
      expand.update([UInt8(block + 1)].span)
      work.withMutableBytes { expand.finalize(into: &$0, at: (block + 1) * head) }
    }
    return work.withBytes { SecretBytes(copying: $0.extracting(head..<(head + count))) }
  }
}
