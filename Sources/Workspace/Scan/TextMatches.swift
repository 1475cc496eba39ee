import Primitives
import Sealing

/// What a text holds that no text in git should, whatever sort of file it is: identities, private keys, tokens, URLs with
/// passwords.
enum TextMatches {
  /// In the order of the text.
  ///
  /// - Parameter isManifest: whether it is deployed as it is, so that even a password like "password" counts.
  static func find(in bytes: Span<UInt8>, isManifest: Bool) -> [TextMatch] {
    var matches: [TextMatch] = []
    // Up to where base64 was decoded: each digit once, however often something in it looks like a key.
    var decodedEnd = 0
    needles.forEach(in: bytes) { needle, offset in
      let match: TextMatch? =
        switch sorts[needle] {
        case .identity: identity(bytes, offset)
        case .pem: PrivateKeyText.match(in: bytes, at: offset)
        case .putty: PrivateKeyText.puttyMatch(in: bytes, at: offset)
        case .hidden: offset < decodedEnd ? nil : hidden(bytes, offset, &decodedEnd)
        case .url: URLText.match(in: bytes, at: offset, isManifest: isManifest)
        case .token(let token): token.match(in: bytes, at: offset)
        }
      if let match { matches.append(match) }
    }
    return matches
  }

  private enum Sort {
    case identity, pem, putty, url
    case token(TokenText)
    /// In base64.
    case hidden
  }

  private static let table: [(needle: String, sort: Sort)] =
    [
      ("AGE-SECRET-KEY-", .identity), ("-----BEGIN ", .pem), ("PuTTY-User-Key-File-", .putty), ("://", .url),
    ] + TokenText.all.map { ($0.prefix, .token($0)) } + hiddenNeedles
  private static let needles = TextNeedles(table.map(\.needle))
  private static let sorts = table.map(\.sort)

  // MARK: Identities

  private static func identity(_ bytes: Span<UInt8>, _ offset: Int) -> TextMatch? {
    var start = offset + 15
    if starts(bytes, at: start, with: "PQ-") { start += 3 }
    guard start < bytes.count, bytes[start] == UInt8(ascii: "1") else { return nil }
    var end = start + 1
    while end < bytes.count, isBech32(bytes[end]) { end += 1 }
    guard end - start > 50, isVaried(bytes, start + 1..<end) else { return nil }
    return TextMatch(
      .identity, offset..<offset + 15, subject: digest(bytes, start..<end), text: "an age identity")
  }

  private static func isBech32(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30, 0x32...0x39: true
    case 0x41...0x5A: ![0x42, 0x49, 0x4F].contains(byte)
    default: false
    }
  }

  // MARK: In base64

  /// The digits of base64 that stand for the middle of these texts, for each place in a group of three bytes where they
  /// may begin: `client-key-data` of a kubeconfig, `data` of a Secret in any file.
  private static let hiddenNeedles: [(needle: String, sort: Sort)] =
    ["AGE-SECRET-KEY-", " PRIVATE KEY-----", "PRIVATE KEY BLOCK-----"].flatMap { text in
      (0..<3).map { before in
        let padded = [UInt8](repeating: 0, count: before) + Array(text.utf8)
        let digits = Base64.encode(padded.span, padding: .none)
        let own = (before * 8 + 5) / 6..<padded.count * 8 / 6
        return (String(decoding: digits[own], as: UTF8.self), .hidden)
      }
    }

  private static func hidden(_ bytes: Span<UInt8>, _ offset: Int, _ decodedEnd: inout Int) -> TextMatch? {
    var (start, end) = (offset, offset)
    while start > decodedEnd, isBase64(bytes[start - 1]) { start -= 1 }
    while end < bytes.count, isBase64(bytes[end]) { end += 1 }
    decodedEnd = end
    var digits: [UInt8] = []
    for index in start..<end where bytes[index] != UInt8(ascii: "=") { digits.append(bytes[index]) }
    // A line may end in the middle of a group.
    digits.removeLast(digits.count % 4)
    guard let text = Base64.decode(digits.span, padding: .none),
      let match = find(in: text.span, isManifest: true).first(where: { $0.rule != .urlPassword })
    else { return nil }
    return TextMatch(
      match.rule, start..<start + 1, subject: match.subject, text: "\(match.text), in base64")
  }

  private static func isBase64(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2F, 0x3D: true
    default: false
    }
  }

  // MARK: Helpers of all sorts

  static func starts(_ bytes: Span<UInt8>, at offset: Int, with text: StaticString) -> Bool {
    let text = Array(text.description.utf8)
    guard offset + text.count <= bytes.count else { return false }
    return text.indices.allSatisfy { bytes[offset + $0] == text[$0] }
  }

  /// Whether it is no row of the same few characters, as examples have it.
  static func isVaried(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var seen: Set<UInt8> = []
    for index in range { seen.insert(bytes[index]) }
    return seen.count >= min(10, range.count / 2)
  }

  /// A name for what has more than a hundred bits that nobody knows: no list of passwords leads back from it.
  static func digest(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
    "sha256:" + Hex.encode(Array(SHA256.hash(bytes.extracting(range)).prefix(8)))
  }
}
