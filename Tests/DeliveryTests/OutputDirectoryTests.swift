import Delivery
import Files
import Foundation
import Glibc
import Primitives
import Sealing
import Testing

// The umask is the process's: these tests take turns.
@Suite(.serialized) struct OutputDirectoryTests {
  private func plan(
    _ names: [String: [String: String]], env: Bool = false, files: Bool = true, mode: UInt32 = 0o444
  ) throws -> DeliveryPlan {
    let items = try names.sorted { $0.key < $1.key }.map { name, values in
      DeliveryPlan.Item(
        name: name, files: files ? opened(values) : nil,
        env: env ? try EnvFile(of: name, variables(values), format: ShellEnv()) : nil)
    }
    return try DeliveryPlan(items, modes: OutputModes(file: mode))
  }

  private func deliver(_ plan: DeliveryPlan, to path: String) throws {
    try PlannedOutput.deliver([PlannedOutput(OutputDirectory(opening: path, allowDisk: false), plan)])
  }

  @Test func `values stand in a file each, behind one link, with the env file beside`() throws {
    let folder = try TemporaryFolder()
    try deliver(plan(["app": ["url": "u", "password": "p"], "web": ["tls.crt": "c"]], env: false), to: folder.path)
    #expect(folder.text("app/url") == "u")
    #expect(folder.text("app/password") == "p")
    #expect(folder.text("web/tls.crt") == "c")
    #expect(folder.destination("app") == "..data/app")
    let data = try #require(folder.destination("..data"))
    #expect(folder.entries == ["..data", data, "app", "web"].sorted())
  }

  @Test func `the env file is a regular file in the root`() throws {
    let folder = try TemporaryFolder()
    try deliver(plan(["app": ["url": "u"]], env: true), to: folder.path)
    #expect(folder.text("app.env") == "url='u'\n")
    #expect(folder.destination("app.env") == nil)
    #expect(try folder.mode("app.env") == 0o444)
    try deliver(plan(["app": ["url": "v"]], env: true, files: false), to: folder.path)
    #expect(folder.text("app.env") == "url='v'\n")
    #expect(folder.destination("app") == nil)
  }

  @Test func `a second run with other values leaves nothing of the first`() throws {
    let folder = try TemporaryFolder()
    try deliver(plan(["app": ["a": "1", "b": "2"], "gone": ["c": "3"]], env: true), to: folder.path)
    try deliver(plan(["app": ["a": "4"]], env: false), to: folder.path)
    let data = try #require(folder.destination("..data"))
    #expect(folder.entries == ["..data", data, "app"].sorted())
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.at("app")) == ["a"])
    #expect(folder.text("app/a") == "4")
  }

  @Test func `who holds the old directory open goes on reading the old values`() throws {
    let folder = try TemporaryFolder()
    try deliver(plan(["app": ["a": "old"]]), to: folder.path)
    let before = try #require(FileHandle(forReadingAtPath: folder.at("app/a")))
    try deliver(plan(["app": ["a": "new"]]), to: folder.path)
    #expect(try before.readToEnd() == Data("old".utf8))
    #expect(folder.text("app/a") == "new")
  }

  @Test(arguments: [0, 0o077] as [mode_t])
  func `modes are exact, whatever the umask (row 62)`(mask: mode_t) throws {
    let before = umask(mask)
    defer { umask(before) }
    for (mode, directory) in [(0o444, 0o555), (0o440, 0o550), (0o400, 0o500), (0o640, 0o750)] as [(UInt32, UInt32)] {
      let folder = try TemporaryFolder()
      try deliver(plan(["app": ["a": "1"]], env: true, mode: mode), to: folder.path)
      #expect(try folder.mode("app/a") == mode)
      #expect(try folder.mode("app.env") == mode)
      #expect(try folder.mode("app") == directory)
      #expect(try folder.mode("..data") == directory)
    }
  }

  @Test func `a setgid root narrows the files down to its group, which they inherit (row 62)`() throws {
    let folder = try TemporaryFolder()
    #expect(try OutputModes.standard(under: File.status(folder.path)).file == 0o444)
    try #require(Files.Process.run("chgrp", ["12345", folder.path]).status == 0, "needs to be root")
    #expect(try Files.Process.run("chmod", ["3777", folder.path]).status == 0)
    let output = try OutputDirectory(opening: folder.path, allowDisk: false)
    let modes = OutputModes.standard(under: output.status)
    #expect(modes.file == 0o440)
    #expect(modes.directory == 0o550)
    try PlannedOutput.deliver([PlannedOutput(output, plan(["app": ["a": "1"]], env: true, mode: modes.file))])
    for name in ["app", "app/a", "app.env"] {
      #expect(try File.status(folder.at(name)).gid == 12345)
    }
    #expect(try folder.mode("app") == 0o550)
  }

  @Test(arguments: ["0440", "440", "0600", "0400"])
  func `a mode is octal digits`(text: String) throws {
    #expect(try OutputModes(parsing: text).file == UInt32(text, radix: 8))
  }

  @Test(arguments: ["", "44", "0044", "1777", "0848", "+440", "0o440", "00440", "u=r"])
  func `what is no mode for a file to read is refused`(text: String) {
    #expect(throws: SealError(.usage, "")) { try OutputModes(parsing: text) }
  }

  @Test func `a disk is refused unless it is allowed (row 60)`() throws {
    let folder = try TemporaryFolder(in: "/var/tmp")
    let error = #expect(throws: SealError(.policy, "")) {
      _ = try OutputDirectory(opening: folder.path, allowDisk: false)
    }
    #expect(error?.reason.contains("refusing to write secrets to \(folder.path), which is ") == true)
    let output = try OutputDirectory(opening: folder.path, allowDisk: true)
    try PlannedOutput.deliver([PlannedOutput(output, plan(["app": ["a": "1"]], env: true))])
    #expect(folder.text("app/a") == "1")
    #expect(folder.text("app.env") == "a='1'\n")
  }

  @Test func `a directory that isn't there is an error that says who asked (row 59)`() {
    let error = #expect(throws: SealError(.io, "")) {
      _ = try OutputDirectory(opening: "/dev/shm/absent", allowDisk: false)
    }
    #expect(error?.reason.contains("as uid \(geteuid()) and gid \(getegid())") == true)
  }

  @Test(arguments: [
    "..data": "mkdir ..data", "app": "mkdir app", "app.env": "echo other > app.env", "web": "echo other > web",
    "web.env": "ln -s /etc/passwd web.env",
  ])
  func `what somebody else put there is left alone, and a name of theirs is not taken (row 56)`(
    name: String, command: String
  ) throws {
    let folder = try TemporaryFolder()
    try folder.write("bystander", "here")
    try folder.link("dangling", to: "..data/elsewhere")
    #expect(try Files.Process.run("/bin/sh", ["-c", "cd \(folder.path) && \(command)"]).status == 0)
    let before = folder.snapshot()
    let error = #expect(throws: SealError(.io, "")) {
      try deliver(plan(["app": ["a": "1"], "web": ["b": "2"]], env: true), to: folder.path)
    }
    #expect(error?.reason.hasPrefix("\"\(name)\" is in ") == true)
    #expect(folder.snapshot() == before)
  }

  @Test func `links that lie in wait are neither followed nor taken for ours (row 56)`() throws {
    let folder = try TemporaryFolder()
    let outside = try TemporaryFolder()
    try outside.write("app.env", "theirs")
    for (link, target) in [
      ("..data", outside.path), ("..data", "..data-../x"), ("app", outside.path), ("app", "..data/other"),
      ("app.env", outside.at("app.env")),
    ] {
      try folder.link(link, to: target)
      let before = folder.snapshot()
      #expect(throws: SealError(.io, "")) { try deliver(plan(["app": ["a": "1"]], env: true), to: folder.path) }
      #expect(folder.snapshot() == before)
      #expect(outside.snapshot() == ["app.env 644 \"theirs\""])
      try FileManager.default.removeItem(atPath: folder.at(link))
    }
    // A link that looks like a leftover goes, and what it leads to stays.
    try folder.link("..new-evil", to: outside.path)
    try folder.link("..data-0123456789abcdef", to: outside.path)
    try deliver(plan(["app": ["a": "1"]], env: true), to: folder.path)
    #expect(outside.snapshot() == ["app.env 644 \"theirs\""])
    #expect(!folder.entries.contains("..new-evil"))
  }

  @Test func `a root that is a link is the directory that it leads to, from the start (row 56)`() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("one")
    try folder.makeFolder("two")
    try folder.link("out", to: "one")
    let output = try OutputDirectory(opening: folder.at("out"), allowDisk: false)
    try FileManager.default.removeItem(atPath: folder.at("out"))
    try folder.link("out", to: "two")
    try PlannedOutput.deliver([PlannedOutput(output, plan(["app": ["a": "1"]]))])
    #expect(folder.text("one/app/a") == "1")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.at("two")).isEmpty)
  }

  @Test func `what a killed run left is gone after the next (row 57)`() throws {
    let folder = try TemporaryFolder()
    try deliver(plan(["app": ["a": "1"]], env: true), to: folder.path)
    try folder.makeFolder("..new-0011223344556677/app")
    try folder.write("..new-0011223344556677/app/a", "half")
    try folder.makeFolder("..data-0011223344556677/app")
    try folder.link("..new-0011223344556677-data", to: "..data-0011223344556677")
    try folder.write("..new-0011223344556677-0", "half")
    try folder.makeFolder("..data-somebody")
    #expect(try Files.Process.run("chmod", ["555", folder.at("..data-0011223344556677")]).status == 0)
    try deliver(plan(["app": ["a": "2"]], env: true), to: folder.path)
    let data = try #require(folder.destination("..data"))
    #expect(folder.entries == ["..data", data, "..data-somebody", "app", "app.env"].sorted())
    #expect(folder.text("app.env") == "a='2'\n")
  }

  @Test func `a full memory leaves the old values, and nothing new (row 58)`() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("small")
    let small = folder.at("small")
    try #require(
      Files.Process.run("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", small]).status == 0, "needs to be root")
    defer { _ = try? Files.Process.run("umount", [small]) }
    try deliver(plan(["app": ["a": "1"]], env: true), to: small)
    let before = folder.snapshot()
    let large = String(repeating: "x", count: 10_000)
    let error = #expect(throws: SealError(.io, "")) {
      let values = Dictionary(uniqueKeysWithValues: (0..<10).map { ("k\($0)", large) })
      try deliver(plan(["app": values], env: true), to: small)
    }
    #expect(error?.reason.contains("no space left on device") == true)
    #expect(folder.snapshot() == before)
    // Half of it fits beside the old values only because leftovers go first.
    try folder.makeFolder("small/..new-left")
    try folder.write("small/..new-left/over", String(repeating: "x", count: 40_000))
    try deliver(plan(["app": ["a": large, "b": large]]), to: small)
    #expect(folder.text("small/app/b") == large)
  }

  @Test func `two names that need one entry are refused`() throws {
    #expect(throws: SealError(.io, "")) { try plan(["app": ["a": "1"], "app.env": ["b": "2"]], env: true) }
  }

  @Test func `checking writes nothing`() throws {
    let folder = try TemporaryFolder()
    let output = try OutputDirectory(opening: folder.path, allowDisk: false)
    try PlannedOutput.check([PlannedOutput(output, plan(["app": ["a": "1"]], env: true))])
    #expect(folder.entries.isEmpty)
  }

  @Test func `names and keys of any legal spelling are files`() throws {
    let folder = try TemporaryFolder()
    let longest = String(repeating: "k", count: 253)
    let values = ["-": "1", "_": "2", ".a": "3", "a..b": "4", longest: "5", "A": "6", "a": "7", "bytes": "\0\r\n"]
    let name = String(repeating: "n", count: 246)
    try deliver(plan([name: values]), to: folder.path)
    for (key, value) in values { #expect(folder.text("\(name)/\(key)") == value) }
  }
}
