/// URLs with a password, in any scheme: `postgres://app:PASSWORD@db/shop`.
enum URLText {
  /// - Parameter offset: of its `://`.
  ///
  /// What it says tells neither user nor host: where the password holds an `@` or a `/` that nobody escaped, these would
  /// be parts of it.
  static func match(in bytes: Span<UInt8>, at offset: Int, isManifest: Bool) -> TextMatch? {
    var start = offset
    while start > 0, offset - start < 30, isSchemeByte(bytes[start - 1]) { start -= 1 }
    guard start < offset else { return nil }
    // Up to the end of the authority: the last @ of it ends the password.
    var (end, colon, at): (Int, Int?, Int?) = (offset + 3, nil, nil)
    while end < bytes.count, end - offset < 1024, isAuthorityByte(bytes[end]) {
      if bytes[end] == UInt8(ascii: ":"), colon == nil { colon = end }
      if bytes[end] == UInt8(ascii: "@") { at = end }
      end += 1
    }
    guard let colon, let at, colon + 1 < at, at + 1 < end, isHostByte(bytes[at + 1]) else { return nil }
    let user = text(bytes, offset + 3..<colon)
    let password = text(bytes, colon + 1..<at)
    let host = text(bytes, at + 1..<end)
    guard !HarmlessText.isPlaceholder(password), !isFormat(password), !user.hasPrefix("${") || user.hasSuffix("}"),
      isManifest && !isComment(bytes, start) || !isExample(user, password, host)
    else { return nil }
    let scheme = text(bytes, start..<offset)
    return TextMatch(
      .urlPassword, start..<offset, subject: "\(scheme) URL", text: "a URL (\(scheme)) with a password", value: password
    )
  }

  /// Whether a line is a comment up to here.
  private static func isComment(_ bytes: Span<UInt8>, _ offset: Int) -> Bool {
    var start = offset
    while start > 0, offset - start < 1024, bytes[start - 1] != 0x0A { start -= 1 }
    while start < offset, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
    return start < offset && bytes[start] == UInt8(ascii: "#")
  }

  /// What documentation and tests of programs write.
  private static func isExample(_ user: String, _ password: String, _ host: String) -> Bool {
    let name = host.prefix { $0 != ":" }
    return words.contains(password.lowercased()) || password == user || name == "localhost" || name == "127.0.0.1"
      || name == "host" || name == "hostname" || examples.contains { name == $0 || name.hasSuffix("." + $0) }
  }

  /// `%s`, `%{password}`: what a program puts something in the place of.
  private static func isFormat(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.first == UInt8(ascii: "%")
      && (bytes.count < 3 || !bytes[1...2].allSatisfy { Character(Unicode.Scalar($0)).isHexDigit })
  }

  private static let words: Set<String> = [
    "password", "passwd", "pass", "pwd", "pw", "secret", "p", "s3cret", "token", "user", "pass123", "test",
  ]
  private static let examples = [
    "example.com", "example.org", "example.net", "example", "test", "invalid", "localhost",
  ]

  private static func text(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
    var copy: [UInt8] = []
    for index in range { copy.append(bytes[index]) }
    return String(decoding: copy, as: UTF8.self)
  }

  private static func isSchemeByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x2E: true
    default: false
    }
  }

  /// Anything but what ends a URL in a text or in a program, and what stands for something else in a pattern.
  private static func isAuthorityByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...0x20, 0x7F, UInt8(ascii: "/"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"),
      UInt8(ascii: "\\"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"),
      UInt8(ascii: "^"), UInt8(ascii: "|"):
      return false
    default: return true
    }
  }

  private static func isHostByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "$"), UInt8(ascii: "{"), UInt8(ascii: "_"): true
    default: false
    }
  }
}
