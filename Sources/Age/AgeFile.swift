package import Primitives

/// A whole age file: a header and a payload.
package enum AgeFile {
  /// The binary file.
  ///
  /// - Throws: `.recipient` where there is none, or post-quantum and classic ones together: one classic stanza would
  ///   void the promise of the others.
  package static func seal(_ plaintext: Span<UInt8>, to recipients: [AgeRecipient]) throws(AgeError) -> [UInt8] {
    guard let first = recipients.first else { throw AgeError(.recipient, "there is no recipient to seal to") }
    guard recipients.allSatisfy({ $0.isPostQuantum == first.isPostQuantum }) else {
      throw AgeError(.recipient, "post-quantum and classic recipients can't be mixed")
    }
    let fileKey = SecretBytes.random(count: WrappedFileKey.fileKeyCount)
    var stanzas: [Stanza] = []
    for recipient in recipients { stanzas.append(try recipient.wrap(fileKey)) }
    return seal(plaintext, stanzas, fileKey)
  }

  /// The plaintext of a binary or armored file, whole or not at all.
  ///
  /// - Throws: any code but `.recipient`, `.identity` and `.passphrase`.
  package static func open(_ file: Span<UInt8>, with identities: [AgeIdentity]) throws(AgeError) -> SecretBytes {
    try withBinary(file) { (file) throws(AgeError) in
      let header = try AgeHeader(parsing: file)
      guard let fileKey = try header.fileKey(openedBy: identities)?.fileKey else {
        throw AgeError(.noMatch, "no identity opens the age file")
      }
      return try open(file, header, fileKey.bytes)
    }
  }

  /// The binary file for whoever knows a passphrase.
  ///
  /// - Throws: `.passphrase` where it is empty.
  package static func seal(
    _ plaintext: Span<UInt8>, passphrase: borrowing SecretBytes, workFactor: Int = ScryptRecipient.defaultWorkFactor
  ) throws(AgeError) -> [UInt8] {
    let fileKey = SecretBytes.random(count: WrappedFileKey.fileKeyCount)
    let stanza = try ScryptRecipient.wrap(fileKey, passphrase: passphrase, workFactor: workFactor)
    return seal(plaintext, [stanza], fileKey)
  }

  /// The plaintext of a binary or armored file that a passphrase protects.
  ///
  /// - Throws: `.passphrase` where it is the wrong one; `.noMatch` where the file isn't sealed to a passphrase.
  package static func open(
    _ file: Span<UInt8>, passphrase: borrowing SecretBytes
  ) throws(AgeError) -> SecretBytes {
    try withBinary(file) { (file) throws(AgeError) in
      let header = try AgeHeader(parsing: file)
      guard let stanza = header.stanzas.first, stanza.type == ScryptRecipient.stanzaType else {
        throw AgeError(.noMatch, "the age file is not protected by a passphrase")
      }
      guard let fileKey = try ScryptRecipient.unwrap(stanza, passphrase: passphrase) else {
        throw AgeError(.passphrase, "the passphrase is wrong")
      }
      return try open(file, header, fileKey)
    }
  }

  /// The header of a binary or armored file.
  static func header(of file: Span<UInt8>) throws(AgeError) -> AgeHeader {
    try withBinary(file) { (file) throws(AgeError) in try AgeHeader(parsing: file) }
  }

  private static func seal(
    _ plaintext: Span<UInt8>, _ stanzas: [Stanza], _ fileKey: borrowing SecretBytes
  ) -> [UInt8] {
    AgeHeader(stanzas: stanzas, fileKey: fileKey).bytes + AgePayload.seal(plaintext, fileKey: fileKey)
  }

  private static func open(
    _ file: Span<UInt8>, _ header: AgeHeader, _ fileKey: borrowing SecretBytes
  ) throws(AgeError) -> SecretBytes {
    guard header.isAuthentic(under: fileKey) else {
      throw AgeError(.headerMAC, "the header of the age file was altered")
    }
    return try AgePayload.open(file.extracting(header.byteCount...), fileKey: fileKey)
  }

  private static func withBinary<R: ~Copyable>(
    _ file: Span<UInt8>, _ body: (Span<UInt8>) throws(AgeError) -> R
  ) throws(AgeError) -> R {
    guard AgeArmor.isArmored(file) else { return try body(file) }
    let binary = try AgeArmor.decode(file)
    return try body(binary.span)
  }
}
