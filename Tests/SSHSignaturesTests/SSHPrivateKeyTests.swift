import Primitives
import SSHSignatures
import TestSupport
import Testing

@Suite struct SSHPrivateKeyTests {
  /// A key file of which every field can be wrong.
  private struct KeyFile {
    var magic = Array("openssh-key-v1\0".utf8)
    var cipher = "none"
    var kdf = "none"
    var options: [UInt8] = []
    var keys: UInt32 = 1
    var outer: [UInt8]
    var checks: [UInt32] = [7, 7]
    var type = "ssh-ed25519"
    var point: [UInt8]
    var secret: [UInt8]
    var comment = Array("alice@example.com".utf8)
    var padding: [UInt8]?
    var leftOver: [UInt8] = []

    init(type: String = "ssh-ed25519", tail: [UInt8] = []) {
      point = Ed25519.publicKey(ofSeed: countedSeed())
      outer = wire(Array(type.utf8)) + wire(point) + tail
      secret = Array(0..<32) + point
    }

    var blob: [UInt8] {
      var inner = checks.flatMap(number) + wire(Array(type.utf8)) + wire(point) + wire(secret) + wire(comment)
      inner += padding ?? (0..<((8 - inner.count % 8) % 8)).map { UInt8($0 + 1) }
      return magic + wire(Array(cipher.utf8)) + wire(Array(kdf.utf8)) + wire(options) + number(keys) + wire(outer)
        + wire(inner) + leftOver
    }

    var text: String {
      var base64 = Base64.encode(blob.span, padding: .required)[...]
      var lines: [String] = []
      while !base64.isEmpty {
        lines.append(String(decoding: base64.prefix(70), as: UTF8.self))
        base64 = base64.dropFirst(70)
      }
      return (["-----BEGIN OPENSSH PRIVATE KEY-----"] + lines + ["-----END OPENSSH PRIVATE KEY-----", ""])
        .joined(separator: "\n")
    }
  }

  private static func key(_ text: String) throws(SSHError) -> SSHPrivateKey {
    try SSHPrivateKey(parsing: Array(text.utf8).span)
  }

  private func refusal(_ change: (inout KeyFile) -> Void) throws -> SSHError {
    var file = KeyFile()
    change(&file)
    return try #require(#expect(throws: SSHError.self) { try Self.key(file.text) })
  }

  private func isCounted(_ seed: SharedSecret) -> Bool {
    seed.bytes.constantTimeEquals(countedSeed())
  }

  private func isPrivateKey(_ text: String) -> Bool {
    SSHPrivateKey.isPrivateKey(Array(text.utf8).span)
  }

  @Test func `a key is read with its seed, its comment and its public half`() throws {
    let key = try Self.key(KeyFile().text)
    #expect(key.publicKey.bytes == Ed25519.publicKey(ofSeed: countedSeed()))
    #expect(isCounted(key.seed))
    #expect(key.comment == "alice@example.com")
  }

  @Test func `line ends and blanks around the block do not matter`() throws {
    let text = KeyFile().text
    for text in [
      text.replacing("\n", with: "\r\n"), "\n  " + text + "\n\n", String(text.dropLast()),
      text.replacing("\n", with: "").replacing("KEY-----b", with: "KEY-----\nb"),
    ] {
      #expect(try Self.key(text).comment == "alice@example.com")
    }
  }

  @Test func `every length of comment, and so of padding, is read`() throws {
    for count in 0...40 {
      var file = KeyFile()
      file.comment = Array(repeating: 0x61, count: count)
      #expect(try Self.key(file.text).comment.count == count)
    }
  }

  @Test func `broken keys are refused`() throws {
    let changes: [(inout KeyFile) -> Void] = [
      { $0.magic[13] = 0x32 }, { $0.keys = 0 }, { $0.keys = 2 }, { $0.checks = [7, 8] }, { $0.checks = [7] },
      { $0.type = "ssh-rsa" }, { $0.point[0] ^= 1 }, { $0.secret[0] ^= 1 }, { $0.secret[63] ^= 1 },
      { $0.secret.removeLast() }, { $0.secret.append(0) }, { $0.outer[20] ^= 1 }, { $0.outer.removeLast() },
      { $0.outer.append(0) }, { $0.padding = [1, 2, 3, 5] }, { $0.padding = [0, 0, 0, 0] }, { $0.padding = [] },
      { $0.padding = [1, 2] },
      { $0.padding = [1, 2, 3, 4, 5, 6, 7] + [0] }, { $0.leftOver = [0] },
    ]
    for (index, change) in changes.enumerated() {
      #expect(try refusal(change).code == .key, "change \(index)")
    }
    // The public half of another key, everywhere: signing with it would give the seed away.
    let other = Ed25519.publicKey(ofSeed: SecretBytes(zeros: 32))
    let error = try refusal {
      $0.point = other
      $0.secret = Array(0..<32) + other
      $0.outer = wire(Array("ssh-ed25519".utf8)) + wire(other)
    }
    #expect(error.code == .key)
  }

  @Test func `a text that is cut or altered is refused`() throws {
    let text = KeyFile().text
    for text in [
      "", "ssh", String(text.dropLast(2)), text.replacing("=", with: ""), text.replacing("b3Bl", with: "b3 l"),
      text.replacing("BEGIN OPENSSH", with: "BEGIN  OPENSSH").replacing("PRIVATE", with: "SECRET"),
      "-----BEGIN OPENSSH PRIVATE KEY-----", "-----BEGIN OPENSSH PRIVATE KEY-----\n-----END OPENSSH PRIVATE KEY-----\n",
      "-----BEGIN OPENSSH PRIVATE KEY-----END OPENSSH PRIVATE KEY-----", text + text, "x" + text,
      "AGE-SECRET-KEY-1QQQQ\n", (try SSHPublicKey(blob: KeyFile().outer)).line(),
    ] {
      #expect(throws: SSHError(.key, "")) { try Self.key(text) }
    }
  }

  @Test func `a key under a passphrase says whose it is`() throws {
    let error = try refusal {
      $0.cipher = "aes256-ctr"
      $0.kdf = "bcrypt"
    }
    #expect(error.code == .encryptedKey)
    #expect(error.publicKey?.bytes == Ed25519.publicKey(ofSeed: countedSeed()))
    #expect(try refusal { $0.kdf = "bcrypt" }.code == .encryptedKey)
    #expect(try refusal { $0.options = [0] }.code == .encryptedKey)
  }

  @Test func `a token's key says whose it is`() throws {
    let file = KeyFile(type: "sk-ssh-ed25519@openssh.com", tail: wire(Array("ssh:".utf8)))
    let error = try #require(#expect(throws: SSHError.self) { try Self.key(file.text) })
    #expect(error.code == .unsupportedKey)
    #expect(error.publicKey?.kind == .securityKeyEd25519(application: Array("ssh:".utf8)))
  }

  @Test(arguments: [
    "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n",
    "-----BEGIN PRIVATE KEY-----\nMC4C\n-----END PRIVATE KEY-----\n",
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\r\nMC4C\r\n-----END ENCRYPTED PRIVATE KEY-----\r\n",
    "PuTTY-User-Key-File-3: ssh-ed25519\n",
  ])
  func `private keys in other formats are named as such`(text: String) {
    #expect(throws: SSHError(.unsupportedKey, "")) { try Self.key(text) }
  }

  @Test func `a private key of any kind is told from other files`() throws {
    let private_ = [KeyFile().text, "\n" + KeyFile().text, "-----BEGIN RSA PRIVATE KEY-----\r\nMIIE"]
    let others = [
      "", "AGE-SECRET-KEY-1QQQQ\n", "-----BEGIN AGE ENCRYPTED FILE-----\n", "# PRIVATE KEY-----\n", "ssh-ed25519",
    ]
    for text in private_ { #expect(isPrivateKey(text)) }
    for text in others { #expect(!isPrivateKey(text)) }
  }

  @Test func `the keys that ssh-keygen makes are read, or refused for what they are`() throws {
    let tool = try Tool()
    try tool.generateKey("plain")
    try tool.generateKey("locked", passphrase: "correct horse")
    try tool.generateKey("rsa", type: "rsa")
    try tool.generateKey("ecdsa", type: "ecdsa")
    let plain = try tool.read("plain")
    let key = try SSHPrivateKey(parsing: plain.span)
    #expect(key.publicKey == (try SSHPublicKey(line: String(decoding: try tool.read("plain.pub"), as: UTF8.self))))
    #expect(key.comment == "plain@example.com")
    let locked = try tool.read("locked")
    let error = #expect(throws: SSHError.self) { try SSHPrivateKey(parsing: locked.span) }
    #expect(error?.code == .encryptedKey)
    #expect(error?.publicKey == (try SSHPublicKey(line: String(decoding: try tool.read("locked.pub"), as: UTF8.self))))
    for name in ["rsa", "ecdsa"] {
      let file = try tool.read(name)
      #expect(throws: SSHError(.unsupportedKey, "")) { try SSHPrivateKey(parsing: file.span) }
    }
  }

  @Test func `1,000 key files with a random byte changed are refused, or the same key`() throws {
    var random = SeededGenerator()
    let good = KeyFile()
    let blob = good.blob
    var survivors = 0
    for _ in 0..<1_000 {
      var changed = blob
      changed[Int.random(in: 0..<blob.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
      let text =
        "-----BEGIN OPENSSH PRIVATE KEY-----\n"
        + String(decoding: Base64.encode(changed.span, padding: .required), as: UTF8.self)
        + "\n-----END OPENSSH PRIVATE KEY-----\n"
      guard let key = try? Self.key(text) else { continue }
      // The comment is all that nothing vouches for.
      #expect(key.publicKey.blob == good.outer && isCounted(key.seed))
      survivors += 1
    }
    #expect(survivors < 200)
  }
}
