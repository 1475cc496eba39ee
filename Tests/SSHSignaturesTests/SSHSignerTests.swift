import Foundation
import Primitives
import SSHSignatures
import TestSupport
import Testing

/// Both ways with the real `ssh-keygen`.
@Suite struct SSHSignerTests {
  private static let namespace = "seal-v1@sealed-manifests.dev"

  private static func publicKey(_ tool: Tool, _ name: String) throws -> SSHPublicKey {
    try SSHPublicKey(line: String(decoding: try tool.read(name + ".pub"), as: UTF8.self))
  }

  /// Whether `ssh-keygen -Y verify` takes the signature for one by that key.
  private static func isGood(
    _ signature: SSHSignature, of message: [UInt8], by key: SSHPublicKey, namespace: String = namespace,
    _ tool: Tool
  ) throws -> Bool {
    try tool.write("signers", Array("alice@example.com namespaces=\"\(namespace)\" \(key.line())\n".utf8))
    try tool.write("signature", signature.armored)
    return try tool.run(
      "ssh-keygen", "-Y", "verify", "-f", "signers", "-I", "alice@example.com", "-n", namespace, "-s", "signature",
      input: message) == 0
  }

  private static let messages: [[UInt8]] = [
    [], Array("message\n".utf8), [0, 255, 10, 13], Array(repeating: 7, count: 200_000),
  ]

  @Test func `ssh-keygen verifies what we sign`() throws {
    let tool = try Tool()
    try tool.generateKey("alice")
    let signer = try SigningKey.signer(file: tool.path("alice"))
    #expect(signer is PrivateKeySigner)
    for message in Self.messages {
      let signature = try signer.sign(message.span, namespace: Self.namespace)
      #expect(try signature.verify(message.span, namespace: Self.namespace) == signer.publicKey)
      #expect(try Self.isGood(signature, of: message, by: signer.publicKey, tool))
      #expect(try !Self.isGood(signature, of: message + [0], by: signer.publicKey, tool))
    }
  }

  @Test func `ssh-keygen and we sign alike, byte for byte`() throws {
    let tool = try Tool()
    try tool.generateKey("alice")
    let key = try Self.publicKey(tool, "alice")
    let file = try tool.read("alice")
    let mine = PrivateKeySigner(try SSHPrivateKey(parsing: file.span))
    // By the private key's file, and by the public one's with the private beside it.
    for name in ["alice", "alice.pub"] {
      let theirs = KeygenSigner(keyFile: tool.path(name), publicKey: key)
      for message in Self.messages {
        let signature = try theirs.sign(message.span, namespace: Self.namespace)
        #expect(signature == (try mine.sign(message.span, namespace: Self.namespace)))
      }
    }
    #expect(try SigningKey.signer(file: tool.path("alice.pub")) is KeygenSigner)
  }

  @Test func `ssh-keygen verifies a token's signature that we build, and we refuse what it refuses`() throws {
    let tool = try Tool()
    let message = Array("message".utf8)
    for flags: UInt8 in [0x01, 0x05, 0x00] {
      let frame = Frame.token(message, seed: countedSeed(), flags: flags)
      let signature = try SSHSignature(armored: frame.armored.span)
      let key = try SSHPublicKey(blob: frame.publicKey)
      let isMine = (try? signature.verify(message.span, namespace: Frame.namespace)) != nil
      #expect(isMine == (flags & 1 == 1))
      // ssh-keygen leaves the presence of a token's owner to others, and so is no judge of the last one.
      if isMine { #expect(try Self.isGood(signature, of: message, by: key, tool)) }
    }
  }

  @Test(arguments: ["rsa", "ecdsa"])
  func `a signature by a key of another type is refused (row 38)`(type: String) throws {
    let tool = try Tool()
    try tool.generateKey("other", type: type)
    #expect(try tool.run("ssh-keygen", "-Y", "sign", "-n", Self.namespace, "-f", "other", input: [1]) == 0)
    let output = try tool.read("stdout")
    let signature = try SSHSignature(armored: output.span)
    #expect(throws: SSHError(.signature, "")) { try signature.verify([1].span, namespace: Self.namespace) }
    #expect(throws: SSHError(.unsupportedKey, "")) { try SigningKey.signer(file: tool.path("other")) }
    #expect(throws: SSHError(.unsupportedKey, "")) { try SigningKey.signer(file: tool.path("other.pub")) }
  }

  @Test func `sha256 by the real ssh-keygen is refused (row 38)`() throws {
    let tool = try Tool()
    try tool.generateKey("alice")
    #expect(
      try tool.run(
        "ssh-keygen", "-Y", "sign", "-O", "hashalg=sha256", "-n", Self.namespace, "-f", "alice", input: [1]) == 0)
    let output = try tool.read("stdout")
    let signature = try SSHSignature(armored: output.span)
    #expect(throws: SSHError(.signature, "")) { try signature.verify([1].span, namespace: Self.namespace) }
  }

  @Test func `ssh-keygen and we read the same list of signers`() throws {
    let tool = try Tool()
    let key = try SSHPublicKey(blob: Frame.software([], seed: countedSeed()).publicKey)
    let line = key.line()
    for (text, isTrusted) in [
      ("alice@example.com \(line)", true), ("\"alice@example.com\" \(line)", true),
      ("alice@example.com namespaces=\"git,\(Self.namespace)\" \(line)", true),
      ("alice@example.com NAMESPACES=\"\(Self.namespace)\" \(line) a comment", true),
      (" \talice@example.com\t\(line)\r", true), ("# \(line)\nalice@example.com \(line)", true),
      ("alice@example.com namespaces=\"git\" \(line)", false),
      ("alice@example.com namespaces=\"git, \(Self.namespace)\" \(line)", false),
      ("alice@example.com namespaces=\"\(Self.namespace.uppercased())\" \(line)", false),
      ("alice@example.com namespaces=\"\(Self.namespace)\",namespaces=\"git\" \(line)", false),
      ("alice@example.com namespaces=\(Self.namespace) \(line)", false),
      ("alice@example.com \(line.dropLast(4))", false), ("\"alice@example.com \(line)", false),
    ] {
      let ours = try? AllowedSigners(parsing: Array((text + "\n").utf8).span, namespace: Self.namespace).label(of: key)
      #expect((ours != nil) == isTrusted, "\(text)")
      try tool.write("list", Array((text + "\n").utf8))
      try tool.write("signature", Frame.software([1], seed: countedSeed()).armored)
      let status = try tool.run(
        "ssh-keygen", "-Y", "verify", "-f", "list", "-I", "alice@example.com", "-n", Self.namespace, "-s", "signature",
        input: [1])
      #expect((status == 0) == isTrusted, "\(text)")
    }
  }

  @Test func `a key under a passphrase signs through ssh-keygen, which asks for it`() async throws {
    let tool = try Tool()
    try tool.generateKey("locked", passphrase: "correct horse")
    try tool.write("answer", Array("#!/bin/sh\necho correct horse\n".utf8))
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: tool.path("answer"))
    let folder = tool.folder
    await #expect(processExitsWith: .success) { [folder = folder as URL] in
      setEnvironment("SSH_ASKPASS", folder.appending(path: "answer").path)
      setEnvironment("SSH_ASKPASS_REQUIRE", "force")
      let signer = try SigningKey.signer(file: folder.appending(path: "locked").path)
      #expect(signer is KeygenSigner)
      let signature = try signer.sign([1].span, namespace: "a")
      #expect(try signature.verify([1].span, namespace: "a") == signer.publicKey)
      // The wrong answer.
      setEnvironment("SSH_ASKPASS", "/bin/false")
      #expect(throws: SSHError(.signing, "")) { try signer.sign([1].span, namespace: "a") }
    }
  }

  @Test func `the agent's first ed25519 key signs, and a public key's file finds its other half there`() async throws {
    let tool = try Tool()
    try tool.generateKey("rsa", type: "rsa")
    try tool.generateKey("alice")
    try tool.generateKey("bob")
    let socket = tool.path("agent")
    #expect(try tool.run("ssh-agent", "-a", socket) == 0)
    let agent = String(decoding: try tool.read("stdout"), as: UTF8.self)
      .components(separatedBy: "SSH_AGENT_PID=")[1].prefix { $0.isNumber }
    defer { _ = try? tool.run("ssh-agent", "-k", environment: ["SSH_AGENT_PID=\(agent)"]) }
    for name in ["rsa", "alice", "bob"] {
      #expect(try tool.run("ssh-add", "-q", name, environment: ["SSH_AUTH_SOCK=\(socket)"]) == 0)
    }
    let (alice, bob) = (try Self.publicKey(tool, "alice").line(), try Self.publicKey(tool, "bob").line())
    try FileManager.default.removeItem(atPath: tool.path("alice"))
    try FileManager.default.removeItem(atPath: tool.path("bob"))
    let folder = tool.folder
    await #expect(processExitsWith: .success) {
      [folder = folder as URL, alice = alice as String, bob = bob as String] in
      setEnvironment("SSH_AUTH_SOCK", folder.appending(path: "agent").path)
      setEnvironment("TMPDIR", folder.path)
      let first = try #require(SSHAgent.firstEd25519Key())
      #expect(first.line() == alice)
      let before = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      for signer in [
        KeygenSigner(agentKey: first), try SigningKey.signer(gitSigningKey: bob),
        try SigningKey.signer(gitSigningKey: "key::" + bob),
        try SigningKey.signer(gitSigningKey: folder.appending(path: "alice.pub").path),
      ] as [any SSHSigner] {
        let signature = try signer.sign([1].span, namespace: "a")
        #expect(try signature.verify([1].span, namespace: "a") == signer.publicKey)
      }
      // A key that the agent doesn't hold.
      let other = KeygenSigner(agentKey: try SSHPublicKey(blob: Frame.software([], seed: countedSeed()).publicKey))
      #expect(throws: SSHError(.signing, "")) { try other.sign([1].span, namespace: "a") }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == before.sorted())
    }
  }

  @Test func `without an agent there is no first key`() async {
    await #expect(processExitsWith: .success) {
      setEnvironment("SSH_AUTH_SOCK", "/nowhere")
      #expect(SSHAgent.firstEd25519Key() == nil)
    }
  }

  /// What stands in for `ssh-keygen`: it prints the file `returned` and ends with the status in the file `status`.
  private static let double = """
    #!/bin/sh
    cat >/dev/null
    cat "${0%/*}/returned"
    exit "$(cat "${0%/*}/status")"

    """

  @Test func `what ssh-keygen returns is not believed`() async throws {
    let tool = try Tool()
    try tool.write("ssh-keygen", Array(Self.double.utf8))
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: tool.path("ssh-keygen"))
    let folder = tool.folder
    await #expect(processExitsWith: .success) { [folder = folder as URL] in
      setEnvironment("PATH", folder.path + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? ""))
      let message = Array("message".utf8)
      let key = try SSHPublicKey(blob: Frame.software([], seed: countedSeed()).publicKey)
      let signer = KeygenSigner(keyFile: "/dev/null", publicKey: key)
      func sign(_ returned: [UInt8], status: Int32 = 0) throws -> SSHSignature {
        try Data(returned).write(to: folder.appending(path: "returned"))
        try Data("\(status)".utf8).write(to: folder.appending(path: "status"))
        return try signer.sign(message.span, namespace: Frame.namespace)
      }
      let good = Frame.software(message, seed: countedSeed()).armored
      #expect(try sign(good).armored == good)
      for bad in [
        [], Array("Signing data\n".utf8), good + [0x0A], Frame.software(message + [0], seed: countedSeed()).armored,
        Frame.software(message, seed: countedSeed(), change: { $0.namespace = [0x61] }).armored,
        Frame.software(message, seed: SecretBytes(zeros: 32)).armored,
        Frame.token(message, seed: countedSeed()).armored,
      ] {
        #expect(throws: SSHError(.signing, "")) { try sign(bad) }
      }
      #expect(throws: SSHError(.signing, "")) { try sign(good, status: 1) }
      setEnvironment("PATH", folder.path)
      #expect(throws: SSHError(.signing, "")) { try sign(good) }
    }
  }

  @Test func `a file that holds no key is refused without its text`() throws {
    let tool = try Tool()
    try tool.write("empty", [])
    try tool.write("identity", Array("AGE-SECRET-KEY-1QQQQ\n".utf8))
    for (name, code) in [("empty", SSHError.Code.key), ("identity", .key), ("missing", .signing)] {
      let error = #expect(throws: SSHError.self) { try SigningKey.signer(file: tool.path(name)) }
      #expect(error?.code == code)
      #expect(error?.reason.contains("AGE-") == false)
    }
  }

  @Test func `1,000 random messages verify as themselves and as nothing else`() throws {
    var random = SeededGenerator()
    for _ in 0..<1_000 {
      let seed = SecretBytes(copying: random.bytes(32...32).span)
      let message = random.bytes(1...300)
      let frame = Frame.software(message, seed: seed)
      let signature = try SSHSignature(armored: frame.armored.span)
      #expect(try signature.verify(message.span, namespace: Frame.namespace).blob == frame.publicKey)
      var other = message
      other[Int.random(in: 0..<other.count, using: &random)] ^= 1 << Int.random(in: 0..<8, using: &random)
      #expect(throws: SSHError(.signature, "")) { try signature.verify(other.span, namespace: Frame.namespace) }
    }
  }
}
