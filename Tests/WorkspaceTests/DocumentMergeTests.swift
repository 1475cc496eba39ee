import Primitives
import SSHSignatures
import Sealing
import TestSupport
import Testing

@testable import Workspace

@Suite struct DocumentMergeTests {
  private let author = MergeAuthor()

  private func merge(
    _ base: [UInt8]?, _ ours: [UInt8], _ theirs: [UInt8], path: String = "sealed.yaml"
  ) throws -> DocumentMerge {
    let merge = SealedFileMerge(
      policy: { (namespace) throws(SealError) in try author.policy(namespace) },
      sign: { (file, _) throws(SealError) in try file.signed(by: author.signer) })
    return try DocumentMerge(MergeSides(base: base, ours: ours, theirs: theirs), path: path, by: merge)
  }

  @Test func `sealed files and the lines around them merge in one document`() throws {
    let base = try author.file(["a": "1"])
    let (one, other) = (try author.setting("x", in: base), try author.setting("y", in: base))
    let merged = try merge(
      author.manifest(base.bytes, before: "# top\n", after: "# end\n"),
      author.manifest(one.bytes, before: "# ours\n", after: "# end\n"),
      author.manifest(other.bytes, before: "# top\n", after: "# theirs\n"))
    #expect(merged.problems.isEmpty)
    let text = String(decoding: merged.bytes, as: UTF8.self)
    #expect(text.hasPrefix("# ours\n") && text.hasSuffix("# theirs\n"))
    let document = try SealedDocument(merged.bytes, path: "sealed.yaml")
    let file = try SealedFile(parsing: document.entries[0].entry.bytes, named: "app-secrets.sealed")
    #expect(file.values.map(\.key) == ["a", "x", "y"])
    #expect(try file.signingKeys(named: "app-secrets.sealed") == [author.signer.publicKey])
  }

  @Test func `a sealed file that one side alone changed is taken with its signatures, trusted or not`() throws {
    let base = try author.file(["a": "1"])
    let foreign = try author.setting("x", in: base, by: MergeAuthor())
    for (ours, theirs) in [(base, foreign), (foreign, base)] {
      let merged = try merge(
        author.manifest(base.bytes), author.manifest(ours.bytes, before: "# ours\n"),
        author.manifest(theirs.bytes, after: "# theirs\n"))
      #expect(merged.problems.isEmpty)
      #expect(try SealedDocument(merged.bytes, path: "sealed.yaml").entries[0].entry.bytes == foreign.bytes)
    }
  }

  @Test func `a conflict leaves both sealed files whole between one pair of markers`() throws {
    let base = try author.file(["a": "1"])
    let (one, other) = (try author.setting("x", in: base), try author.setting("x", in: base))
    for (path, wrap) in [
      ("app-secrets.sealed", { (bytes: [UInt8]) in bytes }), ("sealed.yaml", { author.manifest($0) }),
    ] {
      let merged = try merge(wrap(base.bytes), wrap(one.bytes), wrap(other.bytes), path: path)
      guard case .keys(["x"], let entryName) = try #require(merged.problems.first) else {
        Issue.record("\(merged.problems)")
        return
      }
      #expect(entryName == "app-secrets.sealed")
      let text = String(decoding: merged.bytes, as: UTF8.self)
      let (ours, theirs) = (
        String(decoding: wrap(one.bytes), as: UTF8.self), String(decoding: wrap(other.bytes), as: UTF8.self)
      )
      #expect(text.split(separator: "\n").count { $0.hasPrefix("<<<<<<<") || $0.hasPrefix(">>>>>>>") } == 2)
      #expect(Self.resolved(text, takingOurs: true) == ours)
      #expect(Self.resolved(text, takingOurs: false) == theirs)
      expectFailure(.format) {
        _ = try SealedDocument(merged.bytes, path: path).entries.map {
          try SealedFile(parsing: $0.entry.bytes, named: "x")
        }
      }
    }
  }

  private static func resolved(_ text: String, takingOurs: Bool) -> String {
    var lines: [Substring] = []
    var side: Bool?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("<<<<<<< ") {
        side = true
      } else if line == "=======" {
        side = false
      } else if line.hasPrefix(">>>>>>> ") {
        side = nil
      } else if side == nil || side == takingOurs {
        lines.append(line)
      }
    }
    return lines.joined(separator: "\n")
  }

  @Test(arguments: ["base", "ours", "theirs"])
  func `a version that nobody trusted signed is merged into nothing (row 18)`(which: String) throws {
    let base = try author.file(["a": "1"])
    let foreign = MergeAuthor()
    let (one, other) = (try author.setting("x", in: base), try author.setting("y", in: base))
    func version(_ file: SealedFile, _ name: String) throws -> [UInt8] {
      name == which ? try foreign.resigning(file).bytes : file.bytes
    }
    let merged = try merge(
      try version(base, "base"), try version(one, "ours"), try version(other, "theirs"), path: "app-secrets.sealed")
    guard case .refused(let error) = try #require(merged.problems.first) else {
      Issue.record("it merged")
      return
    }
    #expect(error.code == .signature)
    #expect(error.reason.hasPrefix(which + ":"))
    #expect(merged.bytes.starts(with: "<<<<<<< ".utf8))
  }

  @Test func `entries that both sides add at one place of a ConfigMap stand side by side`() throws {
    let (main, one, other) = (try author.file(["a": "1"]), try author.file(["b": "2"]), try author.file(["c": "3"]))
    let name = "app-secrets.sealed"
    let base = author.manifest(main.bytes, after: "# end\n")
    let ours = author.manifest(
      named: [(name, main.bytes), ("app-secrets_one.sealed", one.bytes)], before: "# ours\n", after: "# end\n")
    let theirs = author.manifest(
      named: [(name, main.bytes), ("app-secrets_other.sealed", other.bytes)], after: "# theirs\n")
    let merged = try merge(base, ours, theirs)
    #expect(merged.problems.isEmpty)
    #expect(
      merged.bytes
        == author.manifest(
          named: [
            (name, main.bytes), ("app-secrets_one.sealed", one.bytes), ("app-secrets_other.sealed", other.bytes),
          ], before: "# ours\n", after: "# theirs\n"))
  }

  @Test func `parts that both sides list or unlist in a kustomization`() throws {
    func list(_ files: [String], end: String = "") -> [UInt8] {
      Array(
        ("configMapGenerator:\n- name: app # ours\n  files:\n" + files.map { "  - \($0)\n" }.joined()
          + "namespace: shop\n" + end)
          .utf8)
    }
    let merged = try merge(
      list(["app.sealed", "app_a.sealed"]), list(["app.sealed", "app_a.sealed", "app_c.sealed"], end: "# ours\n"),
      list(["app.sealed", "app_b.sealed"]), path: "k8s/kustomization.yaml")
    #expect(merged.problems.isEmpty)
    #expect(merged.bytes == list(["app.sealed", "app_b.sealed", "app_c.sealed"], end: "# ours\n"))
  }

  @Test(arguments: 0..<40)
  func `whatever two sides set in one ConfigMap of several entries, each key has what the side that set it gave`(
    round: Int
  ) throws {
    var random = SeededGenerator(for: "merge \(round)")
    let names = ["app-secrets.sealed", "app-secrets_a.sealed", "app-secrets_b.sealed"]
    let base = try names.indices.map { try author.file(["k\($0)": "1"]) }
    var (ours, theirs) = (base, base)
    var expected = Set(names.indices.map { "k\($0)" })
    for step in 0..<Int.random(in: 1...6, using: &random) {
      let index = Int.random(in: names.indices, using: &random)
      let key = "s\(step)"
      expected.insert(key)
      if Bool.random(using: &random) {
        ours[index] = try author.setting(key, in: ours[index])
      } else {
        theirs[index] = try author.setting(key, in: theirs[index])
      }
    }
    let merged = try merge(
      author.manifest(named: zip(names, base.map(\.bytes)), before: "# one\n# two\n# three\n"),
      author.manifest(named: zip(names, ours.map(\.bytes)), before: "# ours\n# two\n# three\n"),
      author.manifest(named: zip(names, theirs.map(\.bytes)), before: "# one\n# two\n# theirs\n"))
    #expect(merged.problems.isEmpty)
    let keys = try SealedDocument(merged.bytes, path: "sealed.yaml").entries.flatMap {
      try VerifiedFile($0.entry, as: "app-secrets", policy: author.policy("shop")).file.values.map(\.key)
    }
    #expect(keys.count == expected.count && Set(keys) == expected)
    #expect(String(decoding: merged.bytes, as: UTF8.self).hasPrefix("# ours\n# two\n# theirs\n"))
  }
}
