import Primitives
import Sealing

/// Private keys in PEM, as OpenSSL, OpenSSH and OpenPGP write them, and PuTTY's.
enum PrivateKeyText {
  /// A header without a key after it, as programs that read keys hold it, is none.
  static func match(in bytes: Span<UInt8>, at offset: Int) -> TextMatch? {
    // "-----BEGIN RSA PRIVATE KEY-----"
    var end = offset + 11
    var label: [UInt8] = []
    while end < bytes.count, label.count <= 40, bytes[end] != UInt8(ascii: "-") {
      label.append(bytes[end])
      end += 1
    }
    let name = String(decoding: label, as: UTF8.self)
    guard name == "PRIVATE KEY" || name.hasSuffix(" PRIVATE KEY") || name.hasSuffix("PRIVATE KEY BLOCK"),
      name.utf8.allSatisfy({ (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x20 }),
      TextMatches.starts(bytes, at: end, with: "-----"), let body = body(bytes, from: end + 5)
    else { return nil }
    return TextMatch(
      .privateKey, offset..<end + 5, subject: body,
      text: name == "PRIVATE KEY" ? "a private key" : "a private key (\(name))")
  }

  static func puttyMatch(in bytes: Span<UInt8>, at offset: Int) -> TextMatch? {
    guard let body = body(bytes, from: offset + 20) else { return nil }
    return TextMatch(
      .privateKey, offset..<offset + 20, subject: body, text: "a private key (PuTTY)")
  }

  /// A name for the digits of the key; nil where there are none. They may stand in one line, or in the lines of a string in
  /// a program, or be indented.
  private static func body(_ bytes: Span<UInt8>, from start: Int) -> String? {
    var digits: [UInt8] = []
    var (run, longest) = (0, 0)
    var index = start
    while index < bytes.count, digits.count < 16_384 {
      switch bytes[index] {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2F:
        digits.append(bytes[index])
        run += 1
        longest = max(longest, run)
      case UInt8(ascii: "\\"):
        // The "n" of "\n" is no digit.
        index += 1
        run = 0
      case UInt8(ascii: ".") where TextMatches.starts(bytes, at: index, with: "..."):
        // An example that leaves the key out.
        return nil
      case UInt8(ascii: "-") where TextMatches.starts(bytes, at: index, with: "-----"):
        index = bytes.count
      default: run = 0
      }
      // What is no key by then is a program, or prose.
      if longest < shortestLine, index - start > 1024 { return nil }
      index += 1
    }
    guard longest >= shortestLine, TextMatches.isVaried(digits.span, 0..<digits.count) else { return nil }
    return TextMatches.digest(digits.span, 0..<digits.count)
  }

  /// Lines of PEM have 64 digits, or 76; a key of Ed25519 has a single line of 64.
  private static let shortestLine = 44
}
