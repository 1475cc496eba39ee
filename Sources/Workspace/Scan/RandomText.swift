/// Tells texts that a machine drew at random from those that people made.
enum RandomText {
  /// Whether a text looks like a key or a token: one word of letters in both cases and digits, with no more order in it
  /// than chance leaves.
  ///
  /// Not for hexadecimal texts, which are digests, commits and ids far more often than keys, nor for what says that it is
  /// public: certificates, SSH keys, digests of container images.
  static func isRandom(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard (20...128).contains(bytes.count), !publicStarts.contains(where: text.hasPrefix) else { return false }
    var counts = [Int](repeating: 0, count: 128)
    var (upper, lower, digits, changes) = (0, 0, 0, 0)
    var previous = 0
    for byte in bytes {
      let sort: Int
      switch byte {
      case 0x41...0x5A: (upper, sort) = (upper + 1, 1)
      case 0x61...0x7A: (lower, sort) = (lower + 1, 2)
      case 0x30...0x39: (digits, sort) = (digits + 1, 3)
      case 0x2B, 0x2F, 0x3D, 0x2D, 0x5F: sort = previous
      default: return false
      }
      // A word may begin with a capital.
      if sort != previous, (previous, sort) != (1, 2) { changes += 1 }
      previous = sort
      counts[Int(byte)] += 1
    }
    // Of names with words in them, one pair of characters in five changes its sort; of random ones, nearly every second.
    return upper > 1 && lower > 1 && digits > 0 && changes * 100 >= bytes.count * 27
      && counts.count { $0 > 0 } * 100 >= min(bytes.count, 40) * 45 && (counts.max() ?? 0) * 5 <= bytes.count
  }

  /// Whether it is a signed token for some service: three parts in base64, the first two of them JSON.
  static func isWebToken(_ text: String) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 3 && parts[0].hasPrefix("eyJ") && parts[1].hasPrefix("eyJ") && parts[2].utf8.count > 20
  }

  private static let publicStarts = [
    "AAAA", "LS0tLS1CRUdJTi", "MII", "age1", "sha256", "sha384", "sha512", "SHA256", "ssh-", "ecdsa-", "MFkw", "MCow",
  ]
}
