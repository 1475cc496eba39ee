import Files
import Foundation
import Manifests
import Sealing
import Testing

@testable import Workspace

@Suite struct PartsTests {
  private let author = MergeAuthor()

  /// Runs `body` in a folder of its own, with files in it.
  private func folder(_ files: [String: [UInt8]], _ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "parts-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder + "/.git", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (name, bytes) in files {
      let path = folder + "/" + name
      try FileManager.default.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try Data(bytes).write(to: URL(filePath: path))
    }
    try body(File.resolved(folder))
  }

  @Test func `the parts beside a main file are those of its name and namespace, in their order`() throws {
    let (main, part) = (try author.file(["a": "1"]), try author.file(["b": "2"]))
    let elsewhere = try author.file(["c": "3"], namespace: "staging")
    let files = [
      "app-secrets.sealed": main.bytes, "app-secrets_b.sealed": part.bytes, "app-secrets_a.sealed": part.bytes,
      "app-secrets_other.sealed": elsewhere.bytes, "app-secrets-more.sealed": part.bytes,
      "app-secrets_.sealed": part.bytes, "app-secrets_c.sealed.bak": part.bytes, "k/app-secrets_k.sealed": part.bytes,
    ]
    try folder(files) { folder in
      let document = try SealedDocument(reading: folder + "/app-secrets.sealed")
      #expect(document.isMain)
      let parts = try document.partsBeside().map(\.path)
      #expect(parts == ["app-secrets_a.sealed", "app-secrets_b.sealed"].map { folder + "/" + $0 })
      #expect(try document.path(ofPart: PartLabel("x")) == folder + "/app-secrets_x.sealed")
      let part = try SealedDocument(reading: folder + "/app-secrets_a.sealed")
      #expect(try !part.isMain && part.partsBeside().isEmpty)
    }
  }

  @Test func `a part that is no sealed file is not passed over`() throws {
    let main = try author.file(["a": "1"])
    try folder(["app-secrets.sealed": main.bytes, "app-secrets_b.sealed": Array("<<<<<<< ours\n".utf8)]) { folder in
      let document = try SealedDocument(reading: folder + "/app-secrets.sealed")
      #expect(try document.partsBeside().count == 1)
    }
  }

  @Test func `a FIFO in a part's place holds nothing up`() throws {
    let main = try author.file(["a": "1"])
    try folder(["app-secrets.sealed": main.bytes]) { folder in
      #expect(try Files.Process.run("mkfifo", [folder + "/app-secrets_b.sealed"]).status == 0)
      let document = try SealedDocument(reading: folder + "/app-secrets.sealed")
      expectFailure(.io) { _ = try document.partsBeside() }
    }
  }

  @Test(arguments: ["", "a b", "a/b", "é", String(repeating: "a", count: 101)])
  func `what can't stand in an entry's name is no label`(text: String) {
    expectFailure(.usage) { _ = try PartLabel(text) }
  }

  @Test(arguments: [("feature/stripe", "feature-stripe"), ("fix_1.2", "fix_1.2"), ("über", "-ber")])
  func `a branch gives its part a label`(branch: String, label: String) throws {
    try folder([:]) { folder in
      try FileManager.default.removeItem(atPath: folder + "/.git")
      #expect(Git.output(["-C", folder, "init", "-q", "-b", branch]) != nil)
      #expect(try PartLabel(ofBranchAt: folder + "/app-secrets.sealed").text == label)
    }
  }

  @Test func `every kustomization from the file's folder to the repository's root that lists it is kept in step`()
    throws
  {
    let main = try author.file(["a": "1"])
    func list(_ path: String) -> [UInt8] {
      Array("configMapGenerator:\n- name: app\n  files:\n  - \(path)\n".utf8)
    }
    let files = [
      "k8s/sealed/app-secrets.sealed": main.bytes, "k8s/kustomization.yaml": list("sealed/app-secrets.sealed"),
      "k8s/sealed/Kustomization": list("app-secrets.sealed"), "kustomization.yaml": list("other.sealed"),
    ]
    try folder(files) { folder in
      let path = folder + "/k8s/sealed/app-secrets.sealed"
      let results = try Kustomizations(around: path).listing(folder + "/k8s/sealed/app-secrets_x.sealed").results
      #expect(results.map(\.path) == [folder + "/k8s/sealed/Kustomization", folder + "/k8s/kustomization.yaml"])
      #expect(
        results.map { String(decoding: $0.bytes, as: UTF8.self).split(separator: "\n").last }
          == ["  - app-secrets_x.sealed", "  - sealed/app-secrets_x.sealed"])
      #expect(try Kustomizations(around: path).unlisting([folder + "/k8s/sealed/app-secrets_y.sealed"]).results.isEmpty)
    }
  }
}
