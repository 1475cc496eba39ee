import Primitives

/// The values of a Secret that is no longer one.
enum SecretText {
  /// Whether a value is one that sealing would hide: neither a placeholder, nor encrypted, nor a certificate, which
  /// everybody may see.
  static func isPlain(_ text: String, isBase64: Bool) -> Bool {
    guard isBase64, let bytes = decoded(text) else { return isPlain(text) }
    return !HarmlessText.isPlaceholder(text) && isPlain(String(decoding: bytes, as: UTF8.self))
  }

  /// A text of several lines, such as a whole configuration, may hold placeholders beside what is none.
  private static func isPlain(_ text: String) -> Bool {
    guard HarmlessText.isPlaceholder(text) else { return !isPublic(text) }
    return text.trimmed.contains("\n") && !CredentialLines(in: text.utf8Span.span).lines.isEmpty
  }

  /// The bytes of a value in base64, which may be broken into lines.
  static func decoded(_ text: String) -> [UInt8]? {
    let digits = text.utf8.filter { $0 > 0x20 }
    return Base64.decode(digits.span, padding: .required)
  }

  private static func isPublic(_ text: String) -> Bool {
    let text = text.trimmed
    guard text.hasPrefix("-----BEGIN ") else {
      return text.hasPrefix("ssh-ed25519 AAAA") || text.hasPrefix("ssh-rsa AAAA")
    }
    return text.firstRange(of: "PRIVATE KEY") == nil
      && ["CERTIFICATE-----", "PUBLIC KEY-----", "DH PARAMETERS-----", "X509 CRL-----"].contains {
        text.prefix(60).firstRange(of: $0) != nil
      }
  }
}
