import Manifests
import Sealing
import TestSupport
import Testing

@testable import Workspace

@Suite struct TreeReviewTests {
  @Test func `keys that are added, removed and sealed anew are told`() throws {
    let old = try SealedSample.manifest([SealedSample.file(["a": "1", "b": "2"])])
    let new = try SealedSample.manifest([SealedSample.file(["b": "2", "c": "3"])])
    let change = try #require(try SealedSample.review(old, new).changes.first)
    #expect(change.kind == .changed)
    #expect(change.keys.map(\.key) == ["c", "b", "a"])
    #expect(change.keys.map(\.change) == [.added, .changed, .removed])
  }

  @Test func `a comment beside a sealed file is no change of it`() throws {
    let old = try SealedSample.manifest([SealedSample.file(["a": "1"])])
    #expect(try SealedSample.review(old, old + Array("# x\n".utf8)).changes.isEmpty)
  }

  @Test func `what an unsigned version says is a claim`() throws {
    let old = try SealedSample.manifest([SealedSample.file(["a": "1"])])
    let new = try SealedSample.manifest([SealedSample.file(["a": "1"], isSigned: false)])
    let change = try #require(try SealedSample.review(old, new).changes.first)
    #expect(change.new?.isVouched == false)
    #expect(change.alerts[0].text.contains("claim"))
  }

  @Test func `duplicates are each held against one of the other side`() throws {
    let files = try (0..<3).map { _ in try SealedSample.file(["a": "1"]) }
    func document(_ files: [SealedFile]) throws -> [UInt8] {
      Array(try files.map { try SealedSample.manifest([$0]) }.joined(separator: Array("---\n".utf8)))
    }
    // The one in the middle goes.
    let review = try SealedSample.review(document(files), document([files[0], files[2]]))
    #expect(review.changes.map(\.kind) == [.removed])
    // They change places.
    #expect(try SealedSample.review(document(files), document(files.reversed())).changes.isEmpty)
  }

  @Test func `a name that is sealed for another namespace is told`() throws {
    let old = try SealedSample.manifest([SealedSample.file(["a": "1"])])
    let new = try SealedSample.manifest([SealedSample.file(["a": "1"], namespace: "prod")])
    let change = try #require(try SealedSample.review(old, new).changes.first)
    #expect(change.alerts.contains { $0.text.contains("was sealed for the namespace shop, and is for prod now") })
    #expect(change.alerts.contains { $0.text.contains("stands in a ConfigMap of shop") })
  }

  @Test func `whatever is done to a document, no change of what is sealed is hidden`() throws {
    let files = [try SealedSample.file(["a": "1", "b": "2"]), try SealedSample.file(["a": "1"], name: "web")]
    let document = Array("# head\n".utf8) + (try SealedSample.manifest(files))
    var generator = SeededGenerator()
    var seen = (changed: 0, unreadable: 0, same: 0)
    for _ in 0..<400 {
      let mutated = document.mutated(using: &generator)
      guard mutated != document else { continue }
      let review = try SealedSample.review(document, mutated)
      let readable: SealedDocument?
      let isReadable: Bool
      do {
        readable = try SealedDocument(ifSealed: mutated, path: "sealed.yaml")
        isReadable = true
      } catch {
        (readable, isReadable) = (nil, false)
      }
      if review.changes.isEmpty {
        seen.same += 1
        #expect(try readable?.facts == SealedDocument(document, path: "sealed.yaml").facts)
      } else if !isReadable {
        seen.unreadable += 1
        #expect(review.changes.allSatisfy { $0.kind == .unreadable && !$0.alerts.isEmpty })
      } else {
        seen.changed += 1
        // No signature holds over other bytes.
        #expect(review.changes.allSatisfy { !$0.alerts.isEmpty || $0.kind == .removed || $0.hasOtherPlace })
      }
      // A comment is made of it whatever it is.
      let comment = MarkdownReview(of: review, since: "then", until: "now").text
      #expect(!comment.contains("<") && !comment.contains("\u{1B}"))
      // Git's driver shows all that a review does.
      let (before, after) = (ReadableDocument(document), ReadableDocument(mutated))
      #expect(review.changes.isEmpty || before.bytes != after.bytes)
    }
    #expect(seen.changed > 20 && seen.unreadable > 20 && seen.same > 0, "\(seen)")
  }

  @Test func `a file that is written like the driver's output is told from it`() throws {
    let document = try SealedSample.manifest([SealedSample.file(["a": "1"])])
    let shown = ReadableDocument(document)
    #expect(shown.bytes != document)
    #expect(ReadableDocument(shown.bytes).bytes != shown.bytes)
    #expect(ReadableDocument(ReadableDocument(shown.bytes).bytes).bytes != ReadableDocument(shown.bytes).bytes)
  }

  @Test func `a comment on very many files ends before a code host would cut it, what is alarming first`() throws {
    let file = try SealedSample.file(["a": "1"])
    let claimed = try SealedSample.file(["a": "1"], isSigned: false)
    func document(_ last: SealedFile?) throws -> [UInt8] {
      let all = try (0..<600).map { try SealedSample.manifest([file], configMap: "m\($0)") }
      return Array(
        (all + (try last.map { [try SealedSample.manifest([$0], configMap: "zz")] } ?? [])).joined(
          separator: Array("---\n".utf8)))
    }
    let review = try SealedSample.review([], document(claimed))
    #expect(review.changes.count == 601)
    let text = MarkdownReview(of: review, since: "then", until: "now").text
    #expect(text.utf8.count < 65_536)
    #expect(text.contains("601 sealed files changed") && text.contains("more are not shown here"))
    let alarm = try #require(text.firstRange(of: "no trusted signer vouches"))
    let quiet = try #require(text.firstRange(of: "ConfigMap `m0`"))
    #expect(alarm.lowerBound < quiet.lowerBound)
  }
}

extension ReadableDocument {
  fileprivate init(_ bytes: [UInt8]) { self.init(of: bytes, path: "sealed.yaml", trusted: nil) }
}

extension ReviewedChange {
  fileprivate var hasOtherPlace: Bool {
    old?.configMap != new?.configMap || old?.metadataNamespace != new?.metadataNamespace
  }
}

extension SealedDocument {
  fileprivate var facts: [[String]] {
    entries.map {
      [$0.entry.entryName, $0.configMap ?? "", $0.metadataNamespace ?? ""] + [
        String(decoding: $0.entry.bytes, as: UTF8.self)
      ]
    }
  }
}

extension [UInt8] {
  /// The bytes with one thing done to them that a person, a tool or an enemy would do.
  fileprivate func mutated(using generator: inout SeededGenerator) -> [UInt8] {
    var lines = split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
    let index = Int.random(in: 0..<lines.count, using: &generator)
    let other = Int.random(in: 0..<lines.count, using: &generator)
    switch Int.random(in: 0..<7, using: &generator) {
    case 0: lines.remove(at: index)
    case 1: lines.insert(lines[other], at: index)
    case 2: lines.swapAt(index, other)
    case 3: lines[index].append(0x0D)
    case 4: lines[index] = Array("<<<<<<< ours".utf8)
    case 5: lines[index].insert(0x20, at: Int.random(in: 0...lines[index].count, using: &generator))
    default:
      guard !lines[index].isEmpty else { return self }
      let place = Int.random(in: 0..<lines[index].count, using: &generator)
      lines[index][place] = UInt8.random(in: .min ... .max, using: &generator)
    }
    return Array(lines.joined(separator: [0x0A]))
  }
}
