import Files
import Foundation
import Testing

/// `unseal install`, run as the real program.
@Suite struct InstallTests {
  private let program: UnsealProgram

  init() throws {
    program = try UnsealProgram()
    try program.folder.makeFolder("bin")
  }

  private func install(_ words: String..., wrapper: [String] = []) throws -> UnsealProgram.Outcome {
    try program.run(words: ["install"] + words, wrapper: wrapper)
  }

  @Test func `the program is there, whole, for everybody to run, whatever the umask (row 62)`() throws {
    for _ in 1...2 {
      let outcome = try install(program.folder.at("bin"), wrapper: ["sh", "-c", "umask 077; exec \"$@\"", "sh"])
      #expect(outcome.status == 0)
      #expect(outcome.stderr == "unseal: wrote \(program.folder.at("bin/unseal"))\n")
      #expect(try program.folder.mode("bin/unseal") == 0o555)
      #expect(try Files.Process.run("cmp", [program.path, program.folder.at("bin/unseal")]).status == 0)
      #expect(try FileManager.default.contentsOfDirectory(atPath: program.folder.at("bin")) == ["unseal"])
    }
    let copy = try Files.Process.run(program.folder.at("bin/unseal"), ["--version"])
    #expect(copy.status == 0)
  }

  @Test func `a link in its place is replaced, and not what it leads to (row 56)`() throws {
    try program.folder.write("victim", "here")
    try program.folder.link("bin/unseal", to: program.folder.at("victim"))
    #expect(try install(program.folder.at("bin")).status == 0)
    #expect(program.folder.text("victim") == "here")
    #expect(program.folder.destination("bin/unseal") == nil)
  }

  @Test func `what a killed run left is gone after the next (row 57)`() throws {
    try program.folder.write("bin/..unseal-0011223344556677", "half")
    #expect(try install(program.folder.at("bin")).status == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: program.folder.at("bin")) == ["unseal"])
  }

  @Test func `a folder too small, read-only or absent says so and is left as it was (rows 58 and 59)`() throws {
    let bin = program.folder.at("bin")
    for (options, reason) in [("size=1m", "no space left on device"), ("ro", "read-only file system")] {
      try #require(
        Files.Process.run("mount", ["-t", "tmpfs", "-o", options, "tmpfs", bin]).status == 0, "needs to be root")
      defer { _ = try? Files.Process.run("umount", [bin]) }
      let outcome = try install(bin)
      #expect(outcome.status == 17)
      #expect(outcome.stderr.contains(reason), "\(outcome.stderr)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: bin).isEmpty)
    }
    let absent = try install("/absent")
    #expect(absent.status == 17)
    #expect(absent.stderr.hasPrefix("unseal: error[io]: can't open \"/absent\": no such file or directory, as uid "))
    #expect(absent.stderr.hasSuffix("unseal: hint: mount an emptyDir at /absent\n"))
  }

  @Test func `it takes one folder`() throws {
    for words in [[], ["a", "b"]] {
      let outcome = try program.run(words: ["install"] + words)
      #expect(outcome.status == 64)
    }
  }

  @Test func `a sealed file may have the name of a task, behind two hyphens, with a pin or in the environment`() throws
  {
    try program.seal("install", ["a": "1"])
    #expect(try program.run(words: program.arguments + ["install"]).status == 0)
    let twins = ["SEAL_NAMESPACE=shop", "SEAL_KEYS=\(program.folder.at("keys"))", "SEAL_SEALED=/absent"]
    #expect(try program.run(words: ["--", "install", "--allow-unsigned"], environment: twins).status == 64)
    #expect(try program.run(words: ["--", "install"], environment: twins + ["SEAL_ALLOW_UNSIGNED=1"]).status == 18)
    #expect(try program.run(words: program.arguments, environment: ["SEAL_NAMES=install"]).status == 0)
    #expect(program.folder.text("out/install/a") == "1")
  }
}
