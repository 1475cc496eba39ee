package import Primitives

/// The text at the head of an age file: the file key, wrapped for each recipient, and a MAC over it.
///
/// ```
/// header  = "age-encryption.org/v1" LF 1*stanza "--- " 43base64char LF
/// ```
///
/// There is one way to write a header, so the bytes that were read are those that would be written.
///
/// Source: C2SP age, "Header".
package struct AgeHeader: Sendable {
  package let stanzas: [Stanza]
  /// HMAC-SHA-256, 32 bytes, over everything before it, under a key derived from the file key.
  package let mac: [UInt8]
  /// The header as it stands in the file, through the LF of the MAC line.
  package let bytes: [UInt8]

  /// The length of ``bytes``: where the payload begins.
  package var byteCount: Int { bytes.count }

  /// Reads the header at the beginning of `file`.
  ///
  /// - Throws: `.header`.
  package init(parsing file: Span<UInt8>) throws(AgeError) {
    guard file.has(Self.intro) else { throw Self.refusal(ofIntro: file) }
    var stanzas: [Stanza] = []
    var position = Self.intro.count
    while !file.has(Self.macMark, at: position) {
      stanzas.append(try Self.parseStanza(file, &position))
    }
    guard !stanzas.isEmpty else { throw AgeError(.header, "the age header has no stanza") }
    // A passphrase authenticates whoever sealed the file, and would no longer if a second recipient could open it.
    guard stanzas.count == 1 || !stanzas.contains(where: { $0.type == ScryptRecipient.stanzaType }) else {
      throw AgeError(.header, "an scrypt stanza stands beside others")
    }

    let start = position + Self.macMark.count
    guard let end = file.lineEnd(from: start), end - start == Self.macDigits,
      let mac = Base64.decode(file.extracting(start..<end), padding: .none)
    else { throw AgeError(.header, "the last line of the age header is malformed") }
    self.stanzas = stanzas
    self.mac = mac
    bytes = [UInt8](file.extracting(0..<(end + 1)))
  }

  /// Writes a header.
  package init(stanzas: [Stanza], fileKey: borrowing SecretBytes) {
    precondition(!stanzas.isEmpty)
    var text = Self.intro
    for stanza in stanzas { stanza.write(to: &text) }
    text.append(contentsOf: "---".utf8)
    let mac = Self.mac(of: text.span, under: fileKey)
    text.append(Byte.space)
    text.append(contentsOf: Base64.encode(mac.span, padding: .none))
    text.append(Byte.lf)
    self.stanzas = stanzas
    self.mac = mac
    bytes = text
  }

  /// Whether the header is the one that was written with `fileKey`.
  package func isAuthentic(under fileKey: borrowing SecretBytes) -> Bool {
    // All but " ", the MAC and LF: the "---" is authenticated, the space is not.
    let text = bytes.span.extracting(0..<(bytes.count - Self.macDigits - 2))
    return ConstantTime.equal(Self.mac(of: text, under: fileKey).span, mac.span)
  }

  /// The file key, and the index of the identity that opened it; nil where none opens any stanza.
  ///
  /// The stanzas are tried in the order in which they stand. Nothing says yet that the header is authentic.
  ///
  /// - Throws: `.header` for a stanza of an identity's own type that is malformed.
  package func fileKey(
    openedBy identities: [AgeIdentity]
  ) throws(AgeError) -> (index: Int, fileKey: SharedSecret)? {
    for stanza in stanzas {
      for index in identities.indices {
        if let fileKey = try identities[index].unwrap(stanza) { return (index, SharedSecret(fileKey)) }
      }
    }
    return nil
  }

  private static let intro = Array("age-encryption.org/v1\n".utf8)
  private static let introOfAnyVersion = Array("age-encryption.org/".utf8)
  private static let stanzaMark = Array("-> ".utf8)
  private static let macMark = Array("--- ".utf8)
  private static let macDigits = 43
  private static let macInfo = Array("header".utf8)

  private static func mac(of text: Span<UInt8>, under fileKey: borrowing SecretBytes) -> [UInt8] {
    let key = fileKey.withBytes { HKDF.sha256(secret: $0, salt: Span(), info: macInfo.span, count: 32) }
    return key.withBytes { key in
      var code = HMACSHA256(key: key)
      code.update(text)
      return code.finalize()
    }
  }

  private static func refusal(ofIntro file: Span<UInt8>) -> AgeError {
    if file.isEmpty { return AgeError(.header, "the age file is empty") }
    return file.has(introOfAnyVersion)
      ? AgeError(.header, "the age file was made by a newer version of age, or its first line is malformed")
      : AgeError(.header, "not an age file")
  }

  private static func parseStanza(_ file: Span<UInt8>, _ position: inout Int) throws(AgeError) -> Stanza {
    guard file.has(stanzaMark, at: position), let end = file.lineEnd(from: position) else {
      throw AgeError(.header, "a stanza of the age header does not begin with \"-> \"")
    }
    var arguments: [String] = []
    var start = position + stanzaMark.count
    for index in start...end where index == end || file[index] == Byte.space {
      guard index > start else { throw AgeError(.header, "a stanza has an empty argument") }
      arguments.append(String(decoding: [UInt8](file.extracting(start..<index)), as: UTF8.self))
      start = index + 1
    }
    for index in position..<end where file[index] != Byte.space && !Byte.visible.contains(file[index]) {
      throw AgeError(.header, "a stanza has an argument with a character outside of ASCII")
    }
    position = end + 1
    let type = arguments.removeFirst()
    return Stanza(type: type, arguments: arguments, body: try parseBody(file, &position))
  }

  private static func parseBody(_ file: Span<UInt8>, _ position: inout Int) throws(AgeError) -> [UInt8] {
    var body: [UInt8] = []
    while true {
      guard let end = file.lineEnd(from: position), end - position <= 64,
        let bytes = Base64.decode(file.extracting(position..<end), padding: .none)
      else { throw AgeError(.header, "the body of a stanza is not canonical base64 in lines of 64") }
      body.append(contentsOf: bytes)
      let isFull = end - position == 64
      position = end + 1
      if !isFull { return body }
    }
  }
}
