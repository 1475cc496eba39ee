package import Primitives

/// An SSH public key as a recipient, `ssh-ed25519 AAAA...`: the Ed25519 point becomes one of X25519.
///
/// Source: the reference implementation, FiloSottile/age `agessh`; the specification leaves this kind out.
package struct SSHEd25519Recipient: Hashable, Sendable {
  static let stanzaType = "ssh-ed25519"
  static let prefix = "ssh-ed25519 "
  private static let tagCount = 4
  private static let info = Array("age-encryption.org/v1/ssh-ed25519".utf8)
  /// What stands before the 32 bytes of the key in its blob: two lengths and the type (RFC 8709, section 4).
  private static let blobHead: [UInt8] = [0, 0, 0, 11] + Array(stanzaType.utf8) + [0, 0, 0, 32]

  /// The Ed25519 key, 32 bytes.
  package let publicKey: [UInt8]

  /// - Throws: `.recipient` for a key that is no point, or of small order.
  package init(publicKey: [UInt8]) throws(AgeError) {
    self.publicKey = publicKey
    guard publicKey.count == Ed25519.publicKeyCount, Ed25519.x25519PublicKey(publicKey.span) != nil else {
      throw AgeError(.recipient, "this ssh-ed25519 key is not a point that can be sealed to")
    }
  }

  fileprivate init(of seed: borrowing SecretBytes) {
    publicKey = Ed25519.publicKey(ofSeed: seed)
  }

  /// - Parameter blob: the key as SSH writes it: its type, then its bytes.
  init(blob: [UInt8]) throws(AgeError) {
    guard blob.starts(with: Self.blobHead) else {
      throw AgeError(.recipient, "this ssh-ed25519 key is malformed")
    }
    try self.init(publicKey: Array(blob.dropFirst(Self.blobHead.count)))
  }

  package var blob: [UInt8] { Self.blobHead + publicKey }

  package var text: String {
    Self.prefix + String(decoding: Base64.encode(blob.span, padding: .required), as: UTF8.self)
  }

  func wrap(_ fileKey: borrowing SecretBytes) throws(AgeError) -> Stanza {
    let ephemeral = SecretBytes.random(count: X25519.byteCount)
    let share = X25519.publicKey(of: ephemeral)
    guard let point = Ed25519.x25519PublicKey(publicKey.span), let shared = X25519.sharedSecret(ephemeral, point.span)
    else { throw AgeError(.recipient, "this ssh-ed25519 key is not a point that can be sealed to") }
    return Stanza(
      type: Self.stanzaType,
      arguments: [tag, share].map { String(decoding: Base64.encode($0.span, padding: .none), as: UTF8.self) },
      body: WrappedFileKey.seal(fileKey, under: wrapKey(shared, share: share, point: point)))
  }

  /// The share of a stanza of this type, all of whose shape is checked.
  static func share(of stanza: Stanza) throws(AgeError) -> [UInt8] {
    try stanza.requireShape(arguments: 2)
    _ = try tag(of: stanza)
    return try stanza.share(ofArgument: 1)
  }

  fileprivate static func tag(of stanza: Stanza) throws(AgeError) -> [UInt8] {
    try stanza.bytes(ofArgument: 0, count: tagCount)
  }

  /// The first bytes of the fingerprint: a stanza says for whom it is.
  fileprivate var tag: [UInt8] { Array(SHA256.hash(blob.span).prefix(Self.tagCount)) }

  /// The shared secret is multiplied by a tweak made of the SSH key, so that the key pair that age derives isn't one
  /// that another protocol derives from the same key.
  fileprivate func wrapKey(_ shared: borrowing SecretBytes, share: [UInt8], point: [UInt8]) -> SecretBytes {
    let tweak = HKDF.sha256(secret: Span(), salt: blob.span, info: Self.info.span, count: X25519.byteCount)
    guard let tweaked = shared.withBytes({ X25519.sharedSecret(tweak, $0) }) else {
      // The shared secret has the large prime order, or it would be zero itself.
      preconditionFailure("the tweaked secret is zero")
    }
    return tweaked.withBytes {
      HKDF.sha256(secret: $0, salt: (share + point).span, info: Self.info.span, count: AEAD.keyCount)
    }
  }
}

/// The secret half: the 32-byte seed of an SSH key. Reading OpenSSH's files is somebody else's work.
package struct SSHEd25519Identity: Sendable {
  private let seed: SharedSecret
  package let recipient: SSHEd25519Recipient

  package init(seed: SharedSecret) {
    self.seed = seed
    recipient = SSHEd25519Recipient(of: seed.bytes)
  }

  /// The file key, or nil where the stanza isn't for this identity. A tag of four bytes proves nothing: one that matches
  /// on a stanza that doesn't open is somebody else's.
  ///
  /// - Throws: `.header` for a stanza of this type that is malformed.
  func unwrap(_ stanza: Stanza) throws(AgeError) -> SecretBytes? {
    guard stanza.type == SSHEd25519Recipient.stanzaType else { return nil }
    let share = try SSHEd25519Recipient.share(of: stanza)
    guard try SSHEd25519Recipient.tag(of: stanza) == recipient.tag else { return nil }
    let scalar = Ed25519.x25519SecretKey(ofSeed: seed.bytes)
    guard let shared = X25519.sharedSecret(scalar, share.span) else {
      throw AgeError(.header, "the share of an ssh-ed25519 stanza is of small order")
    }
    let point = X25519.publicKey(of: scalar)
    return WrappedFileKey.open(stanza.body, under: recipient.wrapKey(shared, share: share, point: point))
  }
}
