import Files
import Foundation
import Sealing
import TestSupport
import Testing

@testable import Workspace

/// What is found on a disk, and what of it is taken.
@Suite final class WorkspaceSearchTests {
  /// A repository, in a folder of its own.
  private let folder: String
  private var root: String { folder + "/repository" }

  init() throws {
    folder = File.resolved(FileManager.default.temporaryDirectory.path) + "/" + UUID().uuidString
    try make("repository/.git/config", "")
    for (path, text) in SampleWorkspace.files { try make("repository/" + path, text) }
    try make(
      "repository/.seal.yaml",
      SampleWorkspace.head + "  - { path: apps/**, to: [all] }\n  - { path: '**', to: [recovery] }\n")
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private func make(_ path: String, _ text: String) throws {
    let url = URL(filePath: folder + "/" + path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  private func link(_ path: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: folder + "/" + path, withDestinationPath: target)
  }

  private func fifo(_ path: String) throws {
    #expect(try Files.Process.run("mkfifo", [folder + "/" + path]).status == 0)
  }

  private func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: folder + "/" + path) }

  // MARK: Where

  @Test(arguments: ["", "/", "/new.yaml", "/apps", "/apps/a/b/c/new.yaml", "/.seal.yaml", "/apps/../new.yaml"])
  func `it is found from every path in it, there or not`(path: String) throws {
    try make("repository/apps/db.yaml", "")
    let workspace = try #require(try Workspace(around: root + path))
    #expect(workspace.root == root)
    #expect(workspace.signers == root + "/.seal/allowed_signers")
    #expect(workspace.file == root + "/.seal.yaml")
  }

  @Test func `the nearest one counts`() throws {
    try make("repository/apps/.seal.yaml", "version: 1\n")
    #expect(try Workspace.root(around: root + "/apps/x/y") == root + "/apps")
    #expect(try Workspace.root(around: root + "/other/x") == root)
    // A broken one is an error, and not a reason to go on.
    #expect(throws: SealError(.format, "")) { try Workspace(around: self.root + "/apps/x") }
  }

  @Test func `a repository inside another, or above it, has nothing to say`() throws {
    try make("repository/inner/.git", "gitdir: elsewhere\n")
    #expect(try Workspace.root(around: root + "/inner/x") == nil)
    try make("repository/inner/.seal.yaml", "version: 1\n")
    #expect(try Workspace.root(around: root + "/inner/x") == root + "/inner")
    try remove("repository/.seal.yaml")
    try make(".seal.yaml", "version: 1\n")
    #expect(try Workspace.root(around: root + "/apps/x") == nil)
  }

  @Test func `in a folder of everybody's only one's own counts`() throws {
    try make("shared/.seal.yaml", "version: 1\n")
    let shared = folder + "/shared"
    try FileManager.default.setAttributes([.posixPermissions: 0o1777], ofItemAtPath: shared)
    #expect(try Workspace.root(around: shared + "/x") == shared)
    guard Environment.userID == 0 else { return }
    try FileManager.default.setAttributes([.ownerAccountID: 12345], ofItemAtPath: shared + "/.seal.yaml")
    #expect(try Workspace.root(around: shared + "/x") == nil)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: shared)
    #expect(try Workspace.root(around: shared + "/x") == shared)
  }

  @Test func `what can't be told is an error, and not a reason to go without`() throws {
    try link("repository/loop", to: "loop")
    #expect(throws: SealError(.io, "")) { try Workspace.root(around: self.root + "/loop/x") }
    #expect(throws: SealError(.io, "")) { try Workspace.root(around: String(repeating: "x", count: 300)) }
  }

  // MARK: Paths in it

  @Test func `a path is where it leads`() throws {
    try make("repository/apps/db.yaml", "")
    try link("repository/short", to: "apps")
    try link("repository/db.yaml", to: "apps/db.yaml")
    try link("outside", to: "repository/apps")
    try link("repository/away", to: "..")
    let workspace = try #require(try Workspace(around: folder + "/outside/new.yaml"))
    for (path, inner) in [
      ("/repository/apps/db.yaml", "apps/db.yaml"), ("/repository/short/new/x.yaml", "apps/new/x.yaml"),
      ("/repository/db.yaml", "apps/db.yaml"), ("/outside/db.yaml", "apps/db.yaml"), ("/repository/", "."),
      ("/repository/new/../x", "x"), ("/repository//apps/./db.yaml", "apps/db.yaml"),
      ("/repository/\u{301}x/y", "\u{301}x/y"), ("/repository/a/\u{301}/../../x", "x"),
    ] {
      #expect(workspace.path(of: folder + path) == inner, "\(path)")
    }
    for path in ["", "/x", "/repository2/x", "/repository/away/x", "/repository/../x"] {
      #expect(workspace.path(of: folder + path) == nil, "\(path)")
    }
    #expect(try workspace.rule(for: folder + "/outside/db.yaml").pattern == "apps/**")
    #expect(throws: SealError(.policy, "")) { try workspace.rule(for: self.folder + "/x") }
  }

  @Test(arguments: [
    ("/a/b/.seal.yaml", "/a/b", ".seal.yaml"), ("/a/b/.seal.yaml", "/a/b/c/d", "../../.seal.yaml"),
    ("/a/b/.seal.yaml", "/a", "b/.seal.yaml"), ("/a/b/.seal.yaml", "/", "a/b/.seal.yaml"),
    ("/a/b/.seal.yaml", "/a/c", "/a/b/.seal.yaml"), ("/.seal.yaml", "/a", "../.seal.yaml"),
  ])
  func `messages call it as one would write it`(path: String, current: String, written: String) {
    #expect(AbsolutePath.written(path, from: current) == written)
  }

  // MARK: What it may name (row 19)

  @Test func `a FIFO holds nothing up`() throws {
    try remove("repository/.seal/staging.pub")
    try fifo("repository/.seal/staging.pub")
    refused(.policy, "line 6, column 20: \"\(root)/.seal/staging.pub\" is no regular file")
    try remove("repository/.seal.yaml")
    try fifo("repository/.seal.yaml")
    refused(.policy, "no regular file")
  }

  @Test(arguments: ["../elsewhere.pub", "production.pub", "/etc/hostname", "nowhere"])
  func `a link is refused, wherever it leads (row 19)`(target: String) throws {
    try make("repository/elsewhere.pub", SampleWorkspace.staging)
    try remove("repository/.seal/staging.pub")
    try link("repository/.seal/staging.pub", to: target)
    refused(.policy, "behind a link")
  }

  @Test func `so is one that is a folder on the way, or .seal.yaml itself (row 19)`() throws {
    try FileManager.default.moveItem(atPath: root + "/.seal", toPath: folder + "/elsewhere")
    try link("repository/.seal", to: "../elsewhere")
    refused(.policy, "behind a link")
    try FileManager.default.moveItem(atPath: root + "/.seal.yaml", toPath: folder + "/seal.yaml")
    try link("repository/.seal.yaml", to: "../seal.yaml")
    refused(.policy, "behind a link")
  }

  @Test func `a huge one is refused`() throws {
    try make("repository/.seal/staging.pub", String(repeating: "#\n", count: WorkspaceFiles.limit))
    refused(.format, "line 6, column 20: \"\(root)/.seal/staging.pub\" has more than")
    try make("repository/.seal.yaml", String(repeating: "#\n", count: WorkspaceFiles.limit))
    refused(.format, "has more than")
  }

  @Test func `one that is as large as may be is read in no time`() throws {
    var text = SampleWorkspace.head
    var count = 0
    while text.utf8.count < WorkspaceFiles.limit - 100 {
      text += "  - { path: apps/\(count)/**, to: [all] }\n"
      count += 1
    }
    let start = ContinuousClock.now
    #expect(try SampleWorkspace.read(text).rule(at: "apps/\(count - 1)/x").line == 11 + count)
    let time = ContinuousClock.now - start
    #expect(time < .seconds(60), "\(time)")
    print("\(count) rules: \(time)")
  }

  @Test func `one that isn't there is missing, with the line that names it`() throws {
    try remove("repository/.seal/allowed_signers")
    refused(.missing, "line 2, column 10: there is no file \"\(root)/.seal/allowed_signers\"")
  }

  private func refused(_ code: SealError.Code, _ reason: String) {
    let root = root
    let error = #expect(throws: SealError(code, "")) { _ = try Workspace(around: root + "/apps/db.yaml") }
    #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
  }
}
