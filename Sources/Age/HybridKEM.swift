import Crypto
import FoundationEssentials
import Primitives

/// HPKE with X-Wing, HKDF-SHA-256 and ChaCha20-Poly1305 (RFC 9180; draft-ietf-hpke-pq), by swift-crypto.
///
/// The one file that knows swift-crypto: libsodium has X-Wing from 1.0.22, which no stable distribution ships yet.
///
/// The exception to the rule that secrets stand in ``SecretBytes``: swift-crypto takes a seed and gives a file key as
/// `Data`. Ours are erased where they stand, as best we can; the copies that swift-crypto and BoringSSL make of a seed
/// live until the call returns and are freed as ordinary memory.
enum HybridKEM {
  static let publicKeyCount = 1184 + 32
  static let encapsulationCount = 1088 + 32

  private static let suite = HPKE.Ciphersuite(kem: .XWingMLKEM768X25519, kdf: .HKDF_SHA256, aead: .chaChaPoly)
  private static let info = Data("age-encryption.org/mlkem768x25519".utf8)

  static func publicKey(ofSeed seed: borrowing SecretBytes) -> [UInt8] {
    [UInt8](privateKey(seed).publicKey.rawRepresentation)
  }

  /// The encapsulation, and the file key under the key that it encapsulates.
  ///
  /// - Throws: `.recipient` for what is no public key.
  static func seal(
    _ fileKey: borrowing SecretBytes, to publicKey: [UInt8]
  ) throws(AgeError) -> (encapsulation: [UInt8], body: [UInt8]) {
    var plaintext = data(fileKey)
    defer { erase(&plaintext) }
    do {
      let key = try XWingMLKEM768X25519.PublicKey(rawRepresentation: publicKey)
      var sender = try HPKE.Sender(recipientKey: key, ciphersuite: suite, info: info)
      return ([UInt8](sender.encapsulatedKey), [UInt8](try sender.seal(plaintext)))
    } catch {
      throw AgeError(.recipient, "this post-quantum recipient can't be sealed to")
    }
  }

  /// The file key, or nil where it was sealed to another key.
  ///
  /// - Throws: `.header` for an encapsulation that is none, which is found out before any key is compared.
  static func open(
    _ body: [UInt8], encapsulation: [UInt8], seed: borrowing SecretBytes
  ) throws(AgeError) -> SecretBytes? {
    let key = privateKey(seed)
    var recipient: HPKE.Recipient
    do {
      recipient = try HPKE.Recipient(
        privateKey: key, ciphersuite: suite, info: info, encapsulatedKey: Data(encapsulation))
    } catch {
      throw AgeError(.header, "the encapsulation of a stanza of type \"\(HybridRecipient.stanzaType)\" is malformed")
    }
    // ML-KEM rejects implicitly: a stanza for somebody else gives another key, and is found out only here.
    guard var plaintext = try? recipient.open(body) else { return nil }
    defer { erase(&plaintext) }
    return SecretBytes(count: plaintext.count) { bytes in
      for index in plaintext.indices { bytes[index] = plaintext[index] }
    }
  }

  private static func privateKey(_ seed: borrowing SecretBytes) -> XWingMLKEM768X25519.PrivateKey {
    var representation = data(seed)
    defer { erase(&representation) }
    do {
      return try XWingMLKEM768X25519.PrivateKey(seedRepresentation: representation, publicKey: nil)
    } catch {
      // Any 32 bytes are a seed, and whoever makes an identity has checked that there are 32.
      preconditionFailure("swift-crypto refused a seed of 32 bytes")
    }
  }

  private static func data(_ secret: borrowing SecretBytes) -> Data {
    secret.withBytes { bytes in
      var data = Data(count: bytes.count)
      for index in bytes.indices { data[index] = bytes[index] }
      return data
    }
  }

  private static func erase(_ data: inout Data) {
    data.resetBytes(in: data.indices)
  }
}
