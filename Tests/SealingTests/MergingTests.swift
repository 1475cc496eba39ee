import Primitives
import Testing

@testable import Sealing

@Suite struct MergingTests {
  let alice = Author("alice@example.com")
  let production = Reader("production")

  private func sign(_ file: SealedFile) throws -> VerifiedFile {
    try verified(try file.signed(by: alice.signer), by: try policy(trusting: [alice]))
  }

  private func base(_ values: [String: String] = ["a": "1", "b": "2"]) throws -> VerifiedFile {
    try sign(
      try SealedFile.seal(
        namespace: Fixtures.namespace, name: Fixtures.name, values: values.mapValues { secret($0) },
        to: [try production.recipient]))
  }

  private func append(_ file: VerifiedFile, _ changes: Changes) throws -> VerifiedFile {
    try sign(try #require(try file.appending(changes, to: [try production.recipient])))
  }

  private func change(_ file: VerifiedFile, _ changes: Changes) throws -> VerifiedFile {
    try sign(try #require(try file.changing(changes, with: try production.identities)))
  }

  private func values(_ file: SealedFile) throws -> [String: String] {
    try open(try sign(file).file.bytes, try policy(trusting: [alice]), try production.identities)
      .mapValues { String(decoding: $0, as: UTF8.self) }
  }

  private func merged(_ base: VerifiedFile, _ ours: VerifiedFile, _ theirs: VerifiedFile) throws -> SealedFile {
    guard case .merged(let file) = try SealedFile.merge(base: base, ours: ours, theirs: theirs) else {
      throw SealError(.internal, "a conflict")
    }
    return file
  }

  @Test func `layers of both sides stand one after the other, unsigned, one revision up`() throws {
    let base = try base()
    let ours = try append(try append(base, ["x": .set(secret("x"))]), ["y": .set(secret("y"))])
    let theirs = try append(base, ["z": .set(secret("z"))])
    let file = try merged(base, ours, theirs)
    #expect(file.revision == 4)
    #expect(file.signatures.isEmpty)
    #expect(file.layers.map(\.id) == ours.file.layers.map(\.id) + [theirs.file.layers[1].id])
    #expect(try values(file) == ["a": "1", "b": "2", "x": "x", "y": "y", "z": "z"])
  }

  @Test func `an edit in place and an appended layer merge, whichever side made them`() throws {
    let base = try base()
    let edited = try change(try append(base, ["x": .set(secret("x"))]), ["x": .set(secret("X"))])
    let appended = try append(base, ["z": .set(secret("z"))])
    for file in [try merged(base, edited, appended), try merged(base, appended, edited)] {
      #expect(try values(file) == ["a": "1", "b": "2", "x": "X", "z": "z"])
    }
  }

  @Test func `a key that both sides set is a conflict that names it (row 50)`() throws {
    let base = try base()
    let result = try SealedFile.merge(
      base: base, ours: try append(base, ["x": .set(secret("1"))]), theirs: try append(base, ["x": .set(secret("2"))]))
    guard case .conflict(let keys, let layers) = result else {
      Issue.record("it merged")
      return
    }
    #expect(keys == ["x"])
    #expect(layers.isEmpty)
  }

  @Test func `a layer that both changed, or one changed and the other removed, is a conflict`() throws {
    let base = try base()
    let one = try change(base, ["a": .set(secret("A"))])
    let other = try change(base, ["b": .set(secret("B"))])
    let rotated = try sign(try base.rotating(with: try production.identities, to: [try production.recipient]))
    for (ours, theirs) in [(one, other), (one, rotated), (rotated, other)] {
      guard case .conflict = try SealedFile.merge(base: base, ours: ours, theirs: theirs) else {
        Issue.record("it merged")
        return
      }
    }
  }

  @Test func `two rotations at once are a conflict, never silent (row 52)`() throws {
    let base = try base()
    let rotate = { try self.sign(try base.rotating(with: try production.identities, to: [try production.recipient])) }
    guard case .conflict(let keys, _) = try SealedFile.merge(base: base, ours: try rotate(), theirs: try rotate())
    else {
      Issue.record("it merged")
      return
    }
    #expect(keys == ["a", "b"])
  }

  @Test func `a layer that one side removed isn't brought back`() throws {
    let base = try append(try base(), ["x": .set(secret("x"))])
    let ours = try change(base, ["x": .drop])
    let theirs = try append(base, ["z": .set(secret("z"))])
    for file in [try merged(base, ours, theirs), try merged(base, theirs, ours)] {
      #expect(try values(file) == ["a": "1", "b": "2", "z": "z"])
    }
  }

  @Test func `a key that one side took out and the other set anew is a conflict`() throws {
    let base = try append(try base(), ["x": .set(secret("x"))])
    let result = try SealedFile.merge(
      base: base, ours: try change(base, ["x": .drop]), theirs: try append(base, ["x": .set(secret("y"))]))
    guard case .conflict = result else {
      Issue.record("it merged")
      return
    }
  }

  @Test func `layers that both sides leave out, since others shadow them, are no conflict`() throws {
    let base = try base(["a": "1", "b": "2"])
    let both = try merged(
      base, try append(base, ["a": .set(secret("A"))]), try append(base, ["b": .set(secret("B"))]))
    #expect(both.layers.count == 3)
    let next = try sign(both)
    let file = try merged(next, try append(next, ["c": .set(secret("C"))]), try append(next, ["d": .set(secret("D"))]))
    #expect(try values(file) == ["a": "A", "b": "B", "c": "C", "d": "D"])
  }

  @Test func `files of two names don't merge`() throws {
    let base = try base()
    let other = try sign(
      try SealedFile.seal(
        namespace: "staging", name: Fixtures.name, values: [:], to: [try production.recipient]), namespace: "staging")
    expectFailure(.scope) { _ = try SealedFile.merge(base: base, ours: base, theirs: other) }
  }

  private func sign(_ file: SealedFile, namespace: String) throws -> VerifiedFile {
    try verified(try file.signed(by: alice.signer), by: try policy(trusting: [alice], namespace: namespace))
  }
}
