package import Primitives

/// Somebody to whom values are sealed.
package enum AgeRecipient: Hashable, Sendable {
  case x25519(X25519Recipient)
  case hybrid(HybridRecipient)
  case sshEd25519(SSHEd25519Recipient)

  /// Reads `age1...`, `age1pq1...` or `ssh-ed25519 AAAA... comment`; the comment is left out.
  ///
  /// - Throws: `.recipient`, which never quotes the text: it may be a secret that somebody pasted by mistake.
  package init(parsing text: String) throws(AgeError) {
    let bytes = text.utf8.span
    if bytes.has(Self.nativePrefix) {
      self = try Self.parseNative(bytes)
    } else if bytes.has(Self.sshPrefix) {
      self = .sshEd25519(try Self.parseSSH(bytes))
    } else {
      throw AgeError(.recipient, Self.refusal(of: text))
    }
  }

  /// The recipient as it is written, without a comment.
  package var text: String {
    switch self {
    case .x25519(let recipient): recipient.text
    case .hybrid(let recipient): recipient.text
    case .sshEd25519(let recipient): recipient.text
    }
  }

  /// `SHA256:` and 43 digits: of an SSH key OpenSSH's own fingerprint, else of the text.
  package var fingerprint: String {
    let hash =
      switch self {
      case .sshEd25519(let recipient): SHA256.hash(recipient.blob.span)
      default: SHA256.hash(text.utf8.span)
      }
    return "SHA256:" + String(decoding: Base64.encode(hash.span, padding: .none), as: UTF8.self)
  }

  /// Whether what is sealed to it stays closed to a quantum computer.
  package var isPostQuantum: Bool {
    if case .hybrid = self { true } else { false }
  }

  /// - Throws: `.recipient` for a key that can't be sealed to.
  package func wrap(_ fileKey: borrowing SecretBytes) throws(AgeError) -> Stanza {
    switch self {
    case .x25519(let recipient): try recipient.wrap(fileKey)
    case .hybrid(let recipient): try recipient.wrap(fileKey)
    case .sshEd25519(let recipient): try recipient.wrap(fileKey)
    }
  }

  private static let nativePrefix = Array("age1".utf8)
  private static let sshPrefix = Array(SSHEd25519Recipient.prefix.utf8)

  private static func parseNative(_ text: Span<UInt8>) throws(AgeError) -> AgeRecipient {
    let prefix: String
    let data: [UInt8]
    do throws(Bech32.Fault) {
      (prefix, data) = try Bech32.decode(text)
    } catch {
      throw AgeError(.recipient, "this recipient is damaged: \(error.reason)")
    }
    switch prefix {
    case X25519Recipient.prefix: return .x25519(try X25519Recipient(publicKey: data))
    case HybridRecipient.prefix: return .hybrid(try HybridRecipient(publicKey: data))
    default: throw AgeError(.recipient, refusal(ofPlugin: prefix.dropFirst(nativePrefix.count)))
    }
  }

  /// A plugin is a program found by its name: what isn't a plain name (`../x`) is not even repeated (CVE-2024-56327).
  private static func refusal(ofPlugin name: Substring) -> String {
    let allowed = "abcdefghijklmnopqrstuvwxyz0123456789+-._".utf8
    let isPlain = !name.isEmpty && name.utf8.allSatisfy { allowed.contains($0) }
    return isPlain
      ? "this recipient needs the plugin \"age-plugin-\(name)\", and plugins are not supported"
      : "this recipient is malformed: what it says is no name of a plugin"
  }

  private static func parseSSH(_ text: Span<UInt8>) throws(AgeError) -> SSHEd25519Recipient {
    var end = sshPrefix.count
    while end < text.count, text[end] != Byte.space { end += 1 }
    guard let blob = Base64.decode(text.extracting(sshPrefix.count..<end), padding: .required) else {
      throw AgeError(.recipient, "this ssh-ed25519 key is not canonical base64")
    }
    return try SSHEd25519Recipient(blob: blob)
  }

  private static func refusal(of text: String) -> String {
    let text = text.lowercased()
    if text.hasPrefix("age-secret-key-") || text.hasPrefix("age-plugin-") {
      return
        "this is an identity, the secret half: give its recipient (age1...), and keep the identity out of shells and files"
    }
    if text.hasPrefix("-----begin") {
      return "this is a private key: give the recipient that belongs to it"
    }
    if text.hasPrefix("ssh-rsa ") {
      return "ssh-rsa recipients are not supported: libsodium has no RSA; give an ssh-ed25519 or age1pq1... recipient"
    }
    if text.hasPrefix("sk-ssh-") || text.hasPrefix("sk-ecdsa-") {
      return "a hardware SSH key can sign, but not open what is sealed to it"
    }
    if text.hasPrefix("ssh-") || text.hasPrefix("ecdsa-") {
      return "of SSH keys only ssh-ed25519 can be a recipient"
    }
    if text.hasPrefix("age1") { return "recipients are written in lower case" }
    return "not a recipient: one begins with age1pq1, age1 or ssh-ed25519"
  }
}
