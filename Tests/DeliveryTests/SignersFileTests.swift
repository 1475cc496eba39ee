import Delivery
import Files
import Foundation
import Primitives
import Sealing
import Testing

@Suite struct SignersFileTests {
  private let folder: TemporaryFolder

  /// As the kubelet mounts a ConfigMap.
  init() throws {
    folder = try TemporaryFolder()
    try folder.makeFolder("signers/..1")
    try folder.write("signers/..1/allowed_signers", "alice")
    try folder.link("signers/..data", to: "..1")
    try folder.link("signers/allowed_signers", to: "..data/allowed_signers")
  }

  private var path: String { folder.at("signers/allowed_signers") }
  private func pin(_ text: String) -> String { "@sha256:\(Hex.encode(SHA256.hash(Array(text.utf8).span)))" }

  @Test func `the pinned list is read through the kubelet's links`() throws {
    #expect(try SignersFile(parsing: path + pin("alice")).read() == Array("alice".utf8))
  }

  @Test func `another list is refused, with the digest that it has`() throws {
    let error = #expect(throws: SealError(.pin, "")) { try SignersFile(parsing: path + pin("mallory")).read() }
    #expect(error?.reason.contains(pin("alice").dropFirst()) == true)
  }

  @Test(arguments: ["", "@sha256:", "@sha256:12", "@sha512:12", "@", "@sha256:" + String(repeating: "A", count: 64)])
  func `without a whole pin no list from elsewhere is taken`(pin: String) throws {
    #expect(throws: SealError(.usage, "")) { try SignersFile(parsing: path + pin) }
  }

  @Test(arguments: [
    "rm ..1/allowed_signers", "ln -sf /etc/passwd ..1/allowed_signers", "rm -r ..1",
    "truncate -s 1048577 ..1/allowed_signers",
  ])
  func `a list that isn't there, is a link or is too large is a broken policy (row 55)`(command: String) throws {
    #expect(try Files.Process.run("/bin/sh", ["-c", "cd \(folder.at("signers")) && \(command)"]).status == 0)
    #expect(throws: SealError(.policy, "")) { try SignersFile(parsing: path + pin("alice")).read() }
  }

  @Test func `the program takes it in the place of the list beside the identity, which need not be there (row 9)`()
    throws
  {
    let program = try UnsealProgram()
    try program.seal("app", ["a": "1"])
    let list = "a ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFsZDQ5uPbxhhh1rKbYLcJGMmoZ9aRKPRqFTgRX0PKIm\n"
    try folder.write("signers/..1/allowed_signers", list)
    try program.folder.link("keys/allowed_signers", to: "/etc/passwd")
    let words = program.arguments.filter { $0 != "--allow-unsigned" } + ["app", "--signers"]
    // The file is unsigned: so far it comes, and no further.
    let pinned = try program.run(words: words + [path + pin(list)])
    #expect(pinned.status == 11, "\(pinned.stderr)")
    #expect(try program.run(words: words + [path + pin("mallory")]).status == 19)
    #expect(try program.run(words: words + [path]).status == 64)
    let both = try program.run(["app", "--signers", path + pin(list)])
    #expect(both.status == 16)
    #expect(both.stderr.contains("--allow-unsigned beside a signers file contradicts itself"))
  }
}
