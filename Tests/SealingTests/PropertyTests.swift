import Primitives
import TestSupport
import Testing

@testable import Sealing

/// What holds for any input, over at least 1,000 random cases each.
@Suite struct PropertyTests {
  static let cases = 1_000
  let alice = Author("alice@example.com")
  let production = Reader("production")

  @Test func `what was sealed opens to the same bytes, and parses to the same text`() throws {
    var random = SeededGenerator()
    let policy = try policy(trusting: [alice])
    let identities = try production.identities
    for _ in 0..<Self.cases {
      let values = random.values(upTo: 6)
      let file = try seal(values)
      #expect(try open(file.bytes, policy, identities) == values)
      #expect(try SealedFile(parsing: file.bytes, named: "x").bytes == file.bytes)
    }
    print("evidence: property-seal-open \(Self.cases)/\(Self.cases)")
    print("evidence: property-parse-write \(Self.cases)/\(Self.cases)")
  }

  @Test func `an edit changes what it must, and nothing else`() throws {
    var random = SeededGenerator()
    let policy = try policy(trusting: [alice])
    let identities = try production.identities
    for _ in 0..<Self.cases {
      var values = random.values(upTo: 5)
      let file = try verified(try seal(values), by: policy)
      let key = Bool.random(using: &random) ? random.key() : values.keys.sorted().randomElement(using: &random) ?? "k"
      let new = Bool.random(using: &random) ? random.bytes(upTo: 200) : nil
      let changes: Changes = [key: new.map { .set(secret($0)) } ?? .drop]
      let inPlace = Bool.random(using: &random)
      let changed =
        inPlace
        ? try file.changing(changes, with: identities) : try file.appending(changes, to: [try production.recipient])
      let before = values
      values[key] = new
      guard let changed else {
        #expect(before == values)
        continue
      }
      let signed = try changed.signed(by: alice.signer)
      #expect(try open(signed.bytes, policy, identities) == values)
      #expect(changed.revision == 2)
      // Every line of a value that didn't change stands there as it did, unless its whole layer is shadowed.
      let lines = Set(String(decoding: changed.bytes, as: UTF8.self).split(separator: "\n"))
      for line in String(decoding: file.file.bytes, as: UTF8.self).split(separator: "\n")
      where line.hasPrefix("value ") && !line.hasPrefix("value \(key) ") {
        #expect(lines.contains(line))
      }
    }
    print("evidence: property-edit \(Self.cases)/\(Self.cases)")
  }

  @Test func `a merge of disjoint edits means the same from either side`() throws {
    var random = SeededGenerator()
    let policy = try policy(trusting: [alice])
    let identities = try production.identities
    var merged = 0
    while merged < Self.cases {
      var values = random.values(upTo: 4)
      var base = try verified(try seal(values), by: policy)
      // Some history first: layers that set, shadow and drop.
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        let (changes, after) = random.changes(to: values, avoiding: [])
        guard let next = try base.appending(changes, to: [try production.recipient]) else { continue }
        (base, values) = (try verified(try next.signed(by: alice.signer), by: policy), after)
      }
      // One side appends; the other appends or, in half of the cases, changes in place a layer of its own.
      let (first, afterFirst) = random.changes(to: values, avoiding: [])
      let (second, _) = random.changes(to: values, avoiding: Set(first.keys))
      var expected = afterFirst
      for (key, change) in second {
        switch change {
        case .set(let value): expected[key] = value.bytes.withBytes { bytes in bytes.indices.map { bytes[$0] } }
        case .drop: expected[key] = nil
        }
      }
      guard let mine = try base.appending(first, to: [try production.recipient]),
        var other = try base.appending(second, to: [try production.recipient])
      else { continue }
      if Bool.random(using: &random), let key = second.keys.sorted().first {
        let value = random.bytes(0...50)
        let appended = try verified(try other.signed(by: alice.signer), by: policy)
        if let edited = try appended.changing([key: .set(secret(value))], with: identities),
          edited.layers.dropLast() == other.layers.dropLast()
        {
          (other, expected[key]) = (edited, value)
        }
      }
      let ours = try verified(try mine.signed(by: alice.signer), by: policy)
      let theirs = try verified(try other.signed(by: alice.signer), by: policy)
      for (left, right) in [(ours, theirs), (theirs, ours)] {
        guard case .merged(let file) = try SealedFile.merge(base: base, ours: left, theirs: right) else {
          Issue.record("disjoint edits are a conflict")
          return
        }
        #expect(try open(try file.signed(by: alice.signer).bytes, policy, identities) == expected)
      }
      merged += 1
    }
    print("evidence: property-merge \(merged)/\(Self.cases)")
  }

  @Test func `one changed byte anywhere in a signed file is refused`() throws {
    var random = SeededGenerator()
    let policy = try policy(trusting: [alice])
    let identities = try production.identities
    let bytes = try seal(["api_key": Array("sk_live".utf8), "url": Array("postgres://".utf8)]).bytes
    for _ in 0..<Self.cases {
      var changed = bytes
      let index = Int.random(in: bytes.indices, using: &random)
      changed[index] ^= UInt8.random(in: 1...255, using: &random)
      do {
        _ = try open(changed, policy, identities)
        Issue.record("a change at byte \(index) went unseen")
      } catch let error as SealError {
        #expect([.format, .signature].contains(error.code), "\(error.reason)")
      }
    }
    print("evidence: property-one-byte \(Self.cases)/\(Self.cases)")
  }

  private func seal(_ values: [String: [UInt8]]) throws -> SealedFile {
    try SealedFile.seal(
      namespace: Fixtures.namespace, name: Fixtures.name, values: values.mapValues { secret($0) },
      to: [try production.recipient]
    ).signed(by: alice.signer)
  }
}
