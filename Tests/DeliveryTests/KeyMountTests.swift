import Delivery
import Files
import Foundation
import Glibc
import Primitives
import Sealing
import Testing

@Suite struct KeyMountTests {
  @Test func `the identity and the signers come from one folder`() throws {
    let folder = try TemporaryFolder()
    try folder.write("identity", "AGE-SECRET-KEY-1")
    try folder.write("allowed_signers", "alice")
    let keys = try KeyMount(opening: folder.path)
    #expect(try keys.signers() == Array("alice".utf8))
    #expect(reveal(SharedSecret(try keys.identity())) == Array("AGE-SECRET-KEY-1".utf8))
    #expect(keys.identityPath == folder.at("identity"))
  }

  @Test(arguments: [true, false])
  func `what isn't there is nil for signers and an error for the identity (row 73)`(isFolder: Bool) throws {
    let folder = try TemporaryFolder()
    let keys = try KeyMount(opening: isFolder ? folder.path : folder.at("absent"))
    #expect(try keys.signers() == nil)
    let error = #expect(throws: SealError(.identity, "")) { _ = try keys.identity() }
    #expect(error?.reason.contains("/identity") == true)
  }

  @Test func `a folder, a pipe, a link and a megabyte are no identity (row 63)`() throws {
    let folder = try TemporaryFolder()
    let keys = try KeyMount(opening: folder.path)
    let path = folder.at("identity")
    for command in ["mkdir \(path)", "mkfifo \(path)", "ln -s /etc/passwd \(path)", "truncate -s 1048577 \(path)"] {
      #expect(try Files.Process.run("/bin/sh", ["-c", command]).status == 0)
      #expect(throws: SealError(.identity, "")) { _ = try keys.identity() }
      #expect(try Files.Process.run("rm", ["-rf", path]).status == 0)
    }
  }

  @Test func `the owner of an identity that every user can read is told of it (row 63)`() throws {
    let folder = try TemporaryFolder()
    try folder.write("identity", "x")
    for (mode, better) in [(0o644, "0400"), (0o440, nil), (0o400, nil)] as [(Int, String?)] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder.at("identity"))
      #expect(try KeyMount(opening: folder.path).betterIdentityMode == better)
    }
  }

  @Test(.enabled(if: geteuid() == 0, "needs to be root"))
  func `an identity that may not be read says who tried (row 59)`() throws {
    let program = try UnsealProgram()
    try program.seal("app", ["a": "1"])
    // The user can't enter every folder that somebody builds in.
    program.path = program.folder.at("unseal")
    // Not by this process: what another test starts meanwhile would hold the copy open for writing.
    #expect(try Files.Process.run("cp", [UnsealProgram.path, program.path]).status == 0)
    for command in [["chmod", "755", program.folder.path], ["chmod", "600", program.folder.at("keys/identity")]] {
      #expect(try Files.Process.run(command[0], Array(command.dropFirst())).status == 0)
    }
    let user = ["setpriv", "--reuid", "65532", "--regid", "65532", "--clear-groups"]
    let outcome = try program.run(["app"], wrapper: user)
    #expect(outcome.status == 17)
    #expect(outcome.stderr.contains("/keys/identity\": permission denied, as uid 65532 and gid 65532\nunseal: hint: "))
  }
}
