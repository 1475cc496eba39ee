import TestSupport
import Testing

@testable import Manifests

@Suite struct YAMLPatchPropertyTests {
  private let key = "sealed-manifests.dev/injected"

  @Test func `a document says what is wanted, and leads back byte for byte`() throws {
    var random = SeededGenerator()
    var (held, steps) = (0, 0)
    let count = 1_000
    for _ in 0..<count {
      let document = FuzzedDocument(&random)
      do {
        let moving = random.chance(4)
        var wanted = try #require(try YAMLPatch.value(of: document.text.utf8.span))
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          wanted = random.changing(wanted, moving: moving)
        }
        let patched = try YAMLPatch.edit(document.text.utf8.span, to: wanted, recording: "note", under: key)
        let isWanted = try says(patched.bytes, wanted)
        let original = try YAMLPatch.original(of: patched.bytes.span, under: key)
        let leadsBack = original?.bytes == Array(document.text.utf8) && original?.notes.map(\.note) == ["note"]
        let result = String(decoding: patched.bytes, as: UTF8.self)
        let isStepwise = !result.contains("\"digest\":") && !result.contains("\\\"digest\\\":")
        // Written anew is what stands for an alias, what is moved and changed, and what odd blank lines at the end keep.
        let isOdd = document.hasAnchors || moving || document.endsInBlanks
        let isInPlace = patched.rewritten.isEmpty && isStepwise || isOdd
        #expect(isWanted && leadsBack && isInPlace, "\(patched.rewritten) in\n\(document.text)")
        if isWanted, leadsBack, isInPlace { held += 1 }

        guard !document.isJSON, isStepwise else { continue }
        steps += 1
        // What somebody does elsewhere in the meantime stays.
        let back = try YAMLPatch.original(of: editedByHand(result).utf8.span, under: key)
        #expect(back?.bytes == Array(editedByHand(document.text).utf8), "\(document.text)")
      } catch {
        Issue.record("\(error) in\n\(document.text)")
      }
    }
    #expect(steps > count / 2)
    Vectors.evidence("yaml-patch", held, of: count)
  }

  @Test func `what is put in leaves every line as it was`() throws {
    var random = SeededGenerator()
    for _ in 0..<300 {
      let document = FuzzedDocument(&random)
      let before = try #require(try YAMLPatch.value(of: document.text.utf8.span))
      let wanted = random.adding(before)
      let patched = try YAMLPatch.edit(document.text.utf8.span, to: wanted, recording: "", under: key)
      guard patched.rewritten.isEmpty else {
        #expect(document.hasAnchors || document.endsInBlanks, "\(patched.rewritten) in\n\(document.text)")
        continue
      }
      // A line changes where a flow collection or what stands behind a dash does, and so may that of the annotations.
      let changed = lines(patched.bytes).difference(from: lines(Array(document.text.utf8))).removals.count
      #expect(changed <= (document.endsInBlanks ? 3 : 2), "\(document.text)")
    }
  }

  @Test func `a second edit leads back to the first document, and changes only what is new`() throws {
    var random = SeededGenerator()
    for _ in 0..<200 {
      let document = FuzzedDocument(&random)
      let before = try #require(try YAMLPatch.value(of: document.text.utf8.span))
      let first = random.changing(before)
      let once = try YAMLPatch.edit(document.text.utf8.span, to: first, recording: "1", under: key)
      let again = try YAMLPatch.edit(once.bytes.span, to: first, recording: "1", under: key)
      #expect(again.bytes == once.bytes && again.rewritten.isEmpty, "\(document.text)")
      let second = random.changing(first)
      let twice = try YAMLPatch.edit(
        once.bytes.span, to: second, recording: "2", under: key, original: Array(document.text.utf8))
      #expect(try says(twice.bytes, second))
      #expect(try YAMLPatch.original(of: twice.bytes.span, under: key)?.bytes == Array(document.text.utf8))
    }
  }

  @Test func `no bytes crash it, and none that are read are edited wrongly`() throws {
    var random = SeededGenerator()
    var edited = 0
    for _ in 0..<1_000 {
      let document = FuzzedDocument(&random)
      var bytes = random.mutate(document.text)
      guard let before = try? YAMLPatch.value(of: bytes.span) else { continue }
      let wanted = random.changing(before)
      guard let patched = try? YAMLPatch.edit(bytes.span, to: wanted, recording: "", under: key) else { continue }
      edited += 1
      #expect(try says(patched.bytes, wanted))
      #expect(try YAMLPatch.original(of: patched.bytes.span, under: key)?.bytes == bytes)
      // Whatever somebody did to the edited document: it is taken back, or refused.
      bytes = random.mutate(String(decoding: patched.bytes, as: UTF8.self))
      _ = try? YAMLPatch.original(of: bytes.span, under: key)
      _ = try? YAMLPatch.edit(bytes.span, to: wanted, recording: "", under: key)
    }
    #expect(edited > 200)
  }

  private func editedByHand(_ text: String) -> String {
    let line = FuzzedDocument.untouched
    return text.replacing(line.line, with: line.edited)
  }

  private func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
  }

  /// Whether a document says what was wanted, its record aside.
  private func says(_ bytes: [UInt8], _ wanted: YAMLValue) throws -> Bool {
    guard let value = try YAMLPatch.value(of: bytes.span), value["metadata"]?["annotations"]?[key]?.text != nil else {
      return false
    }
    return unrecorded(value) == unrecorded(wanted)
  }

  /// A tree without its record, and without what holds nothing else.
  private func unrecorded(_ value: YAMLValue) -> YAMLValue {
    var (value, metadata) = (value, value["metadata"] ?? .mapping([]))
    metadata["annotations"]?[key] = nil
    if metadata["annotations"].map(isNothing) == true { metadata["annotations"] = nil }
    value["metadata"] = isNothing(metadata) ? nil : metadata
    return value
  }

  private func isNothing(_ value: YAMLValue) -> Bool {
    value == .mapping([]) || value == .scalar("null", isPlain: true)
  }
}
