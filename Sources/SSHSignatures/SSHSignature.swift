import Primitives

/// One signature in OpenSSH's armor, as `ssh-keygen -Y sign` writes it (OpenSSH, PROTOCOL.sshsig).
///
/// ```
/// blob   = "SSHSIG", uint32 version, string public key, string namespace, string reserved, string hash,
///          string signature
/// signed = "SSHSIG", string namespace, string reserved, string hash, string H(message)
/// ```
///
/// Reading judges the frame alone, which is part of the sealed file's grammar; everything that the fields say is judged
/// by ``verify(_:namespace:)`` (format.md, sections 2 and 3).
package struct SSHSignature: Hashable, Sendable {
  package static let begin = "-----BEGIN SSH SIGNATURE-----"
  package static let end = "-----END SSH SIGNATURE-----"

  private static let magic = "SSHSIG"
  private static let hashName = "sha512"
  private static let columns = 70

  private let blob: [UInt8]
  private let version: UInt32
  private let publicKeyRange: Range<Int>
  private let namespaceRange: Range<Int>
  private let reservedRange: Range<Int>
  private let hashRange: Range<Int>
  private let signatureRange: Range<Int>

  /// The key that claims to have signed, which nobody has looked at yet.
  package var publicKeyBlob: [UInt8] { blob.span.array(publicKeyRange) }

  /// One block, from ``begin`` through the LF behind ``end``.
  ///
  /// - Throws: `format` unless writing gives the same bytes again: 70 columns, canonical padded base64, LF, the magic,
  ///   a version, five strings, nothing left over.
  package init(armored text: Span<UInt8>) throws(SSHError) {
    let (head, tail) = (Self.begin + "\n", Self.end + "\n")
    guard text.begins(with: head), text.ends(with: tail), text.count > head.utf8.count + tail.utf8.count else {
      throw SSHError(.format, "an SSH signature is not framed by its BEGIN and END lines")
    }
    let body = text.extracting(head.utf8.count..<(text.count - tail.utf8.count))
    var base64: [UInt8] = []
    base64.reserveCapacity(body.count)
    var column = 0
    for index in body.indices {
      let isEnd = column == Self.columns || (column > 0 && index == body.count - 1)
      guard isEnd == (body[index] == 0x0A) else {
        throw SSHError(.format, "an SSH signature does not stand in lines of 70 columns")
      }
      column = isEnd ? 0 : column + 1
      if !isEnd { base64.append(body[index]) }
    }
    guard let blob = Base64.decode(base64.span, padding: .required) else {
      throw SSHError(.format, "an SSH signature is not canonical base64")
    }
    try self.init(blob: blob)
  }

  private init(blob: [UInt8]) throws(SSHError) {
    var reader = WireReader(at: Self.magic.utf8.count)
    guard blob.span.begins(with: Self.magic), let version = reader.uint32(blob.span),
      let publicKey = reader.string(blob.span), let namespace = reader.string(blob.span),
      let reserved = reader.string(blob.span), let hash = reader.string(blob.span),
      let signature = reader.string(blob.span), reader.offset == blob.count
    else { throw SSHError(.format, "an SSH signature is not the magic, a version and five strings") }
    self.blob = blob
    self.version = version
    publicKeyRange = publicKey
    namespaceRange = namespace
    reservedRange = reserved
    hashRange = hash
    signatureRange = signature
  }

  /// The block as it was read, through its last LF.
  package var armored: [UInt8] {
    let base64 = Base64.encode(blob.span, padding: .required)
    var text = Array(Self.begin.utf8)
    text.reserveCapacity(base64.count + base64.count / Self.columns + 64)
    text.append(0x0A)
    for start in stride(from: 0, to: base64.count, by: Self.columns) {
      text.append(contentsOf: base64[start..<min(start + Self.columns, base64.count)])
      text.append(0x0A)
    }
    text.append(contentsOf: Self.end.utf8)
    text.append(0x0A)
    return text
  }

  /// The key that signed `message`; whether it is a trusted one is for ``AllowedSigners`` to say.
  ///
  /// - Throws: `signature` for anything but a good signature in `namespace`, of version 1, with SHA-512, by an ed25519
  ///   key in software, or in a token whose owner was present (format.md, section 3).
  package func verify(_ message: Span<UInt8>, namespace: String) throws(SSHError) -> SSHPublicKey {
    let span = blob.span
    // Another namespace is another purpose: a signature of a git commit must not pass for one of a sealed file.
    guard version == 1, reservedRange.isEmpty, span.extracting(namespaceRange).equals(namespace),
      span.extracting(hashRange).equals(Self.hashName)
    else {
      throw SSHError(.signature, "an SSH signature is not of version 1, with sha512, in the namespace \(namespace)")
    }
    let key: SSHPublicKey
    do { key = try SSHPublicKey(blob: publicKeyBlob) } catch { throw SSHError(.signature, error.reason) }

    let inner = span.extracting(signatureRange)
    var reader = WireReader()
    guard let type = reader.string(inner), inner.extracting(type).equals(key.kind.name),
      let signature = reader.string(inner), signature.count == Ed25519.signatureCount
    else { throw SSHError(.signature, "an SSH signature is not of the type of its key") }

    var signed = Self.signedBytes(message, namespace: namespace)
    switch key.kind {
    case .ed25519:
      guard reader.offset == inner.count else {
        throw SSHError(.signature, "bytes are left over after an ed25519 signature")
      }
    case .securityKeyEd25519(let application):
      // The token signs H(application) || flags || counter || H(signed) (PROTOCOL.u2f); flag 0x01 says that somebody
      // touched it.
      guard inner.count - reader.offset == 5 else {
        throw SSHError(.signature, "a hardware key's signature is not followed by its flags and counter")
      }
      guard inner[reader.offset] & 0x01 != 0 else {
        throw SSHError(.signature, "a hardware key signed without its owner being present")
      }
      signed =
        SHA256.hash(application.span) + inner.array(reader.offset..<inner.count) + SHA256.hash(signed.span)
    }
    guard Ed25519.isValid(signature: inner.extracting(signature), of: signed.span, by: key.bytes.span) else {
      throw SSHError(.signature, "the SSH signature by \(key.fingerprint) is not good")
    }
    return key
  }

  /// A signature that has just been made, of ``signedBytes(_:namespace:)``, by a software key.
  init(_ signature: [UInt8], by key: SSHPublicKey, namespace: String) throws(SSHError) {
    var inner = WireWriter()
    inner.string(key.kind.name.utf8)
    inner.string(signature)
    var writer = WireWriter()
    writer.raw(Self.magic.utf8)
    writer.uint32(1)
    writer.string(key.blob)
    writer.string(namespace.utf8)
    writer.string([])
    writer.string(Self.hashName.utf8)
    writer.string(inner.bytes)
    try self.init(blob: writer.bytes)
  }

  /// What an ed25519 key signs for `message`.
  static func signedBytes(_ message: Span<UInt8>, namespace: String) -> [UInt8] {
    var writer = WireWriter()
    writer.raw(magic.utf8)
    writer.string(namespace.utf8)
    writer.string([])
    writer.string(hashName.utf8)
    writer.string(SHA512.hash(message))
    return writer.bytes
  }
}
