import Primitives

/// A passphrase, for identity files at rest. Never a recipient of a sealed file.
///
/// Source: C2SP age, "The scrypt recipient type".
package enum ScryptRecipient {
  static let stanzaType = "scrypt"
  private static let saltCount = 16
  private static let label = Array("age-encryption.org/v1/scrypt".utf8)

  /// What age itself uses: about a second.
  package static let defaultWorkFactor = 18
  /// 1 GiB of memory. Whoever wrote the file chose the factor, and could have us work for hours.
  package static let maximumWorkFactor = 20

  /// - Throws: `.passphrase` where it is empty, or the memory can't be had.
  static func wrap(
    _ fileKey: borrowing SecretBytes, passphrase: borrowing SecretBytes, workFactor: Int
  ) throws(AgeError) -> Stanza {
    precondition((1...maximumWorkFactor).contains(workFactor))
    guard passphrase.count > 0 else { throw AgeError(.passphrase, "the passphrase is empty") }
    let salt = Random.bytes(saltCount)
    let wrapKey = try wrapKey(passphrase, salt, workFactor)
    return Stanza(
      type: stanzaType,
      arguments: [String(decoding: Base64.encode(salt.span, padding: .none), as: UTF8.self), String(workFactor)],
      body: WrappedFileKey.seal(fileKey, under: wrapKey))
  }

  /// The file key, or nil where the passphrase is another.
  ///
  /// - Throws: `.header` for a malformed stanza, or too high a work factor; `.passphrase` as above.
  static func unwrap(_ stanza: Stanza, passphrase: borrowing SecretBytes) throws(AgeError) -> SecretBytes? {
    let (salt, workFactor) = try parameters(of: stanza)
    guard passphrase.count > 0 else { throw AgeError(.passphrase, "the passphrase is empty") }
    return WrappedFileKey.open(stanza.body, under: try wrapKey(passphrase, salt, workFactor))
  }

  /// Salt and work factor of a stanza of this type, all of whose shape is checked.
  static func parameters(of stanza: Stanza) throws(AgeError) -> (salt: [UInt8], workFactor: Int) {
    try stanza.requireShape(arguments: 2)
    let salt = try stanza.bytes(ofArgument: 0, count: saltCount)
    // One factor has one form: digits, no sign, no leading zero. `Int` alone would take "+18" and "018".
    guard let workFactor = Int(stanza.arguments[1]), workFactor > 0, String(workFactor) == stanza.arguments[1] else {
      throw AgeError(.header, "the work factor of an scrypt stanza is not a decimal number")
    }
    guard workFactor <= maximumWorkFactor else {
      throw AgeError(.header, "the work factor of an scrypt stanza is above \(maximumWorkFactor)")
    }
    return (salt, workFactor)
  }

  private static func wrapKey(
    _ passphrase: borrowing SecretBytes, _ salt: [UInt8], _ workFactor: Int
  ) throws(AgeError) -> SecretBytes {
    let key = Scrypt.derive(
      passphrase: passphrase, salt: (label + salt).span, workFactor: workFactor, count: AEAD.keyCount)
    guard let key else {
      throw AgeError(.passphrase, "scrypt needs \(1 << workFactor) KiB of memory, which can't be had")
    }
    return key
  }
}
