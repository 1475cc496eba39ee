import Primitives
import SSHSignatures
import Testing

@testable import Sealing

@Suite struct EditingTests {
  let alice = Author("alice@example.com")
  let production = Reader("production")
  let backup = Reader("backup")

  private func policy() throws -> Policy { try SealingTests.policy(trusting: [alice]) }

  private func base(_ values: [String: String] = ["api_key": "sk_live", "empty": "", "url": "postgres://db"]) throws
    -> VerifiedFile
  {
    let file = try SealedFile.seal(
      namespace: Fixtures.namespace, name: Fixtures.name, values: values.mapValues { secret($0) },
      to: [try production.recipient])
    return try sign(file)
  }

  private func sign(_ file: SealedFile) throws -> VerifiedFile {
    try verified(try file.signed(by: alice.signer), by: try policy())
  }

  private func values(_ file: VerifiedFile, _ reader: Reader? = nil) throws -> [String: String] {
    try open(file.file.bytes, try policy(), try (reader ?? production).identities)
      .mapValues { String(decoding: $0, as: UTF8.self) }
  }

  // MARK: Sealing anew

  @Test func `what is sealed opens with the same values`() throws {
    let file = try base()
    #expect(try values(file) == ["api_key": "sk_live", "empty": "", "url": "postgres://db"])
    #expect(file.file.revision == 1)
    #expect(file.signers.map(\.label) == ["alice@example.com"])
  }

  @Test func `a post-quantum recipient opens it too`() throws {
    let reader = Reader("production", postQuantum: true)
    let file = try SealedFile.seal(
      namespace: Fixtures.namespace, name: Fixtures.name, values: ["a": secret("1")], to: [try reader.recipient])
    #expect(try values(try sign(file), reader) == ["a": "1"])
  }

  @Test func `post-quantum beside classic recipients is refused when sealing (row 39)`() throws {
    let reader = Reader("modern", postQuantum: true)
    expectFailure(.policy) {
      _ = try SealedFile.seal(
        namespace: Fixtures.namespace, name: Fixtures.name, values: [:],
        to: [try reader.recipient, try production.recipient])
    }
    expectFailure(.policy) { _ = try base().appending(["b": .set(secret("2"))], to: [try reader.recipient]) }
    expectFailure(.policy) {
      _ = try base().rewrapping(with: try production.identities, adding: [try reader.recipient])
    }
  }

  @Test func `no recipient, the same one twice, and a key that can't be one are usage errors`() throws {
    let to = [try production.recipient]
    for (values, recipients) in [(["a": secret("")], []), (["a": secret("")], to + to), (["a/b": secret("")], to)] {
      expectFailure(.usage) {
        _ = try SealedFile.seal(namespace: Fixtures.namespace, name: Fixtures.name, values: values, to: recipients)
      }
    }
  }

  @Test(arguments: ["../x", "a/b", ".", "..data", "é", "", "a b", String(repeating: "k", count: 254)])
  func `a key that could name another file is refused (row 47)`(key: String) throws {
    expectFailure(.usage) { _ = try base([key: "1"]) }
  }

  @Test func `the largest value seals and opens, and one byte more is refused (row 46)`() throws {
    let bytes = [UInt8](repeating: 7, count: Limits.valueCount)
    let file = try SealedFile.seal(
      namespace: Fixtures.namespace, name: Fixtures.name, values: ["big": secret(bytes)], to: [try production.recipient]
    )
    #expect(try open(try sign(file).file.bytes, try policy(), try production.identities) == ["big": bytes])
    expectFailure(.usage) {
      _ = try SealedFile.seal(
        namespace: Fixtures.namespace, name: Fixtures.name, values: ["big": secret(bytes + [7])],
        to: [try production.recipient])
    }
  }

  // MARK: Without an identity

  @Test func `an author without an identity appends a layer that sets, shadows and drops`() throws {
    let file = try base()
    let changed = try #require(
      try file.appending(
        ["url": .set(secret("mysql://db")), "empty": .drop, "new": .set(secret("n"))], to: [try production.recipient]))
    #expect(changed.revision == 2)
    #expect(changed.signatures.isEmpty)
    #expect(changed.layers.first == file.file.layers.first)
    #expect(try values(try sign(changed)) == ["api_key": "sk_live", "new": "n", "url": "mysql://db"])
  }

  @Test func `a layer that is shadowed whole is left out`() throws {
    let file = try base(["a": "1"])
    let changed = try #require(try file.appending(["a": .set(secret("2"))], to: [try production.recipient]))
    #expect(changed.layers.count == 1)
    #expect(try values(try sign(changed)) == ["a": "2"])
  }

  @Test func `dropping a key that isn't there changes nothing`() throws {
    #expect(try base().appending(["nothing": .drop], to: [try production.recipient]) == nil)
    #expect(try base().changing(["nothing": .drop], with: try production.identities) == nil)
  }

  @Test func `the thirty-third layer is refused`() throws {
    var file = try base(["k0": "0"])
    for index in 1..<32 {
      file = try sign(
        try #require(try file.appending(["k\(index)": .set(secret("v"))], to: [try production.recipient])))
    }
    expectFailure(.policy) { _ = try file.appending(["last": .set(secret("v"))], to: [try production.recipient]) }
    let compact = try #require(try file.compacting(with: try production.identities))
    #expect(compact.layers.count == 1)
    #expect(try values(try sign(compact)) == values(file))
  }

  // MARK: With an identity

  @Test func `a change in place keeps every other line`() throws {
    let file = try base()
    let changed = try #require(
      try file.changing(["url": .set(secret("mysql://db"))], with: try production.identities))
    let before = String(decoding: file.file.signedBytes, as: UTF8.self).split(separator: "\n")
    let after = String(decoding: changed.signedBytes, as: UTF8.self).split(separator: "\n")
    let differing = zip(before, after).filter { $0 != $1 }.map { $0.1.split(separator: " ")[0] }
    #expect(before.count == after.count)
    #expect(differing == ["revision", "value", "mac"])
    #expect(try values(try sign(changed))["url"] == "mysql://db")
  }

  @Test func `the value it has already changes nothing`() throws {
    #expect(try base().changing(["url": .set(secret("postgres://db"))], with: try production.identities) == nil)
  }

  @Test func `a dropped key doesn't come back from an earlier layer`() throws {
    let file = try sign(
      try #require(
        try base().appending(["url": .set(secret("2")), "x": .set(secret("x"))], to: [try production.recipient])))
    let changed = try #require(try file.changing(["url": .drop], with: try production.identities))
    #expect(try values(try sign(changed)) == ["api_key": "sk_live", "empty": "", "x": "x"])
  }

  @Test func `the last value can go`() throws {
    let changed = try #require(try base(["a": "1"]).changing(["a": .drop], with: try production.identities))
    #expect(try values(try sign(changed)) == [:])
  }

  @Test func `compacting refuses layers with different readers`() throws {
    let file = try sign(
      try #require(
        try base().appending(["x": .set(secret("x"))], to: [try production.recipient, try backup.recipient])))
    expectFailure(.policy) { _ = try file.compacting(with: try production.identities) }
  }

  @Test func `rotating gives a new id and data key, and shuts a removed reader out`() throws {
    let file = try SealedFile.seal(
      namespace: Fixtures.namespace, name: Fixtures.name, values: ["a": secret("1")],
      to: [try production.recipient, try backup.recipient])
    let signed = try sign(file)
    #expect(try values(signed, backup) == ["a": "1"])
    let rotated = try sign(try signed.rotating(with: try production.identities, to: [try production.recipient]))
    #expect(rotated.file.layers[0].id != file.layers[0].id)
    #expect(try values(rotated) == ["a": "1"])
    expectFailure(.identity) { _ = try values(rotated, backup) }
  }

  @Test func `re-wrapping adds a reader to every layer and touches no value`() throws {
    let file = try sign(try #require(try base().appending(["x": .set(secret("x"))], to: [try production.recipient])))
    let wrapped = try #require(
      try file.rewrapping(with: try production.identities, adding: [try production.recipient, try backup.recipient]))
    #expect(wrapped.layers.map(\.entries) == file.file.layers.map(\.entries))
    #expect(wrapped.layers.map(\.id) == file.file.layers.map(\.id))
    let signed = try sign(wrapped)
    #expect(try values(signed, backup) == values(file))
    #expect(try values(signed) == values(file))
    #expect(try signed.rewrapping(with: try backup.identities, adding: [try backup.recipient]) == nil)
  }

  @Test func `an unrelated identity changes nothing`() throws {
    expectFailure(.identity) { _ = try base().changing(["a": .set(secret("1"))], with: try backup.identities) }
  }

  // MARK: Signing

  @Test func `a base without a trusted signature is not built upon (row 18)`() throws {
    let file = try SealedFile.seal(
      namespace: Fixtures.namespace, name: Fixtures.name, values: ["a": secret("1")], to: [try production.recipient])
    let policy = try Policy(namespace: Fixtures.namespace, allowUnsigned: true, signersFile: nil)
    let unsigned = try verified(file, by: policy)
    expectFailure(.signature) { _ = try unsigned.appending(["b": .drop], to: [try production.recipient]) }
    expectFailure(.signature) { _ = try unsigned.changing(["b": .drop], with: try production.identities) }
    expectFailure(.signature) {
      _ = try unsigned.rotating(with: try production.identities, to: [try production.recipient])
    }
  }

  @Test func `a second signer signs beside the first, and replaces one who left`() throws {
    let bob = Author("bob@example.com")
    let both = try base().file.signed(by: bob.signer)
    #expect(both.signatures.count == 2)
    let policy = try SealingTests.policy(trusting: [alice, bob], signatures: 2)
    #expect(Set(try verified(both, by: policy).signers.map(\.label)) == ["alice@example.com", "bob@example.com"])
    let replaced = try both.signed(by: bob.signer, replacing: [alice.signer.publicKey.fingerprint])
    #expect(replaced.signatures.count == 1)
    #expect(try both.signed(by: bob.signer).bytes == both.bytes)
  }
}
