import Primitives

/// A classic recipient, `age1...`: an X25519 public key.
///
/// Source: C2SP age, "The X25519 recipient type".
package struct X25519Recipient: Hashable, Sendable {
  static let stanzaType = "X25519"
  static let prefix = "age"
  fileprivate static let info = Array("age-encryption.org/v1/X25519".utf8)

  /// 32 bytes.
  package let publicKey: [UInt8]

  /// - Throws: `.recipient` for a key of another length or of small order, to which anybody could unwrap.
  package init(publicKey: [UInt8]) throws(AgeError) {
    guard publicKey.count == X25519.byteCount else {
      throw AgeError(.recipient, "an age1 recipient has \(X25519.byteCount) bytes, this one has \(publicKey.count)")
    }
    guard !X25519.isSmallOrder(publicKey.span) else {
      throw AgeError(.recipient, "this recipient is a key of small order: anybody could open what is sealed to it")
    }
    self.publicKey = publicKey
  }

  fileprivate init(of scalar: borrowing SecretBytes) {
    publicKey = X25519.publicKey(of: scalar)
  }

  package var text: String { Bech32.encode(publicKey.span, prefix: Self.prefix) }

  func wrap(_ fileKey: borrowing SecretBytes) throws(AgeError) -> Stanza {
    let ephemeral = SecretBytes.random(count: X25519.byteCount)
    let share = X25519.publicKey(of: ephemeral)
    guard let shared = X25519.sharedSecret(ephemeral, publicKey.span) else {
      throw AgeError(.recipient, "this recipient is a key of small order")
    }
    return Stanza(
      type: Self.stanzaType,
      arguments: [String(decoding: Base64.encode(share.span, padding: .none), as: UTF8.self)],
      body: WrappedFileKey.seal(fileKey, under: wrapKey(shared, share)))
  }

  /// The share of a stanza of this type, all of whose shape is checked.
  static func share(of stanza: Stanza) throws(AgeError) -> [UInt8] {
    try stanza.requireShape(arguments: 1)
    return try stanza.share(ofArgument: 0)
  }

  fileprivate func wrapKey(_ shared: borrowing SecretBytes, _ share: [UInt8]) -> SecretBytes {
    shared.withBytes {
      HKDF.sha256(secret: $0, salt: (share + publicKey).span, info: Self.info.span, count: AEAD.keyCount)
    }
  }
}

/// The secret half, `AGE-SECRET-KEY-1...`.
package struct X25519Identity: Sendable {
  static let prefix = "AGE-SECRET-KEY-"

  private let scalar: SharedSecret
  package let recipient: X25519Recipient

  init(scalar: consuming SecretBytes) {
    recipient = X25519Recipient(of: scalar)
    self.scalar = SharedSecret(scalar)
  }

  func encoded() -> SecretBytes {
    scalar.bytes.withBytes { Bech32.encodeSecret($0, prefix: Self.prefix) }
  }

  /// The file key, or nil where the stanza isn't for this identity.
  ///
  /// - Throws: `.header` for a stanza of this type that is malformed.
  func unwrap(_ stanza: Stanza) throws(AgeError) -> SecretBytes? {
    guard stanza.type == X25519Recipient.stanzaType else { return nil }
    let share = try X25519Recipient.share(of: stanza)
    guard let shared = X25519.sharedSecret(scalar.bytes, share.span) else {
      throw AgeError(.header, "the share of an X25519 stanza is of small order")
    }
    return WrappedFileKey.open(stanza.body, under: recipient.wrapKey(shared, share))
  }
}
