import Primitives

/// An Ed25519 key of OpenSSH, in software or in a hardware token.
///
/// ```
/// blob = string "ssh-ed25519", string key                                          ; RFC 8709, section 4
///      / string "sk-ssh-ed25519@openssh.com", string key, string application       ; OpenSSH, PROTOCOL.u2f
/// ```
package struct SSHPublicKey: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case ed25519
    /// A FIDO token's key, and the application (`ssh:`) that the token signs for.
    case securityKeyEd25519(application: [UInt8])

    /// The type as it stands in files and in blobs.
    package var name: String {
      switch self {
      case .ed25519: "ssh-ed25519"
      case .securityKeyEd25519: "sk-ssh-ed25519@openssh.com"
      }
    }
  }

  package let kind: Kind
  /// The wire form, which is what OpenSSH compares and takes fingerprints of.
  package let blob: [UInt8]
  /// The 32 bytes of the point.
  package let bytes: [UInt8]

  /// - Throws: `unsupportedKey` for another type; `key` for a blob that is not exactly one key, or whose point is not
  ///   canonical or of small order, so that no signature by it could ever be good.
  package init(blob: [UInt8]) throws(SSHError) {
    let span = blob.span
    var reader = WireReader()
    guard let type = reader.string(span) else { throw SSHError(.key, "no SSH public key") }
    let isSecurityKey = span.extracting(type).equals("sk-ssh-ed25519@openssh.com")
    guard isSecurityKey || span.extracting(type).equals("ssh-ed25519") else {
      throw SSHError(.unsupportedKey, "the key is neither ssh-ed25519 nor sk-ssh-ed25519@openssh.com")
    }
    guard let key = reader.string(span), key.count == Ed25519.publicKeyCount else {
      throw SSHError(.key, "the ed25519 key does not have 32 bytes")
    }
    if isSecurityKey {
      guard let application = reader.string(span) else { throw SSHError(.key, "the hardware key names no application") }
      kind = .securityKeyEd25519(application: span.array(application))
    } else {
      kind = .ed25519
    }
    guard reader.offset == blob.count else { throw SSHError(.key, "bytes are left over after the ed25519 key") }
    bytes = span.array(key)
    self.blob = blob
    guard EdwardsPoint.isAcceptable(bytes) else { throw SSHError(.key, "the ed25519 key is a weak point") }
  }

  /// A key as it stands in a `.pub` file, `ssh-ed25519 AAAA... comment`; the comment is passed over.
  ///
  /// - Throws: `unsupportedKey` for a well-formed key of another type, else `key`.
  package init(line: String) throws(SSHError) {
    let text = Array(line.utf8)
    let range = text.span.trimmed(0..<text.count)
    var offset = range.lowerBound
    guard !range.contains(where: { text[$0].isLineEnd }), let type = text.span.field(&offset, upTo: range.upperBound),
      let base64 = text.span.field(&offset, upTo: range.upperBound),
      let blob = Self.blob(type: text.span.extracting(type), base64: text.span.extracting(base64))
    else { throw SSHError(.key, "no SSH public key") }
    try self.init(blob: blob)
  }

  /// The software key with these 32 bytes.
  init(ed25519 bytes: [UInt8]) throws(SSHError) {
    var writer = WireWriter()
    writer.string(Kind.ed25519.name.utf8)
    writer.string(bytes)
    try self.init(blob: writer.bytes)
  }

  /// The blob of a key of any type, or nil where the two fields are no such thing: strict base64 of a blob that begins
  /// with the type that the line names. What follows the type is not looked at.
  static func blob(type: Span<UInt8>, base64: Span<UInt8>) -> [UInt8]? {
    var reader = WireReader()
    guard let blob = Base64.decode(base64, padding: .required), let name = reader.string(blob.span),
      name.count == type.count, name.indices.allSatisfy({ blob[$0] == type[$0 - name.lowerBound] })
    else { return nil }
    return blob
  }

  /// The fingerprint as OpenSSH prints it: `SHA256:` and 43 digits.
  package var fingerprint: String {
    let digest = SHA256.hash(blob.span)
    return "SHA256:" + String(decoding: Base64.encode(digest.span, padding: .none), as: UTF8.self)
  }

  /// The key as a line of a `.pub` file, without LF.
  package func line(comment: String = "") -> String {
    let key = kind.name + " " + String(decoding: Base64.encode(blob.span, padding: .required), as: UTF8.self)
    return comment.isEmpty ? key : key + " " + comment
  }
}
