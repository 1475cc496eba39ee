import Manifests
import Primitives
import Sealing
import TestSupport
import Testing

@Suite struct ManifestPropertyTests {
  @Test func `an edit changes only what it must`() throws {
    var random = SeededGenerator()
    var held = 0
    for _ in 0..<1_500 {
      let (old, new) = (random.sealedText(), random.sealedText())
      let file = FuzzedManifest(&random, old: old)
      do {
        let container = try read(file.before)
        let edited = try container.replacing(entryAt: file.entry, with: Array(new.utf8))
        #expect(edited.entries[file.entry].bytes == Array(new.utf8))
        let isSame = container.entries[file.entry].bytes == Array(new.utf8)
        let expected = isSame ? file.before : file.after(new)
        #expect(text(edited) == expected)
        if text(edited) == expected { held += 1 }
      } catch {
        Issue.record("\(error) in\n\(file.before)")
      }
    }
    print("evidence: manifest-edits \(held)/1500")
  }

  @Test func `an edit of a file with any fault in it changes one value, or refuses`() throws {
    var random = SeededGenerator()
    var edits = 0
    for _ in 0..<2_000 {
      let (old, new, newer) = (random.sealedText(), random.sealedText(), random.sealedText())
      let bytes = random.mutate(FuzzedManifest(&random, old: old).before)
      guard let container = try? SealedContainer(parsing: bytes, path: "x"), !container.isBare else { continue }
      for index in container.entries.indices where container.entries[index].bytes != Array(newer.utf8) {
        guard let edited = try? container.replacing(entryAt: index, with: Array(new.utf8)) else { continue }
        edits += 1
        // Every other entry is as it was.
        for other in container.entries.indices {
          let expected = other == index ? Array(new.utf8) : container.entries[other].bytes
          #expect(edited.entries[other].bytes == expected)
        }
        // The lines before the entry's are as they were.
        let line = container.entries[index].line - 1
        #expect(lines(of: bytes).prefix(line).elementsEqual(lines(of: edited.bytes).prefix(line)))
        // What one edit left of the file, the next one leaves too.
        let direct = try container.replacing(entryAt: index, with: Array(newer.utf8))
        #expect(try edited.replacing(entryAt: index, with: Array(newer.utf8)).bytes == direct.bytes)
      }
    }
    #expect(edits > 1_000)
  }

  @Test func `an edit in a file of any shape changes one value, or is refused with line and column`() throws {
    var random = SeededGenerator()
    let count = 2_000
    var (held, edits, refusals) = (0, 0, 0)
    for _ in 0..<count {
      let shape = FuzzedShape(&random, old: random.sealedText())
      let new = random.sealedText()
      do throws(SealError) {
        let container = try SealedContainer(parsing: Array(shape.text.utf8), path: "x")
        for index in container.entries.indices where container.entries[index].bytes != Array(new.utf8) {
          let edited = try container.replacing(entryAt: index, with: Array(new.utf8))
          edits += 1
          #expect(edited.entries.map(\.name) == container.entries.map(\.name))
          for (other, entry) in edited.entries.enumerated() {
            #expect(entry.bytes == (other == index ? Array(new.utf8) : container.entries[other].bytes))
          }
          #expect(
            tokens(of: text(edited)) == tokens(of: shape.text), "\(shape.text)\n\(text(edited))")
          // The lines before the entry's are as they were, byte for byte.
          let line = container.entries[index].line - 1
          #expect(lines(of: Array(shape.text.utf8)).prefix(line).elementsEqual(lines(of: edited.bytes).prefix(line)))
        }
        held += 1
      } catch {
        refusals += 1
        let isLocated = error.reason.contains(#/^"x" line [0-9]+, column [0-9]+: /#)
        let isNone = error.reason.hasSuffix("carries no sealed file")
        #expect(error.code == .format && (isLocated || isNone), "\(error.reason)")
        if isLocated || isNone { held += 1 }
      }
    }
    #expect(edits > count / 4, "\(edits)")
    #expect(refusals > count / 4, "\(refusals)")
    print("evidence: yaml-shapes \(held)/\(count)")
  }

  /// The tokens of a ``FuzzedShape``, in their order.
  private func tokens(of text: String) -> [Substring] { text.matches(of: #/tok[0-9]+x/#).map(\.output) }

  @Test func `parse then write gives the same bytes`() throws {
    var random = SeededGenerator()
    var held = 0
    for _ in 0..<1_500 {
      let old = random.sealedText()
      let file = FuzzedManifest(&random, old: old).before
      let container = try read(file)
      #expect(text(container) == file)
      #expect(try text(container.replacing(entryAt: 0, with: container.entries[0].bytes)) == file)
      let stream = try parse(file)
      let written = String(decoding: stream.replacingSecrets { _ in [] }, as: UTF8.self)
      #expect(written == file)
      if written == file { held += 1 }
    }
    print("evidence: manifest-round-trips \(held)/1500")
  }

  @Test func `sealing replaces the Secrets of a stream and nothing else`() throws {
    var random = SeededGenerator()
    for _ in 0..<1_500 {
      var (input, output) = ("", "")
      // Comments that wait for the next document, and what came before them.
      var (comments, isAfterSecret) = ("", false)
      for index in 0..<Int.random(in: 1...6, using: &random) {
        let marker = index > 0 || random.chance(2) ? random.pick("---\n", "--- # c\n", "---   \n") : ""
        if random.chance(2) {
          let body = random.pick(
            "# note: hunter2\napiVersion: v1\nkind: Secret\nstringData:\n  k: |\n    v\n",
            "{apiVersion: v1, kind: Secret}\n")
          input += marker + body
          output += (marker.isEmpty ? "" : "---\n") + "sealed: yes\n"
          (comments, isAfterSecret) = ("", true)
        } else if random.chance(3) {
          let body = random.pick("# comment 日本\n", "\n", "", "# old: hunter2\n...\n# and: hunter1\n")
          input += marker + body
          comments += marker + body
        } else {
          let body = random.pick(
            "kind: Other\nx: &a 1\ny: *a\n", "kind: ConfigMap\napiVersion: v1\n", "text text text text text\n\n")
          input += marker + body
          output += (isAfterSecret ? "" : comments) + marker + body
          (comments, isAfterSecret) = ("", false)
        }
      }
      if !isAfterSecret { output += comments }
      guard let stream = try? parse(input) else {
        #expect(!input.contains("kind"))
        continue
      }
      #expect(String(decoding: stream.replacingSecrets { _ in Array("sealed: yes\n".utf8) }, as: UTF8.self) == output)
      #expect(stream.documents.flatMap { Array($0.range) } == Array(0..<input.utf8.count))
    }
  }

  @Test func `no fault makes an error quote its text`() throws {
    var random = SeededGenerator()
    var errors = 0
    for _ in 0..<2_500 {
      let text = """
        apiVersion: v1
        kind: Secret
        metadata: {name: a, annotations: {a/b: "canary"}} # canary
        data:
          a: Y2FuYXJ5
          b: |
            Y2Fu
            YXJ5
        stringData:
          c: 'canary'
          d: >
            canary
            canary

        """
      let bytes = random.mutate(text)
      do {
        _ = try ManifestStream(parsing: SharedSecret(SecretBytes(copying: bytes.span)), path: "x")
      } catch {
        errors += 1
        // A fault can make a key of what was a value, and keys are names, which errors say.
        let shown = "\(error.reason) \(error.hint ?? "")".replacing(/"[-._A-Za-z0-9]+" in (stringData|data)/, with: "")
        #expect(!shown.contains("anary") && !shown.contains("Y2Fu") && !shown.contains("YXJ5"), "\(shown)")
      }
    }
    #expect(errors > 1_000)
  }

  private func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
  }
}
