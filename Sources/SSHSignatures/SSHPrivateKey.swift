package import Primitives

/// An ed25519 private key from OpenSSH's own file (OpenSSH, PROTOCOL.key), without a passphrase.
///
/// ```
/// file    = BEGIN line, base64 in lines, END line
/// blob    = "openssh-key-v1" NUL, string cipher, string kdf, string kdf options, uint32 1, string public key,
///           string private
/// private = uint32 check, uint32 check, string "ssh-ed25519", string key, string seed and key, string comment,
///           1 2 3 ... up to a multiple of 8
/// ```
///
/// The text is as secret as the key: both stay in secret memory.
package struct SSHPrivateKey: Sendable {
  package let publicKey: SSHPublicKey
  /// The 32 bytes that RFC 8032 calls the private key.
  package let seed: SharedSecret
  /// Whose key it is; by custom an address.
  package let comment: String

  private static let begin = "-----BEGIN OPENSSH PRIVATE KEY-----"
  private static let end = "-----END OPENSSH PRIVATE KEY-----"
  private static let magic = "openssh-key-v1\0"

  /// Whether the file looks like an SSH private key of any kind, broken ones included.
  package static func isPrivateKey(_ file: Span<UInt8>) -> Bool {
    let range = file.trimmed(0..<file.count)
    guard file.extracting(range).begins(with: "-----BEGIN ") else { return false }
    let lineEnd = range.first { file[$0] == 0x0A } ?? range.upperBound
    let line = file.trimmed(range.lowerBound..<lineEnd)
    return file.extracting(line).ends(with: "PRIVATE KEY-----")
  }

  /// CRLF and blanks around the block are tolerated, for people paste keys.
  ///
  /// - Throws: `encryptedKey`, with the public key, where a passphrase is needed; `unsupportedKey` for keys in hardware
  ///   tokens, with the public key, for keys of other types and for files in other formats; `key` for everything else.
  package init(parsing file: Span<UInt8>) throws(SSHError) {
    let blob = try Self.decode(file)
    self = try blob.withBytes { (bytes) throws(SSHError) in try SSHPrivateKey(blob: bytes) }
  }

  private static func decode(_ file: Span<UInt8>) throws(SSHError) -> SecretBytes {
    let text = file.extracting(file.trimmed(0..<file.count))
    guard text.begins(with: begin) else { throw refusal(of: text) }
    guard text.ends(with: end), text.count > begin.utf8.count + end.utf8.count else {
      throw SSHError(.key, "the OpenSSH private key is cut off")
    }
    let body = text.extracting(begin.utf8.count..<(text.count - end.utf8.count))
    var count = 0
    for index in body.indices where !body[index].isLineEnd { count += 1 }
    let base64 = SecretBytes(count: count) { base64 in
      var position = 0
      for index in body.indices where !body[index].isLineEnd {
        base64[position] = body[index]
        position += 1
      }
    }
    guard let blob = base64.withBytes({ Base64.decodeSecret($0, padding: .required) }) else {
      throw SSHError(.key, "the OpenSSH private key is not base64")
    }
    return blob
  }

  private static func refusal(of text: Span<UInt8>) -> SSHError {
    if isPrivateKey(text) || text.begins(with: "PuTTY-User-Key-File") {
      SSHError(.unsupportedKey, "the private key is not in OpenSSH's own format")
    } else if text.begins(with: "ssh-") || text.begins(with: "sk-ssh-") || text.begins(with: "ecdsa-") {
      SSHError(.key, "the file holds a public key, not a private one")
    } else {
      SSHError(.key, "the file holds no OpenSSH private key")
    }
  }

  private init(blob: Span<UInt8>) throws(SSHError) {
    var reader = WireReader(at: Self.magic.utf8.count)
    guard blob.begins(with: Self.magic), let cipher = reader.string(blob), let kdf = reader.string(blob),
      let options = reader.string(blob), reader.uint32(blob) == 1, let outer = reader.string(blob),
      let inner = reader.string(blob), reader.offset == blob.count
    else { throw SSHError(.key, "the OpenSSH private key is malformed") }
    let publicKey = try SSHPublicKey(blob: blob.array(outer))
    guard blob.extracting(cipher).equals("none"), blob.extracting(kdf).equals("none"), options.isEmpty else {
      throw SSHError(.encryptedKey, "the private key is protected by a passphrase", publicKey: publicKey)
    }
    guard publicKey.kind == .ed25519 else {
      throw SSHError(.unsupportedKey, "the private key lives in a hardware token", publicKey: publicKey)
    }
    try self.init(unencrypted: blob.extracting(inner), publicKey)
  }

  private init(unencrypted bytes: Span<UInt8>, _ publicKey: SSHPublicKey) throws(SSHError) {
    var reader = WireReader()
    guard bytes.count.isMultiple(of: 8), let check = reader.uint32(bytes), reader.uint32(bytes) == check,
      let type = reader.string(bytes), bytes.extracting(type).equals(publicKey.kind.name),
      let point = reader.string(bytes), let secret = reader.string(bytes),
      secret.count == Ed25519.seedCount + Ed25519.publicKeyCount, let comment = reader.string(bytes),
      (reader.offset..<bytes.count).allSatisfy({ Int(bytes[$0]) == $0 - reader.offset + 1 })
    else { throw SSHError(.key, "the OpenSSH private key is malformed") }
    let middle = secret.lowerBound + Ed25519.seedCount
    let seed = SecretBytes(copying: bytes.extracting(secret.lowerBound..<middle))
    // A signature made with the public half of another key gives the seed away, so the halves must belong together.
    let derived = Ed25519.publicKey(ofSeed: seed)
    guard derived == publicKey.bytes, bytes.array(point) == derived,
      bytes.array(middle..<secret.upperBound) == derived
    else { throw SSHError(.key, "the halves of the OpenSSH private key do not belong together") }
    self.publicKey = publicKey
    self.seed = SharedSecret(seed)
    self.comment = String(decoding: bytes.array(comment), as: UTF8.self)
  }
}
