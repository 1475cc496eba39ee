import Foundation
import Primitives
import Testing

@testable import Age

/// Against the reference implementation, both ways. What isn't installed is said, never passed over in silence.
@Suite struct InteroperationTests {
  private static let age = find("age")
  private static let keygen = find("age-keygen")

  private static func find(_ name: String) -> URL? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.map { URL(filePath: String($0)).appending(path: name) }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  /// Runs a program and gives its output; nil where it failed.
  private func run(_ program: URL, _ arguments: [String], input: [UInt8] = []) throws -> [UInt8]? {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let source = folder.appending(path: "in")
    let sink = folder.appending(path: "out")
    try Data(input).write(to: source)
    try Data().write(to: sink)
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.standardInput = try FileHandle(forReadingFrom: source)
    process.standardOutput = try FileHandle(forWritingTo: sink)
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? [UInt8](try Data(contentsOf: sink)) : nil
  }

  private func withIdentities(
    _ body: (_ folder: URL, _ age: URL, _ identities: [AgeIdentity], _ files: [String]) throws -> Void
  ) throws {
    guard let age = Self.age, let keygen = Self.keygen, let sshKeygen = Self.find("ssh-keygen") else {
      print("skipped: age is not installed")
      return
    }
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }

    var identities: [AgeIdentity] = []
    var files: [String] = []
    for number in 0..<2 {
      let file = try #require(try run(keygen, []))
      let path = folder.appending(path: "age\(number)")
      try Data(file).write(to: path)
      identities += try IdentityFile.parse(file.span)
      files.append(path.path)
    }
    let path = folder.appending(path: "ssh")
    _ = try #require(try run(sshKeygen, ["-q", "-t", "ed25519", "-N", "", "-f", path.path]))
    identities.append(.sshEd25519(try sshIdentity(path)))
    files.append(path.path)
    try body(folder, age, identities, files)
  }

  /// The seed out of an unencrypted OpenSSH key: it stands before a second copy of the public key.
  private func sshIdentity(_ path: URL) throws -> SSHEd25519Identity {
    let recipient = try AgeRecipient(parsing: String(contentsOf: path.appendingPathExtension("pub"), encoding: .utf8))
    guard case .sshEd25519(let key) = recipient else { throw CocoaError(.coderInvalidValue) }
    let lines = try String(contentsOf: path, encoding: .utf8).split(separator: "\n")
    let blob = try #require(Data(base64Encoded: lines.dropFirst().dropLast().joined()))
    let end = try #require(blob.range(of: Data(key.publicKey), options: .backwards)?.lowerBound)
    let identity = SSHEd25519Identity(
      seed: SharedSecret(SecretBytes(copying: [UInt8](blob[(end - 32)..<end]).span)))
    #expect(identity.recipient == key)
    return identity
  }

  @Test func `age opens what was sealed here, and the other way round`() throws {
    try withIdentities { folder, age, identities, files in
      for count in [0, 1, 105, 65_536, 70_000] {
        let plaintext = Random.bytes(count)
        for isArmored in [false, true] {
          // Sealed here to all three; each key opens it there.
          var file = try AgeFile.seal(plaintext.span, to: identities.map(\.recipient))
          if isArmored { file = AgeArmor.encode(file.span) }
          for key in files {
            #expect(try run(age, ["-d", "-i", key], input: file) == plaintext)
          }
          // Sealed there to all three; each key opens it here.
          let recipients = identities.flatMap { ["-r", $0.recipient.text] }
          let theirs = try #require(try run(age, recipients + (isArmored ? ["-a"] : []), input: plaintext))
          for identity in identities {
            let opened = try AgeFile.open(theirs.span, with: [identity]).revealed()
            #expect(opened == plaintext)
          }
        }
      }
      print("evidence: age-interop \(files.count)/\(files.count)")
    }
  }

  @Test func `age-keygen names the recipient of an identity that was made here`() throws {
    guard let keygen = Self.keygen else { return print("skipped: age is not installed") }
    let identity = AgeIdentity.generate(postQuantum: false)
    let recipient = try run(keygen, ["-y"], input: identity.encoded().revealed() + [0x0A])
    #expect(recipient == Array((identity.recipient.text + "\n").utf8))
  }

  @Test func `a post-quantum file is opened by age 1_3, and the other way round`() throws {
    guard let age = Self.age, let keygen = Self.keygen, let file = try run(keygen, ["-pq"]) else {
      return print("skipped: reader age 1.3, which knows post-quantum recipients, is not installed")
    }
    let identity = try #require(try IdentityFile.parse(file.span).first)
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: path) }
    try Data(file).write(to: path)
    let plaintext = Random.bytes(105)
    let ours = try AgeFile.seal(plaintext.span, to: [identity.recipient])
    #expect(try run(age, ["-d", "-i", path.path], input: ours) == plaintext)
    let theirs = try #require(try run(age, ["-r", identity.recipient.text], input: plaintext))
    let opened = try AgeFile.open(theirs.span, with: [identity]).revealed()
    #expect(opened == plaintext)
  }
}
