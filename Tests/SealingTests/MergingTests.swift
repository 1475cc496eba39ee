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

  @Test func `a layer that came to both sides is no conflict, and stands there once`() throws {
    let base = try base()
    let picked = try append(base, ["x": .set(secret("x"))])
    let ours = try merged(base, try append(base, ["m": .set(secret("m"))]), picked)
    let file = try merged(base, try sign(ours), try append(picked, ["z": .set(secret("z"))]))
    #expect(try values(file) == ["a": "1", "b": "2", "m": "m", "x": "x", "z": "z"])
    #expect(file.layers.count == 4)
  }

  @Test func `a layer that both sides have means the same where they have it in another order`() throws {
    let base = try base()
    let picked = try append(base, ["k": .set(secret("picked"))])
    // Theirs had set k before; the layer that came to both decides there, and must in what they make together.
    let theirs = try merged(base, try append(base, ["m": .set(secret("m"))]), picked)
    let older = try append(base, ["k": .set(secret("older")), "o": .set(secret("o"))])
    let layers = older.file.layers + [picked.file.layers[1]]
    let reordered = try sign(
      SealedFile(
        namespace: base.file.namespace, name: base.file.name, revision: 3, layers: layers, signatures: []))
    for (ours, theirs) in [(try sign(theirs), reordered), (reordered, try sign(theirs))] {
      switch try SealedFile.merge(base: base, ours: ours, theirs: theirs) {
      case .merged(let file): #expect(try values(file)["k"] == "picked")
      case .conflict(let keys, _): #expect(keys == ["k"])
      }
    }
  }

  @Test func `of a layer that was edited in place, only the keys that changed count`() throws {
    let base = try base()
    let edited = try change(base, ["a": .set(secret("A"))])
    let appended = try append(base, ["b": .set(secret("B"))])
    for file in [try merged(base, edited, appended), try merged(base, appended, edited)] {
      #expect(try values(file) == ["a": "A", "b": "B"])
    }
    guard
      case .conflict(let keys, _) = try SealedFile.merge(
        base: base, ours: edited, theirs: try append(base, ["a": .set(secret("X"))]))
    else {
      Issue.record("it merged")
      return
    }
    #expect(keys == ["a"])
  }

  @Test func `a layer with a new reader counts whole: who sets a key meanwhile has left them out`() throws {
    let base = try base()
    let other = Reader("other")
    let wrapped = try sign(
      try #require(try base.rewrapping(with: try production.identities, adding: [try other.recipient])))
    guard
      case .conflict(let keys, _) = try SealedFile.merge(
        base: base, ours: wrapped, theirs: try append(base, ["a": .set(secret("A"))]))
    else {
      Issue.record("it merged")
      return
    }
    #expect(keys == ["a"])
  }

  @Test func `files that two branches made, each its own, stand side by side`() throws {
    let (ours, theirs) = (try base(["a": "1"]), try base(["b": "2"]))
    guard case .merged(let file) = try SealedFile.merge(base: nil, ours: ours, theirs: theirs) else {
      Issue.record("a conflict")
      return
    }
    #expect(try values(file) == ["a": "1", "b": "2"])
    #expect(file.revision == 2)
    guard case .conflict(let keys, _) = try SealedFile.merge(base: nil, ours: ours, theirs: try base(["a": "3"]))
    else {
      Issue.record("it merged")
      return
    }
    #expect(keys == ["a"])
  }

  @Test func `with layers in common and no base, what one side removed can't be told from what the other added`() throws
  {
    let base = try append(try base(), ["x": .set(secret("x"))])
    let removed = try change(base, ["x": .drop])
    guard
      case .conflict(_, let layers) = try SealedFile.merge(
        base: nil, ours: removed, theirs: try append(base, ["z": .set(secret("z"))]))
    else {
      Issue.record("it merged")
      return
    }
    #expect(layers == [base.file.layers[0].id])
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
