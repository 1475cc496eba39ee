import Delivery
import Primitives
import Sealing
import TestSupport
import Testing

@testable import Manifests

@Suite struct ValuesTextTests {
  @Test func `any value is read again as it was written, by this parser and by any other`() throws {
    var random = SeededGenerator()
    for _ in 0..<800 {
      var values: [String: [UInt8]] = [:]
      for index in 0..<Int.random(in: 1...4, using: &random) {
        let key = random.pick("KEY", "on", "1.5", "-", "tls.key", "0755", "null", "a.b_c") + "\(index)"
        values[key] =
          switch random.pick(0, 1, 2, 3) {
          case 0: random.bytes(0...12)
          case 1: Array(random.nastyText(upTo: 3).utf8)
          case 2: Array(random.lines().utf8)
          default: Array(random.nastyText().utf8)
          }
      }
      let text = written(values)
      let read = try ValuesText.parse(text.span, path: "x")
      #expect(read.map(\.key) == values.keys.sorted())
      for entry in read {
        #expect(entry.value.map(bytes) == values[entry.key], "\(String(decoding: text, as: UTF8.self))")
      }
      try compareWithYAML(read, text)
    }
  }

  @Test func `what is taken in a text with any fault, every reader of YAML takes for the same`() throws {
    var random = SeededGenerator()
    var taken = 0
    for _ in 0..<6_000 {
      let start = random.pick(
        "# a comment\nKEY: plain text # and a comment\nother: 'it''s'\n\nlast: \"a\\tb\\u00e9\"\n",
        "KEY: |\n  -----BEGIN\n\n    x\n  END\n# c\nother: |-\n   a\n   b\nlast: |+\n b\n\n",
        "---\nKEY: !!binary |\n  AAEC\n  /w==\nother: !!binary \"AA==\"\nlast:\n",
        "\u{FEFF}KEY: |2\n    a\n  b\nother: https://a.example/?b=c#d\nlast: -x\n")
      let text = random.mutate(random.chance(4) ? start.replacing("\n", with: "\r\n") : start)
      guard let read = try? ValuesText.parse(text.span, path: "x") else { continue }
      taken += 1
      try compareWithYAML(read, text)
    }
    #expect(taken > 600)
  }

  @Test func `no refusal quotes the text, and each says where`() {
    var random = SeededGenerator()
    var refused = 0
    for _ in 0..<1_500 {
      let text = random.mutate("a: canary\nb: 'canary'\nc: |\n  canary\n  canary\nd: !!binary Y2FuYXJ5\n")
      do { _ = try ValuesText.parse(text.span, path: "x") } catch {
        refused += 1
        #expect(error.code == .format)
        #expect(error.reason.contains(#/^"x" line [0-9]+, column [0-9]+: /#), "\(error.reason)")
        // A fault can make a key of what was a value, and keys are names.
        let shown = "\(error.reason) \(error.hint ?? "")".replacing(
          #/the key "[^"]*"|of "[^"]*"|: [^ ]*: '...'/#, with: "")
        #expect(!shown.contains("anar") && !shown.contains("Y2Fu"), "\(shown)")
      }
    }
    #expect(refused > 500)
  }

  @Test(arguments: [
    ("K: 5432", "5432"), ("K: yes", "yes"), ("K: a b  # c", "a b"), ("K: a#b", "a#b"), ("K: ''", ""), ("K: \"\"", ""),
    ("K:   -x", "-x"), ("'K': a", "a"), ("\"K\": a", "a"), ("K: \"\\\\\\\"\\/\\x41\\u00e9\\U0001F511\"", "\\\"/Aé🔑"),
    ("K: |\n  a\n\n  b\n", "a\n\nb\n"), ("K: |-\n  a\n\n\n", "a"), ("K: |+\n  a\n\n", "a\n\n"),
    // The last line of a file, with or without its end.
    ("K: |\n  a", "a\n"), ("K: |1-\n  a", " a"), ("K: |\r\n  a\r\n  b\r\n", "a\nb\n"),
    ("K: | # c\n    a\n     b\n", "a\n b\n"), ("K: |\n  # no comment\n# one\n", "# no comment\n"), ("K: |\n", ""),
    ("K: !!binary aGk=", "hi"), ("K: !!binary |\n  aG\n  k=\n", "hi"), ("K: 'a: b # c'", "a: b # c"),
  ])
  func `what people write is taken`(text: String, value: String) throws {
    let read = try ValuesText.parse(text.utf8.span, path: "x")
    #expect(read.count == 1 && read[0].key == "K" && read[0].value.map(bytes) == Array(value.utf8))
  }

  @Test(arguments: ["K:", "K: # c", "K:  "])
  func `a key with nothing after it has no value`(text: String) throws {
    let read = try ValuesText.parse(text.utf8.span, path: "x")
    #expect(read.count == 1 && read[0].value == nil)
  }

  @Test(arguments: [
    ("K: [a]", "line 1, column 4"), ("K: {a: b}", "line 1, column 4"), ("K: &a b", "line 1, column 4"),
    ("K: *a", "line 1, column 4"), ("K: >\n  a", "line 1, column 4"), ("K: !!str a", "line 1, column 4"),
    ("K: a\n  b", "line 2, column 3"), ("K: 'a\n  b'", "line 1, column 4"), ("K: a: b", "line 1, column 5"),
    ("K: a:", "line 1, column 5"), ("K: null", "line 1, column 4"), ("K: ~", "line 1, column 4"),
    ("K: - a", "line 1, column 4"), ("K: \"\\q\"", "line 1, column 5"), ("K: \"a\" b", "line 1, column 8"),
    ("K: 'a'b", "line 1, column 7"), ("A: b\nA: c", "line 2, column 1"), ("A b", "line 1, column 1"),
    ("a/b: c", "line 1, column 1"), ("..a: c", "line 1, column 1"), ("A:b", "line 1, column 1"),
    (" A: b", "line 1, column 2"),
    ("A: b\n\tC: d", "line 2, column 1"), ("A: b\n \t\n", "line 2, column 2"), ("K: a\tb", "line 1, column 5"),
    ("K: |x\n a", "line 1, column 5"), ("K: |\n \ta", "line 2, column 2"), ("K: |\n   \n a\n", "line 3, column 2"),
    ("K: !!binary a", "line 1, column 13"),
    ("K: !!binary", "line 1, column 4"), ("é: a", "line 1, column 1"), ("a: é\nb: \u{7}", "line 2, column 4"),
    ("a: b\rc: d", "line 1, column 5"), ("K: a\u{2028}b", "line 1, column 5"), ("K: |\n  a\u{85}b", "line 2, column 4"),
    ("A: b\n---\nC: d", "line 2, column 1"), ("A: b\n...\n", "line 2, column 1"), ("? a", "line 1, column 1"),
  ])
  func `what means something else in YAML, or nothing, is refused with its place`(text: String, place: String) {
    do {
      _ = try ValuesText.parse(text.utf8.span, path: "x")
      Issue.record("taken: \(text)")
    } catch {
      #expect(error.code == .format && error.reason.hasPrefix("\"x\" \(place): "), "\(error.reason)")
    }
  }

  @Test func `bytes that are no text are refused`() {
    let text: [UInt8] = Array("K: ".utf8) + [0xFF]
    #expect(throws: SealError(.format, "")) { try ValuesText.parse(text.span, path: "x") }
  }

  @Test func `an editor that cuts blanks and line ends at the end of lines changes no value`() throws {
    var random = SeededGenerator()
    for _ in 0..<400 {
      let value = Array((random.lines() + random.nastyText(upTo: 2)).utf8)
      let text = String(decoding: written(["A": value, "B": value]), as: UTF8.self)
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        String(line.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
      }
      while lines.last == "" { lines.removeLast() }
      let read = try ValuesText.parse(lines.joined(separator: "\n").utf8.span, path: "x")
      #expect(read.map { $0.value.map(bytes) } == [value, value], "\(text)")
    }
  }

  // MARK: Help

  private func written(_ values: [String: [UInt8]]) -> [UInt8] {
    var (index, all): ([(key: String, range: Range<Int>)], [UInt8]) = ([], [])
    for (key, value) in values.sorted(by: { $0.key < $1.key }) {
      index.append((key, all.count..<all.count + value.count))
      all += value
    }
    let opened = OpenedValues(arena: SecretBytes(copying: all.span), index: index)
    return EnvText.build { ValuesText.write(opened, to: &$0) }.withBytes { bytes in bytes.indices.map { bytes[$0] } }
  }

  private func bytes(_ secret: SharedSecret) -> [UInt8] {
    secret.bytes.withBytes { bytes in bytes.indices.map { bytes[$0] } }
  }

  /// What libyaml makes of the text, where its last line has an end.
  private func compareWithYAML(_ read: [ValuesText.Entry], _ text: [UInt8]) throws {
    let shown = String(decoding: text, as: UTF8.self)
    var text = text.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(text.dropFirst(3)) : text
    if text.last != 0x0A { text.append(0x0A) }
    let root = try YAMLParser.parseUnresolved(text.span, at: 0)
    let pairs = root?.pairs ?? []
    guard pairs.count == read.count else {
      Issue.record("\(read.count) values here, \(pairs.count) in YAML:\n\(shown)")
      return
    }
    for (entry, pair) in zip(read, pairs) {
      guard case .scalar(let key, _) = pair.key.content, case .scalar(let value, _) = pair.value.content else {
        Issue.record("no scalars in YAML:\n\(shown)")
        return
      }
      #expect(key == entry.key, "\(shown)")
      let mine = entry.value.map(bytes) ?? []
      let isBinary = text[pair.value.offset] == UInt8(ascii: "!")
      let theirs =
        isBinary ? Base64.decode(Array(value.utf8.filter { $0 > 0x20 }).span, padding: .required) : Array(value.utf8)
      #expect(mine == theirs, "\(entry.key) in\n\(shown)")
    }
  }
}

extension SeededGenerator {
  /// Lines as a key or a configuration has them, with what editors like to change.
  fileprivate mutating func lines() -> String {
    (0..<Int.random(in: 1...5, using: &self)).map { _ in
      pick("", "", " ", "\t")
        + pick("a", "-----BEGIN KEY-----", "# x", "k: v", "'", "\"", "é🔑", "", "  x", "---", "...")
        + pick("", "", "", " ", "\t") + "\n"
    }.joined() + pick("", "", "\n", "x")
  }
}
