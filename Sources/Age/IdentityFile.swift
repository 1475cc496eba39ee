package import Primitives

/// A file of identities, as `age-keygen` writes it: one a line, comments that begin with `#`, blank lines.
///
/// Its text is a secret.
package enum IdentityFile {
  /// The identities, in the order of their lines. CR before LF is tolerated.
  ///
  /// - Throws: `.identity` with the number of the line, never its text.
  package static func parse(_ text: Span<UInt8>) throws(AgeError) -> [AgeIdentity] {
    var identities: [AgeIdentity] = []
    var position = 0
    var number = 0
    while position < text.count {
      number += 1
      var end = text.lineEnd(from: position) ?? text.count
      let start = position
      position = end + 1
      if end > start, text[end - 1] == Byte.cr { end -= 1 }
      if end == start || text[start] == comment { continue }
      do throws(AgeError) {
        identities.append(try AgeIdentity(parsing: text.extracting(start..<end)))
      } catch {
        throw AgeError(error.code, "line \(number): \(error.reason)")
      }
    }
    guard !identities.isEmpty else { throw AgeError(.identity, "there is no identity in the file") }
    return identities
  }

  /// Whether the bytes are an age file that a passphrase protects, binary or armored.
  package static func isProtected(_ bytes: Span<UInt8>) -> Bool {
    guard let header = try? AgeFile.header(of: bytes) else { return false }
    return header.stanzas.contains { $0.type == ScryptRecipient.stanzaType }
  }

  /// The text of a protected file.
  ///
  /// - Throws: `.passphrase` where it is the wrong one, and the codes of a broken age file.
  package static func unlock(_ bytes: Span<UInt8>, passphrase: borrowing SecretBytes) throws(AgeError) -> SecretBytes {
    try AgeFile.open(bytes, passphrase: passphrase)
  }

  /// The armored file that keeps `text` under a passphrase, as `age -p -a` does.
  ///
  /// - Parameter workFactor: the logarithm of the work, 1 to 20.
  /// - Throws: `.passphrase` where it is empty.
  package static func protect(
    _ text: Span<UInt8>, passphrase: borrowing SecretBytes, workFactor: Int = ScryptRecipient.defaultWorkFactor
  ) throws(AgeError) -> [UInt8] {
    let file = try AgeFile.seal(text, passphrase: passphrase, workFactor: workFactor)
    return AgeArmor.encode(file.span)
  }

  /// The file of one identity of age's, its recipient in a comment, as `age-keygen` writes it.
  package static func text(of identity: AgeIdentity) -> SecretBytes {
    let comment = Array("# public key: \(identity.recipient.text)\n".utf8)
    let line = identity.encoded()
    return SecretBytes(count: comment.count + line.count + 1) { file in
      for (index, byte) in comment.enumerated() { file[index] = byte }
      line.withBytes { line in
        for index in line.indices { file[comment.count + index] = line[index] }
      }
      file[file.count - 1] = Byte.lf
    }
  }

  private static let comment = UInt8(ascii: "#")
}
