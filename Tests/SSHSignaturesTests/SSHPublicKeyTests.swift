import Primitives
import SSHSignatures
import Testing

@Suite struct SSHPublicKeyTests {
  private static let line = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAph9s8XjJz5RcWqgJZzYX0is7dIE5N9uPGruPFNkMYu"

  @Test(arguments: [line, line + " alice@example.com", line + " two words\r\n", " \t" + line + "\n"])
  func `a line is read whatever its comment, and written without it`(line: String) throws {
    let key = try SSHPublicKey(line: line)
    #expect(key.kind == .ed25519)
    #expect(key.bytes.count == 32)
    #expect(key.line() == Self.line)
    #expect(key.line(comment: "alice") == Self.line + " alice")
  }

  @Test(
    arguments: [
      ("", SSHError.Code.key), ("ssh-ed25519", .key), ("alice", .key), (line + " a\n" + line, .key),
      (line.replacing("ssh-ed25519 ", with: "ssh-rsa "), .key),
      (line.replacing("ssh-ed25519 ", with: "namespaces=\"a\" ssh-ed25519 "), .key), (line + "=", .key),
      (String(line.dropLast(4)), .key), ("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ==", .unsupportedKey),
      ("-----BEGIN OPENSSH PRIVATE KEY-----", .key), ("AGE-SECRET-KEY-1QQQQ", .key),
    ])
  func `what is no ed25519 key is refused`(line: String, code: SSHError.Code) {
    let error = #expect(throws: SSHError.self) { try SSHPublicKey(line: line) }
    #expect(error?.code == code)
  }

  @Test func `a blob is exactly one key`() throws {
    let type = wire(Array("ssh-ed25519".utf8))
    let point = Ed25519.publicKey(ofSeed: countedSeed())
    let tokenType = wire(Array("sk-ssh-ed25519@openssh.com".utf8))
    #expect(try SSHPublicKey(blob: type + wire(point)).bytes == point)
    #expect(try SSHPublicKey(blob: tokenType + wire(point) + wire([])).kind == .securityKeyEd25519(application: []))
    for blob in [
      [], type, type + wire(point) + [0], type + wire(point.dropLast()), type + wire(point + [0]),
      type + wire(point) + wire(Array("ssh:".utf8)), tokenType + wire(point), tokenType + wire(point) + wire([]) + [0],
      tokenType + wire(point) + [0, 0, 0, 1], [0xFF, 0xFF, 0xFF, 0xFF] + type, Array((type + wire(point)).dropLast()),
    ] {
      #expect(throws: SSHError(.key, "")) { try SSHPublicKey(blob: blob) }
    }
    #expect(throws: SSHError(.unsupportedKey, "")) { try SSHPublicKey(blob: wire([]) + wire(point)) }
  }

  @Test func `the fingerprint and the line are those of ssh-keygen`() throws {
    let tool = try Tool()
    try tool.generateKey("alice")
    let key = try SSHPublicKey(line: String(decoding: try tool.read("alice.pub"), as: UTF8.self))
    #expect(try tool.run("ssh-keygen", "-l", "-f", "alice.pub") == 0)
    #expect(String(decoding: try tool.read("stdout"), as: UTF8.self).contains(" \(key.fingerprint) "))
    #expect(
      key.line(comment: "alice@example.com") + "\n" == String(decoding: try tool.read("alice.pub"), as: UTF8.self))
  }
}
