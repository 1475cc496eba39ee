import Primitives

/// A post-quantum recipient, `age1pq1...`: ML-KEM-768 and X25519 together (X-Wing). Both must fall before it does.
///
/// Source: C2SP age, "The MLKEM768-X25519 hybrid post-quantum recipient type".
package struct HybridRecipient: Hashable, Sendable {
  static let stanzaType = "mlkem768x25519"
  static let prefix = "age1pq"

  /// The ML-KEM encapsulation key, 1,184 bytes, then the X25519 key, 32 bytes.
  package let publicKey: [UInt8]

  /// - Throws: `.recipient` for a key of another length, with a coefficient that ML-KEM refuses, or whose X25519 half is
  ///   of small order.
  package init(publicKey: [UInt8]) throws(AgeError) {
    guard publicKey.count == HybridKEM.publicKeyCount else {
      throw AgeError(
        .recipient, "an age1pq1 recipient has \(HybridKEM.publicKeyCount) bytes, this one has \(publicKey.count)")
    }
    guard Self.isReduced(publicKey.span) else {
      throw AgeError(.recipient, "this recipient is no ML-KEM key: a coefficient is out of range")
    }
    guard !X25519.isSmallOrder(publicKey.span.extracting(last: X25519.byteCount)) else {
      throw AgeError(.recipient, "the X25519 half of this recipient is a key of small order")
    }
    self.publicKey = publicKey
  }

  fileprivate init(of seed: borrowing SecretBytes) {
    publicKey = HybridKEM.publicKey(ofSeed: seed)
  }

  package var text: String { Bech32.encode(publicKey.span, prefix: Self.prefix) }

  func wrap(_ fileKey: borrowing SecretBytes) throws(AgeError) -> Stanza {
    let (encapsulation, body) = try HybridKEM.seal(fileKey, to: publicKey)
    return Stanza(
      type: Self.stanzaType,
      arguments: [String(decoding: Base64.encode(encapsulation.span, padding: .none), as: UTF8.self)], body: body)
  }

  /// The encapsulation of a stanza of this type, all of whose shape is checked.
  static func encapsulation(of stanza: Stanza) throws(AgeError) -> [UInt8] {
    try stanza.requireShape(arguments: 1)
    let encapsulation = try stanza.bytes(ofArgument: 0, count: HybridKEM.encapsulationCount)
    try stanza.requireContributory(encapsulation.span.extracting(last: X25519.byteCount))
    return encapsulation
  }

  /// Whether all coefficients are below q, two of them in three bytes (FIPS 203, section 7.2, "modulus check").
  private static func isReduced(_ key: Span<UInt8>) -> Bool {
    for index in stride(from: 0, to: 3 * 384, by: 3) {
      let low = UInt16(key[index]) | UInt16(key[index + 1] & 15) << 8
      let high = UInt16(key[index + 1] >> 4) | UInt16(key[index + 2]) << 4
      guard low < 3329, high < 3329 else { return false }
    }
    return true
  }
}

/// The secret half, `AGE-SECRET-KEY-PQ-1...`: the 32-byte seed of both keys.
package struct HybridIdentity: Sendable {
  static let prefix = "AGE-SECRET-KEY-PQ-"

  private let seed: SharedSecret

  init(seed: consuming SecretBytes) {
    self.seed = SharedSecret(seed)
  }

  /// Derived each time: opening a file doesn't need it, and it costs as much.
  package var recipient: HybridRecipient { HybridRecipient(of: seed.bytes) }

  func encoded() -> SecretBytes {
    seed.bytes.withBytes { Bech32.encodeSecret($0, prefix: Self.prefix) }
  }

  /// The file key, or nil where the stanza isn't for this identity.
  ///
  /// - Throws: `.header` for a stanza of this type that is malformed.
  func unwrap(_ stanza: Stanza) throws(AgeError) -> SecretBytes? {
    guard stanza.type == HybridRecipient.stanzaType else { return nil }
    let encapsulation = try HybridRecipient.encapsulation(of: stanza)
    return try HybridKEM.open(stanza.body, encapsulation: encapsulation, seed: seed.bytes)
  }
}
