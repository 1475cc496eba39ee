import Files
import Foundation
import Sealing
import Testing

@testable import Workspace

@Suite struct SetupPlanTests {
  /// A repository of git's in a folder of its own.
  private func repository(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/setup-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(Git.output(["init", "-q", folder]) != nil)
    try body(File.resolved(folder))
  }

  private func plan(_ folder: String) throws -> SetupPlan {
    let folders = try GitFolders(around: folder)
    let environment = try SetupEnvironment(parsing: "production=shop", paths: [], root: folders.root, isOnly: true)
    let new = SetupPlan.New(
      environments: [environment],
      recipients: ["production": SampleWorkspace.production, "recovery": SampleWorkspace.recovery],
      signer: "a@example.com ssh-ed25519 AAAA")
    return try SetupPlan(
      folders, new: folders.hasConfiguration ? nil : new, jobs: SetupJob.allCases, image: nil)
  }

  @Test func `once it is done there is nothing to do`() throws {
    try repository { folder in
      try plan(folder).apply()
      #expect(try plan(folder).isDone)
      #expect(try plan(folder).steps.allSatisfy { if case .advise = $0.action { false } else { true } })
      #expect(try Workspace(at: folder).rule(at: "a/b.yaml").recipients.map(\.label) == ["production", "recovery"])
      #expect(try File.status("\(folder)/.git/hooks/pre-commit").mode == 0o755)
    }
  }

  @Test func `where one file can't be written, none is`() throws {
    try repository { folder in
      let plan = try plan(folder)
      // Something that wasn't there when it was looked.
      try Data("x".utf8).write(to: URL(filePath: "\(folder)/.github"))
      #expect(throws: SealError(.io, "")) { try plan.apply() }
      #expect(!File.exists("\(folder)/.seal.yaml"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == [".git", ".github", ".seal"])
      #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/.seal") == [])
      #expect(plan.folders.setting("merge.seal.driver") == nil)
    }
  }

  @Test(arguments: [".seal", ".seal.yaml", ".gitattributes", ".github", ".gitlab-ci.yml", ".seal/production.pub"])
  func `nothing is written through a link`(name: String) throws {
    try repository { folder in
      try repository { elsewhere in
        if name.contains("/") {
          try FileManager.default.createDirectory(atPath: "\(folder)/.seal", withIntermediateDirectories: false)
        }
        try FileManager.default.createSymbolicLink(atPath: "\(folder)/\(name)", withDestinationPath: "\(elsewhere)/x")
        #expect(throws: SealError(.policy, "")) { try plan(folder).apply() }
        #expect(try FileManager.default.contentsOfDirectory(atPath: elsewhere) == [".git"])
      }
    }
  }

  @Test(arguments: ["config", "hooks"])
  func `git's own files are taken for what they are, links are not followed`(name: String) throws {
    try repository { folder in
      try repository { elsewhere in
        let path = "\(folder)/.git/\(name)"
        try? FileManager.default.removeItem(atPath: "\(elsewhere)/.git/hooks")
        let target = name == "config" ? "\(elsewhere)/.git/config" : "\(elsewhere)/.git/objects"
        let before = try Data(contentsOf: URL(filePath: "\(elsewhere)/.git/config"))
        try? FileManager.default.removeItem(atPath: path)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
        if name == "config" {
          #expect(throws: SealError(.policy, "")) { try plan(folder) }
        } else {
          try plan(folder).apply()
        }
        #expect(try Data(contentsOf: URL(filePath: "\(elsewhere)/.git/config")) == before)
        #expect(!File.exists("\(elsewhere)/.git/objects/pre-commit"))
      }
    }
  }

  @Test func `a hook of somebody's own stays, and so does a folder of hooks for all repositories`() throws {
    try repository { folder in
      let hook = "\(folder)/.git/hooks/pre-commit"
      try FileManager.default.createDirectory(atPath: "\(folder)/.git/hooks", withIntermediateDirectories: true)
      try Data("#!/bin/sh\nmake lint\n".utf8).write(to: URL(filePath: hook))
      let step = try plan(folder).steps.last
      guard case .advise(let advice)? = step?.action else { return #expect(Bool(false)) }
      #expect(advice.contains("seal scan --staged"))
      for path in ["/usr/share/hooks", "../hooks", "a/../../hooks"] {
        #expect(Git.output(["-C", folder, "config", "core.hooksPath", path]) != nil)
        #expect(try GitFolders(around: folder).hook == nil)
      }
      #expect(Git.output(["-C", folder, "config", "core.hooksPath", ".githooks"]) != nil)
      try plan(folder).apply()
      #expect(File.exists("\(folder)/.githooks/pre-commit"))
    }
  }

  @Test func `identities go to no repository, whatever links say`() throws {
    try repository { folder in
      let outside = folder + "-link"
      defer { try? FileManager.default.removeItem(atPath: outside) }
      try FileManager.default.createDirectory(atPath: "\(folder)/inside", withIntermediateDirectories: false)
      try FileManager.default.createSymbolicLink(atPath: outside, withDestinationPath: "\(folder)/inside")
      for path in [folder, "\(folder)/inside", "\(folder)/new/keys", outside, "\(outside)/keys", "\(folder)/.git/keys"]
      {
        #expect(throws: SealError(.policy, "")) { try IdentitiesFolder(path) }
      }
      #expect(throws: Never.self) { try IdentitiesFolder(folder + "-keys") }
    }
  }
}
