package import Primitives

/// The secret half of a recipient.
package enum AgeIdentity: Sendable {
  case x25519(X25519Identity)
  case hybrid(HybridIdentity)
  case sshEd25519(SSHEd25519Identity)

  /// Reads `AGE-SECRET-KEY-1...` or `AGE-SECRET-KEY-PQ-1...`, without an end of line.
  ///
  /// - Throws: `.identity`, which never quotes the text.
  package init(parsing line: Span<UInt8>) throws(AgeError) {
    if line.has(Self.hybridPrefix) {
      self = .hybrid(HybridIdentity(seed: try Self.decode(line, HybridIdentity.prefix)))
    } else if line.has(Self.x25519Prefix) {
      self = .x25519(X25519Identity(scalar: try Self.decode(line, X25519Identity.prefix)))
    } else {
      throw AgeError(.identity, Self.refusal(of: line))
    }
  }

  /// A new identity from the system's random bytes.
  package static func generate(postQuantum: Bool) -> AgeIdentity {
    let secret = SecretBytes.random(count: secretCount)
    return postQuantum ? .hybrid(HybridIdentity(seed: secret)) : .x25519(X25519Identity(scalar: secret))
  }

  /// The public half.
  package var recipient: AgeRecipient {
    switch self {
    case .x25519(let identity): .x25519(identity.recipient)
    case .hybrid(let identity): .hybrid(identity.recipient)
    case .sshEd25519(let identity): .sshEd25519(identity.recipient)
    }
  }

  /// The line of an identity file, without its LF. An SSH key has none: OpenSSH keeps it.
  package func encoded() -> SecretBytes {
    switch self {
    case .x25519(let identity): identity.encoded()
    case .hybrid(let identity): identity.encoded()
    case .sshEd25519: preconditionFailure("an SSH key is not written as an age identity")
    }
  }

  /// The file key, or nil where the stanza isn't for this identity.
  ///
  /// - Throws: `.header` for a stanza of the identity's own type that is malformed.
  package func unwrap(_ stanza: Stanza) throws(AgeError) -> SecretBytes? {
    switch self {
    case .x25519(let identity): try identity.unwrap(stanza)
    case .hybrid(let identity): try identity.unwrap(stanza)
    case .sshEd25519(let identity): try identity.unwrap(stanza)
    }
  }

  private static let secretCount = 32
  private static let x25519Prefix = Array((X25519Identity.prefix + "1").utf8)
  private static let hybridPrefix = Array((HybridIdentity.prefix + "1").utf8)
  private static let pluginPrefix = Array("AGE-PLUGIN-".utf8)
  private static let recipientPrefixes = ["age1", "ssh-"].map { Array($0.utf8) }
  private static let lowercasePrefix = Array("age-secret-key-".utf8)

  private static func decode(_ line: Span<UInt8>, _ prefix: String) throws(AgeError) -> SecretBytes {
    let secret: SecretBytes
    do throws(Bech32.Fault) {
      secret = try Bech32.decodeSecret(line, prefix: prefix)
    } catch {
      throw AgeError(.identity, "this identity is damaged: \(error.reason)")
    }
    guard secret.count == secretCount else {
      throw AgeError(.identity, "an identity has \(secretCount) bytes, this one has \(secret.count)")
    }
    return secret
  }

  private static func refusal(of line: Span<UInt8>) -> String {
    if recipientPrefixes.contains(where: { line.has($0) }) {
      return "this is a recipient, the public half, where an identity belongs"
    }
    if line.has(pluginPrefix) { return "this identity needs a plugin, and plugins are not supported" }
    if line.has(lowercasePrefix) { return "identities are written in upper case" }
    return "not an identity: one begins with AGE-SECRET-KEY-"
  }
}
