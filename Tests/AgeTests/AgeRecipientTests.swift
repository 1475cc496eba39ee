import Primitives
import Testing

@testable import Age

@Suite struct AgeRecipientTests {
  @Test func `the specification's own keys belong together`() throws {
    let classic = try AgeIdentity(
      parsing: bytes("AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX").span)
    #expect(classic.recipient.text == "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj")
    let hybrid = try AgeIdentity(
      parsing: bytes("AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR").span)
    let text = hybrid.recipient.text
    #expect(text.hasPrefix("age1pq1x34nzsvr0rxjsgdn8zgyhfe8j7ceq5r9rdelkj"))
    #expect(text.utf8.count == 1959)
    let digest = SHA256.hash(bytes(text).span)
    #expect(hex(digest) == "a091dd7e0ee9d62b75173dcc98441a0424baa941e66a8776e570a4ae60ff61ea")
    #expect(try AgeRecipient(parsing: text) == hybrid.recipient)
  }

  @Test func `a recipient is what it was before it was written`() throws {
    for postQuantum in [false, true] {
      for _ in 0..<(postQuantum ? 5 : 200) {
        let recipient = AgeIdentity.generate(postQuantum: postQuantum).recipient
        #expect(recipient.isPostQuantum == postQuantum)
        #expect(try AgeRecipient(parsing: recipient.text) == recipient)
      }
    }
  }

  @Test func `an ssh recipient has OpenSSH's fingerprint and loses its comment`() throws {
    let text = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"
    let recipient = try AgeRecipient(parsing: text + " some one@github.com")
    #expect(recipient.text == text)
    #expect(recipient.fingerprint == "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU")
    #expect(!recipient.isPostQuantum)
  }

  @Test func `the fingerprint of an age recipient is that of its text`() throws {
    let recipient = try AgeRecipient(parsing: "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj")
    // printf age1zv... | openssl dgst -sha256 -binary | base64
    #expect(recipient.fingerprint == "SHA256:aoBHc5goQPp+rjhHB5pTsLFA1ngTDcaPHH9yteUIDU8")
  }

  @Test(arguments: [
    "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX",
    "age-secret-key-1gfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpq4egaex",
    "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR",
    "AGE-PLUGIN-YUBIKEY-1QQQQQQQQQQQQQQQQ", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXkt",
  ])
  func `a secret pasted where a recipient belongs is refused and never quoted (row 67)`(text: String) throws {
    let error = try #require(refusal { () throws(AgeError) in try AgeRecipient(parsing: text) })
    #expect(error.code == .recipient)
    #expect(!error.reason.uppercased().contains("GFPYY") && !error.reason.uppercased().contains("XX76J"))
    #expect(!error.reason.contains("QQQQ") && !error.reason.contains("b3Blb"))
    #expect(error.reason.contains("identity") || error.reason.contains("private key"))
  }

  @Test(arguments: ["yubikey", "tag", "tagpq", "a.b", "a+b-c_d"])
  func `a plugin's recipient is refused by its name`(name: String) throws {
    let text = Bech32.encode([1, 2, 3].span, prefix: "age1" + name)
    let error = try #require(refusal { () throws(AgeError) in try AgeRecipient(parsing: text) })
    #expect(error.code == .recipient)
    #expect(error.reason.contains("age-plugin-\(name)") && error.reason.contains("not supported"))
  }

  @Test(arguments: ["../x", "a/b", "", "a\\b", "a$b", "a;b"])
  func `what is no name of a plugin is not repeated (row 40)`(name: String) throws {
    let text = Bech32.encode([1, 2, 3].span, prefix: "age1" + name)
    let error = try #require(refusal { () throws(AgeError) in try AgeRecipient(parsing: text) })
    #expect(error.code == .recipient)
    #expect(!error.reason.contains("age-plugin-"))
  }

  @Test func `a plugin's name with NUL is refused (row 40)`() {
    #expect(refusal { () throws(AgeError) in try AgeRecipient(parsing: "age1a\u{0}b1qqqqqqqqqq") }?.code == .recipient)
  }

  @Test(arguments: [
    ("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC", "ssh-rsa"), ("ecdsa-sha2-nistp256 AAAA", "ssh-ed25519"),
    ("sk-ssh-ed25519@openssh.com AAAA", "hardware"), ("ssh-dss AAAA", "ssh-ed25519"),
    ("AGE1ZVKYG2LQZRAA2LNJVQEJ32NKUU0UES2S82HZRYE869XEEXVN73EQUNUJWJ", "lower case"), ("", "age1"), ("hello", "age1"),
    ("github:someone", "age1"), (" age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj", "age1"),
  ])
  func `other things are refused with a reason`(text: String, mention: String) throws {
    let error = try #require(refusal { () throws(AgeError) in try AgeRecipient(parsing: text) })
    #expect(error.code == .recipient)
    #expect(error.reason.contains(mention))
  }

  @Test(arguments: [
    "ssh-ed25519 ", "ssh-ed25519 !!!!",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKI=",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJlAAAA",
    "ssh-ed25519 AAAAB3NzaC1yc2EAAAADAQABAAAAgQC",
    "ssh-ed25519  AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl",
  ])
  func `a malformed ssh key is refused`(text: String) {
    #expect(refusal { () throws(AgeError) in try AgeRecipient(parsing: text) }?.code == .recipient)
  }

  @Test func `an ssh key of small order is refused (row 29)`() throws {
    for low: UInt8 in [0, 1] {
      let key = [low] + [UInt8](repeating: 0, count: 31)
      #expect(refusal { () throws(AgeError) in try SSHEd25519Recipient(publicKey: key) }?.code == .recipient)
    }
  }

  @Test func `an X25519 key of small order is refused, alone or in a hybrid (row 28)`() throws {
    let hybrid = AgeIdentity.generate(postQuantum: true).recipient
    guard case .hybrid(let whole) = hybrid else { return }
    for low: UInt8 in [0, 1] {
      let key = [low] + [UInt8](repeating: 0, count: 31)
      let text = Bech32.encode(key.span, prefix: "age")
      #expect(refusal { () throws(AgeError) in try AgeRecipient(parsing: text) }?.code == .recipient)
      let mixedKey = Array(whole.publicKey.dropLast(32)) + key
      let mixed = Bech32.encode(mixedKey.span, prefix: "age1pq")
      let error = try #require(refusal { () throws(AgeError) in try AgeRecipient(parsing: mixed) })
      #expect(error.code == .recipient && error.reason.contains("small order"))
    }
  }

  @Test func `a hybrid recipient with a coefficient out of range is refused`() throws {
    guard case .hybrid(let whole) = AgeIdentity.generate(postQuantum: true).recipient else { return }
    var key = whole.publicKey
    // 3329, the modulus, as the first coefficient, then as the second.
    (key[0], key[1]) = (0x01, key[1] & 0xF0 | 0x0D)
    #expect(refusal { () throws(AgeError) in try HybridRecipient(publicKey: key) }?.code == .recipient)
    key = whole.publicKey
    (key[1], key[2]) = (key[1] & 0x0F | 0x10, 0xD0)
    #expect(refusal { () throws(AgeError) in try HybridRecipient(publicKey: key) }?.code == .recipient)
    // 3328 is in range.
    (key[1], key[2]) = (key[1] & 0x0F, 0xD0)
    #expect(refusal { () throws(AgeError) in try HybridRecipient(publicKey: key) } == nil)
  }

  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
}
