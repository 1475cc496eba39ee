import Delivery
import Files
import Foundation
import Glibc
import Sealing
import Testing

/// `--layout`, with the real program.
@Suite struct LayoutTests {
  private let program: UnsealProgram
  private var folder: TemporaryFolder { program.folder }

  init() throws {
    program = try UnsealProgram()
    try program.seal("tls", ["tls.crt": "certificate", "tls.key": "canary"])
    try program.seal("app", ["url": "postgres://canary", "password": "canary"])
    for name in ["one", "two"] { try program.folder.makeFolder(name) }
  }

  /// Each layout begins with a folder of the test's own.
  private func run(
    _ names: [String], _ layout: [String], flags: [String] = ["--no-files"], environment: [String] = []
  ) throws -> UnsealProgram.Outcome {
    try program.run(
      names + flags + layout.flatMap { ["--layout", folder.at($0)] }, environment: environment)
  }

  private func volume(_ name: String) -> [String] {
    folder.snapshot().filter { $0.hasPrefix("\(name)/") }.map { String($0.dropFirst(name.count + 1)) }
  }

  @Test func `a volume is filled as a Secret volume is, and nothing goes anywhere else`() throws {
    let outcome = try run(["tls"], ["one=tls"])
    #expect(outcome.status == 0, "\(outcome.stderr)")
    let data = try #require(folder.destination("one/..data"))
    #expect(
      volume("one")
        == [
          "..data -> \(data)", "\(data) 555 folder", "\(data)/tls.crt 444 \"certificate\"",
          "\(data)/tls.key 444 \"canary\"",
          "tls.crt -> ..data/tls.crt", "tls.key -> ..data/tls.key",
        ].sorted())
    #expect(program.output.isEmpty)
    #expect(outcome.stderr.contains("unseal: wrote \(folder.at("one")), files of mode 0444, readable by every user"))
  }

  @Test func `items have paths and modes of their own, and share folders`() throws {
    let outcome = try run(
      ["tls", "app"],
      [
        "one=tls/tls.crt:server/public/tls.crt", "one=tls/tls.key:server/tls.key:0400", "one=app/url",
        "one=app/password:server/p:0440", "two=app",
      ], flags: ["--no-files", "--mode", "0440"])
    #expect(outcome.status == 0, "\(outcome.stderr)")
    #expect(folder.text("one/server/public/tls.crt") == "certificate")
    #expect(try folder.mode("one/server/tls.key") == 0o400)
    #expect(try folder.mode("one/server/p") == 0o440)
    #expect(try folder.mode("one/server") == 0o550)
    #expect(folder.text("one/url") == "postgres://canary")
    #expect(folder.destination("one/server") == "..data/server")
    #expect(folder.entries.contains("two"))
    #expect(folder.text("two/password") == "canary")
    #expect(outcome.stderr.contains("files of mode 0440, 0400\n"), "\(outcome.stderr)")
  }

  @Test func `who may read one of the files may enter its folder (row 62)`() throws {
    #expect(
      try run(
        ["app"], ["one=app/url:a/url:0444", "one=app/password::".replacing("::", with: ":a/p")],
        flags: [
          "--no-files", "--mode", "0400",
        ]
      ).status == 0)
    #expect(try folder.mode("one/a") == 0o555)
    #expect(try folder.mode("one/a/p") == 0o400)
  }

  @Test func `files, an env file and volumes come together, and go when nobody asks for them any more`() throws {
    #expect(
      try run(["app", "tls"], ["one=tls"], flags: ["--env", "kubernetes"])
        .status == 0)
    #expect(folder.text("out/app.env")?.hasPrefix("password='canary'\n") == true)
    #expect(folder.text("out/tls/tls.key") == "canary")
    #expect(folder.text("one/tls.key") == "canary")
    #expect(try run(["app", "tls"], ["one=tls/tls.crt:crt"], flags: []).status == 0)
    let data = try #require(folder.destination("one/..data"))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.at("one")).sorted()
        == ["..data", data, "crt"].sorted())
  }

  @Test func `its twin holds several, between blanks or commas`() throws {
    let twin = "SEAL_LAYOUT=\(folder.at("one"))=app/url,\(folder.at("two"))=app/password:p"
    #expect(try run(["app"], [], environment: [twin]).status == 0)
    #expect(folder.text("one/url") == "postgres://canary")
    #expect(folder.text("two/p") == "canary")
  }

  @Test(arguments: [
    "one", "one=", "=app", "one=App", "one=app/", "one=app:x", "one=app/..x", "one=app/url:a:0444:b",
    "one=app/url:a:444x",
    "one=app/url:a:0044",
  ])
  func `what is no layout is refused`(text: String) throws {
    #expect(throws: SealError(.usage, "")) { try LayoutEntry(parsing: text) }
  }

  @Test(arguments: ["../x", "/etc/x", "a/../b", "a//b", "a/", ".", "", "..x", "./a", "a/."])
  func `a path that leads out of its volume, or nowhere, is refused (row 56)`(path: String) throws {
    let outcome = try run(["app"], ["one=app/url:\(path)"])
    #expect(outcome.status == 64)
    #expect(outcome.stderr.contains("which leads out of the volume or nowhere\n"))
    #expect(volume("one").isEmpty)
  }

  @Test(arguments: [
    (["one=app", "one=tls/tls.crt:url"], 64, "--layout puts two files at "),
    (["one=app/url:a", "one=app/password:a"], 64, "--layout puts two files at "),
    (["one=app/url:a/b", "one=app/password:a"], 64, "--layout puts two files at "),
    (["one=app/url:a", "one=app/password:a/b"], 64, "--layout puts two files at "),
    (["one=app/url", "one=app/url"], 64, "--layout puts two files at "),
    (["one=web"], 64, "--layout wants values of \"web\", which isn't among the names"),
    (["one=app", "two=app/token"], 18, "there is no value \"token\" in app"),
    (["one=app", "absent=app"], 17, "no such file or directory, as uid "),
    (["one=app", "./one=tls"], 64, " are one folder, or one lies in the other"),
    (["one=app", "one/..=tls"], 64, " are one folder, or one lies in the other"),
    (["out=app"], 64, " are one folder, or one lies in the other"),
  ])
  func `a layout that can't be is refused before anything is written`(
    layout: [String], status: Int32, message: String
  ) throws {
    let outcome = try run(["app", "tls"], layout, flags: [])
    #expect(outcome.status == status)
    #expect(outcome.stderr.contains(message), "\(outcome.stderr)")
    #expect(!outcome.stderr.contains("canary"))
    #expect(volume("one").isEmpty && volume("two").isEmpty && program.output.isEmpty)
  }

  @Test func `a volume on a disk is refused, and the others stay empty (row 60)`() throws {
    let disk = try TemporaryFolder(in: "/var/tmp")
    let outcome = try program.run(
      ["app", "--layout", "\(folder.at("one"))=app", "--layout", "\(disk.path)=app"])
    #expect(outcome.status == 16)
    #expect(outcome.stderr.contains("refusing to write secrets to \(disk.path), which is "))
    #expect(volume("one").isEmpty && program.output.isEmpty && disk.entries.isEmpty)
  }

  @Test(arguments: ["mkdir url", "echo other >url", "ln -s /etc/passwd url", "ln -s ..data/other url", "mkdir ..data"])
  func `what somebody else put into a volume is left alone (row 56)`(command: String) throws {
    #expect(try Files.Process.run("/bin/sh", ["-c", "cd \(folder.at("two")) && \(command)"]).status == 0)
    let before = folder.snapshot()
    let outcome = try run(["app"], ["one=app", "two=app"])
    #expect(outcome.status == 17)
    #expect(outcome.stderr.contains(" already and was not put there by unseal\n"))
    #expect(folder.snapshot().filter { !$0.hasPrefix("stderr") } == before.filter { !$0.hasPrefix("stderr") })
  }

  @Test func `a volume that is too small leaves all of them as they were (row 58)`() throws {
    let small = folder.at("two")
    try #require(
      Files.Process.run("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", small]).status == 0, "needs to be root")
    defer { _ = try? Files.Process.run("umount", [small]) }
    #expect(try run(["app"], ["one=app", "two=app"], flags: []).status == 0)
    let before = folder.snapshot().filter { !$0.hasPrefix("s") }
    try program.seal("app", ["url": String(repeating: "x", count: 100_000)])
    let outcome = try run(["app"], ["one=app", "two=app"], flags: [])
    #expect(outcome.status == 17)
    #expect(outcome.stderr.contains("no space left on device"))
    #expect(folder.snapshot().filter { !$0.hasPrefix("s") } == before)
  }

  @Test func `checking writes nothing`() throws {
    #expect(try run(["app"], ["one=app"], flags: ["--check"]).status == 0)
    #expect(volume("one").isEmpty && program.output.isEmpty)
  }
}
