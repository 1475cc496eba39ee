import Age
import Foundation
import Primitives
import SSHSignatures
import Testing

@testable import Sealing

/// The attacks that a sealed file answers by itself. A change that leaves the grammar whole is `signature` as it stands; what
/// the layers themselves see is shown with the file signed again by a trusted signer, and with one unsigned layer where no
/// signature is asked for.
@Suite struct AttackTests {
  let alice = Author("alice@example.com")
  let mallory = Author("mallory@example.com")
  let production = Reader("production")

  private func seal(
    _ values: [String: String] = ["api_key": "sk_live", "empty": "", "url": "postgres://db"],
    namespace: String = Fixtures.namespace, name: String = Fixtures.name
  ) throws -> SealedFile {
    try SealedFile.seal(
      namespace: namespace, name: name, values: values.mapValues { secret($0) }, to: [try production.recipient])
  }

  private func lines(_ file: SealedFile) -> [String] {
    String(decoding: file.signedBytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  private func bytes(_ lines: [String]) -> [UInt8] { Array((lines.joined(separator: "\n") + "\n").utf8) }

  /// Expects a changed text to be refused in each of the three ways.
  private func expectTampered(
    _ original: SealedFile, _ changed: [String], _ code: SealError.Code = .tampered,
    namespace: String = Fixtures.namespace,
    name: String = Fixtures.name, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let policy = try policy(trusting: [alice], namespace: namespace)
    let identities = try production.identities
    let signature = try original.signed(by: alice.signer).signatures[0].armored
    expectFailure(.signature, sourceLocation: sourceLocation) {
      _ = try open(bytes(changed) + signature, policy, identities, name: name)
    }
    let parsed = try SealedFile(parsing: bytes(changed), named: "changed")
    expectFailure(code, sourceLocation: sourceLocation) {
      _ = try open(try parsed.signed(by: alice.signer).bytes, policy, identities, name: name)
    }
    let unsigned = try Policy(namespace: namespace, allowUnsigned: true, signersFile: nil)
    expectFailure(code, sourceLocation: sourceLocation) {
      _ = try open(bytes(changed), unsigned, identities, name: name)
    }
  }

  private func swapBodies(_ lines: [String], _ a: String, _ b: String) throws -> [String] {
    let first = try #require(lines.firstIndex { $0.hasPrefix("value \(a) ") })
    let second = try #require(lines.firstIndex { $0.hasPrefix("value \(b) ") })
    var lines = lines
    let bodies = (lines[first].dropFirst(7 + a.count), lines[second].dropFirst(7 + b.count))
    lines[first] = "value \(a) \(bodies.1)"
    lines[second] = "value \(b) \(bodies.0)"
    return lines
  }

  // MARK: Substitution

  @Test func `values swapped between two keys are tampered (row 1)`() throws {
    let file = try seal()
    try expectTampered(file, try swapBodies(lines(file), "api_key", "url"))
  }

  @Test func `a key that is renamed is tampered (row 1)`() throws {
    let file = try seal()
    try expectTampered(file, lines(file).map { $0.hasPrefix("value url ") ? "value url2" + $0.dropFirst(9) : $0 })
  }

  @Test func `a value moved from another file of the namespace is tampered (row 2)`() throws {
    let (file, other) = (try seal(), try seal(name: "other"))
    let moved = try #require(lines(other).first { $0.hasPrefix("value url ") })
    try expectTampered(file, lines(file).map { $0.hasPrefix("value url ") ? moved : $0 })
  }

  @Test func `a file of another namespace is out of scope, and tampered where its text is edited (row 3)`() throws {
    let file = try seal(namespace: "staging")
    expectFailure(.scope) {
      _ = try open(
        try file.signed(by: alice.signer).bytes, try policy(trusting: [alice]), try production.identities)
    }
    try expectTampered(file, lines(file).map { $0 == "namespace staging" ? "namespace \(Fixtures.namespace)" : $0 })
  }

  @Test func `an old value put back into a newer file is tampered (row 4)`() throws {
    let file = try seal()
    let base = try verified(try file.signed(by: alice.signer), by: try policy(trusting: [alice]))
    let newer = try #require(try base.changing(["url": .set(secret("new"))], with: try production.identities))
    let old = try #require(lines(file).first { $0.hasPrefix("value url ") })
    try expectTampered(newer, lines(newer).map { $0.hasPrefix("value url ") ? old : $0 })
  }

  @Test func `a value line that is removed is tampered (row 6)`() throws {
    let file = try seal()
    try expectTampered(file, lines(file).filter { !$0.hasPrefix("value url ") })
  }

  @Test func `a value that an attacker adds is tampered (row 7)`() throws {
    let file = try seal()
    // The attacker knows the recipient, not the data key.
    let own = try #require(lines(try seal(["db_host": "evil.example.com"])).first { $0.hasPrefix("value db_host") })
    var changed = lines(file)
    changed.insert(own, at: try #require(changed.firstIndex { $0.hasPrefix("value empty") }))
    try expectTampered(file, changed)
  }

  @Test func `an empty value that is added, removed or swapped is tampered (row 12)`() throws {
    let file = try seal()
    try expectTampered(file, lines(file).filter { !$0.hasPrefix("value empty") })
    try expectTampered(file, try swapBodies(lines(file), "api_key", "empty"))
    let blobs = file.values.map(\.blob.count)
    #expect(Set(blobs) == [104])
  }

  @Test func `no two scopes and keys have the same associated data (row 13)`() {
    let parts = ["a", "a:b", "b", "b:c", "ab", "c", ""]
    var seen: Set<[UInt8]> = []
    var all = 0
    for namespace in parts {
      for name in parts {
        for key in parts {
          seen.insert(
            DataKey.associatedData(
              scope: FileScope(namespace: namespace, name: name), layer: "0011223344556677", key: key))
          all += 1
        }
      }
    }
    #expect(seen.count == all)
  }

  @Test func `value lines out of order and a key that stands twice are no sealed file (rows 14 and 15)`() throws {
    let file = try seal()
    let all = lines(file)
    let url = try #require(all.firstIndex { $0.hasPrefix("value url") })
    var reordered = all
    reordered.swapAt(url, url - 1)
    var twice = all
    twice.insert(all[url], at: url)
    for changed in [reordered, twice] {
      expectFailure(.format) { _ = try SealedFile(parsing: bytes(changed), named: "x") }
    }
  }

  @Test func `a drop that is slipped in is tampered`() throws {
    let file = try seal()
    let all = lines(file)
    let url = try #require(all.firstIndex { $0.hasPrefix("value url") })
    var changed = all
    changed[url] = "drop url"
    try expectTampered(file, changed)
  }

  @Test func `a layer of another file, and one that is cut, are refused (row 16)`() throws {
    let policy = try policy(trusting: [alice])
    let identities = try production.identities
    let base = try verified(try seal().signed(by: alice.signer), by: policy)
    let two = try #require(try base.appending(["x": .set(secret("x"))], to: [try production.recipient]))
    let signature = try two.signed(by: alice.signer).signatures[0].armored

    let cut = SealedFile(namespace: two.namespace, name: two.name, revision: 2, layers: [two.layers[0]], signatures: [])
    let reordered = SealedFile(
      namespace: two.namespace, name: two.name, revision: 2, layers: two.layers.reversed(), signatures: [])
    for changed in [cut, reordered] {
      expectFailure(.signature) { _ = try open(changed.signedBytes + signature, policy, identities) }
    }
    let foreign = SealedFile(
      namespace: two.namespace, name: two.name, revision: 2,
      layers: [two.layers[0], try seal(name: "other").layers[0]], signatures: [])
    expectFailure(.signature) { _ = try open(foreign.signedBytes + signature, policy, identities) }
    expectFailure(.tampered) { _ = try open(try foreign.signed(by: alice.signer).bytes, policy, identities) }
    // Without a signature nothing ties layers together, so only one is accepted.
    let unsigned = try Policy(namespace: Fixtures.namespace, allowUnsigned: true, signersFile: nil)
    expectFailure(.signature) { _ = try open(two.signedBytes, unsigned, identities) }
  }

  @Test func `the envelope of another file, or some unrelated age file, is tampered or no envelope (row 17)`() throws {
    let (file, other) = (try seal(), try seal(name: "other"))
    try expectTampered(file, replacingEnvelope(of: file, with: other.layers[0].envelope.text))
    // As long as a payload, and no data key.
    let text = Array("seal/v1 key \(file.layers[0].id) ".utf8) + [UInt8](repeating: UInt8(ascii: "!"), count: 44)
    let unrelated = try AgeFile.seal(text.span, to: [production.identity.recipient])
    try expectTampered(file, replacingEnvelope(of: file, with: AgeArmor.encode(unrelated.span)))
    let short = try AgeFile.seal(Array("hello".utf8).span, to: [production.identity.recipient])
    let changed = replacingEnvelope(of: file, with: AgeArmor.encode(short.span))
    expectFailure(.format) { _ = try SealedFile(parsing: bytes(changed), named: "x") }
  }

  private func replacingEnvelope(of file: SealedFile, with text: [UInt8]) -> [String] {
    let all = lines(file)
    let begin = all.firstIndex { $0.hasPrefix("-----BEGIN AGE") } ?? 0
    let end = all.firstIndex { $0.hasPrefix("-----END AGE") } ?? 0
    return all[..<begin] + String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
      + all[(end + 1)...]
  }

  @Test func `a recipient's line that is removed or relabelled is tampered (row 20)`() throws {
    let file = try seal()
    try expectTampered(file, lines(file).filter { !$0.hasPrefix("to ") })
    try expectTampered(file, lines(file).map { $0.hasPrefix("to ") ? $0.replacing("production", with: "nobody") : $0 })
  }

  // MARK: Forgery

  @Test func `a file made by one who has only public keys is refused (row 8)`() throws {
    let forged = try seal(["api_key": "mine"])
    let (policy, identities) = (try policy(trusting: [alice]), try production.identities)
    expectFailure(.signature) { _ = try open(forged.bytes, policy, identities) }
    expectFailure(.signature) { _ = try open(try forged.signed(by: mallory.signer).bytes, policy, identities) }
  }

  @Test func `a removed signature, an unknown one, and an unknown one beside a bad one are refused (rows 9 and 10)`()
    throws
  {
    let (policy, identities) = (try policy(trusting: [alice]), try production.identities)
    let signed = try seal().signed(by: alice.signer)
    expectFailure(.signature) { _ = try open(signed.signedBytes, policy, identities) }
    expectFailure(.signature) { _ = try open(try seal().signed(by: mallory.signer).bytes, policy, identities) }
    // Beside a trusted one an unknown signer does no harm, but every block must verify.
    let both = try signed.signed(by: mallory.signer)
    #expect(try open(both.bytes, policy, identities).count == 3)
    let ofAnother = try seal(["x": "y"]).signed(by: mallory.signer).signatures[0]
    let broken = SealedFile(
      namespace: signed.namespace, name: signed.name, revision: 1, layers: signed.layers,
      signatures: (signed.signatures + [ofAnother]).sorted {
        $0.publicKeyBlob.lexicographicallyPrecedes($1.publicKeyBlob)
      })
    expectFailure(.signature) { _ = try open(broken.bytes, policy, identities) }
  }

  @Test func `a signature of another file or made for git is refused (row 11)`() throws {
    let (policy, identities) = (try policy(trusting: [alice]), try production.identities)
    let file = try seal()
    let ofAnother = try seal(["x": "y"]).signed(by: alice.signer).signatures[0].armored
    expectFailure(.signature) { _ = try open(file.signedBytes + ofAnother, policy, identities) }
    for namespace in ["git", "file", "seal-v1"] {
      let signature = try alice.signer.sign(file.signedBytes.span, namespace: namespace).armored
      expectFailure(.signature) { _ = try open(file.signedBytes + signature, policy, identities) }
    }
  }

  @Test func `no identity is touched before a trusted signer vouches (row 21)`() throws {
    // Acceptance, which checks signatures, takes no identity: a crafted envelope never meets a key.
    let forged = try seal()
    expectFailure(.signature) {
      _ = try Acceptance(
        try NameRequest.parse([Fixtures.name]),
        entries: [SealedEntry(entryName: Fixtures.entryName, bytes: forged.bytes)],
        policy: try policy(trusting: [alice]))
    }
  }

  @Test func `one value that doesn't open gives none of them (rows 22 and 23)`() throws {
    let file = try seal()
    let policy = try policy(trusting: [alice])
    // A dishonest author holds the data key, so that the MAC and the signature are good and one value is garbage.
    let (layers, _) = try verified(try file.signed(by: alice.signer), by: policy).open(with: try production.identities)
    let entries = file.layers[0].entries.map { entry in
      entry.key == "url" ? Entry(key: "url", content: .value([UInt8](repeating: 1, count: 104))) : entry
    }
    let broken = try file.next([file.layers[0].rewritten(entries: entries, scope: file.scope, key: layers.keys[0])])
    expectFailure(.tampered) {
      _ = try open(try broken.signed(by: alice.signer).bytes, policy, try production.identities)
    }
  }

  @Test(arguments: [
    [UInt8](repeating: 9, count: 64), [UInt8](repeating: 0, count: 64),
    [UInt8](repeating: 9, count: 10) + [0x80] + [UInt8](repeating: 0, count: 61),
  ])
  func `padding that no writer makes is tampered (row 36)`(block: [UInt8]) throws {
    let secretKey = (0..<32).map { _ in UInt8.random(in: 0...255) }
    let key = DataKey(SecretBytes(copying: secretKey.span))
    let (scope, id) = (FileScope(namespace: Fixtures.namespace, name: Fixtures.name), "0011223344556677")
    let noSalt: [UInt8] = []
    let valueKey = HKDF.sha256(
      secret: secretKey.span, salt: noSalt.span, info: Array("seal/v1 value".utf8).span, count: 32)
    let nonce = [UInt8](repeating: 5, count: 24)
    var blob = nonce + [UInt8](repeating: 0, count: block.count + 16)
    let data = DataKey.associatedData(scope: scope, layer: id, key: "a")
    var output = blob.mutableSpan
    valueKey.withBytes {
      AEAD.xChaChaPoly.seal(block.span, key: $0, nonce: nonce.span, authenticating: data.span, into: &output, at: 24)
    }
    let recipient = try production.recipient
    let layer = Layer(
      id: id, recipients: [recipient.claim], envelope: try .seal(key, layer: id, to: [recipient.recipient]),
      entries: [Entry(key: "a", content: .value(blob))], scope: scope, key: key)
    let file = SealedFile(
      namespace: scope.namespace, name: scope.name, revision: 1, layers: [layer], signatures: [])
    expectFailure(.tampered) {
      _ = try open(
        try file.signed(by: alice.signer).bytes, try policy(trusting: [alice]), try production.identities)
    }
    let unsigned = try Policy(namespace: scope.namespace, allowUnsigned: true, signersFile: nil)
    expectFailure(.tampered) { _ = try open(file.bytes, unsigned, try production.identities) }
  }

  // MARK: Scope and policy

  @Test func `a file under another name is out of scope (row 49)`() throws {
    let file = try seal(name: "other").signed(by: alice.signer)
    expectFailure(.scope) { _ = try open(file.bytes, try policy(trusting: [alice]), try production.identities) }
  }

  @Test func `a whole old file is refused where a floor is set`() throws {
    let file = try seal().signed(by: alice.signer)
    let policy = try Policy(
      try policy(trusting: [alice]), namespace: Fixtures.namespace, minimumRevisions: [Fixtures.name: 2])
    expectFailure(.rollback) { _ = try open(file.bytes, policy, try production.identities) }
  }

  @Test func `an ssh identity that is also a trusted signer is refused`() throws {
    let file = try seal().signed(by: alice.signer)
    var identities = Identities()
    let key = try SSHKeyFile.text(of: alice)
    try identities.add(file: key.span, named: "id_ed25519")
    expectFailure(.policy) { _ = try open(file.bytes, try policy(trusting: [alice]), identities) }
  }

  @Test func `a key in two parts is refused, whatever their order (row 75)`() throws {
    let policy = try policy(trusting: [alice])
    let entries = try [(Fixtures.entryName, ["a": "1"]), ("app-secrets_b.sealed", ["a": "2"])].map {
      SealedEntry(entryName: $0.0, bytes: try seal($0.1).signed(by: alice.signer).bytes)
    }
    for entries in [entries, entries.reversed()] {
      let acceptance = try Acceptance(try NameRequest.parse([Fixtures.name]), entries: entries, policy: policy)
      expectFailure(.format) { _ = try acceptance.open(with: try production.identities) }
    }
  }

  @Test func `a newer version is said to be one (row 26)`() throws {
    do {
      _ = try SealedFile(parsing: Array("seal/v2\n".utf8), named: "x")
      Issue.record("it parsed")
    } catch {
      #expect(error.code == .format)
      #expect(error.reason.contains("newer release"))
    }
  }

  @Test func `an empty file, one with conflict markers, and one with CR ends say so (rows 50, 51 and 53)`() throws {
    let text = String(decoding: try seal().bytes, as: UTF8.self)
    let layer = try #require(text.range(of: "layer "))
    for (changed, says) in [
      ("", "empty"), ("<<<<<<< ours\n" + text, "line 1"),
      (text.replacingCharacters(in: layer.lowerBound..<layer.lowerBound, with: "<<<<<<< HEAD\n"), "conflict marker"),
      (text.replacing("\n", with: "\r\n"), "line 1 ends in CR"), (text + "\n", "is blank"),
      (text.replacing("\nmac ", with: " \nmac "), "ends in a blank"), (String(text.dropLast()), "was cut"),
    ] {
      do {
        _ = try SealedFile(parsing: Array(changed.utf8), named: "x")
        Issue.record("it parsed: \(says)")
      } catch {
        #expect(error.code == .format)
        #expect(error.reason.contains(says), "\(error.reason)")
      }
    }
  }

  @Test(arguments: [0, 39, 40, 103, 105, 40 + 65])
  func `a value of a length that none has is no sealed file (row 35)`(count: Int) throws {
    let blob = [UInt8](repeating: 7, count: count)
    let text = String(decoding: Base64.encode(blob.span, padding: .none), as: UTF8.self)
    let changed = lines(try seal()).map { $0.hasPrefix("value url ") ? "value url " + text : $0 }
    expectFailure(.format) { _ = try SealedFile(parsing: bytes(changed), named: "x") }
  }

  @Test func `over 1,000,000 bytes, 1,024 entries or 32 layers is no sealed file (row 46)`() throws {
    let big = [UInt8](repeating: UInt8(ascii: "a"), count: Limits.fileCount + 1)
    expectFailure(.format) { _ = try SealedFile(parsing: big, named: "x") }
    let values = Dictionary(uniqueKeysWithValues: (0...1024).map { ("k\($0)", "") })
    expectFailure(.usage) { _ = try seal(values) }
  }

  @Test func `bytes of any kind come back as they were (row 45)`() throws {
    let hard: [String: [UInt8]] = [
      "nul": [0, 1, 0], "newlines": Array("a\nb\r\nc\r".utf8), "invalid": [0xFF, 0xFE, 0xC3], "empty": [],
      "bom": [0xEF, 0xBB, 0xBF, 0x61], "marker": [0x80, 0x80, 0x00],
    ]
    let file = try SealedFile.seal(
      namespace: Fixtures.namespace, name: Fixtures.name, values: hard.mapValues { secret($0) },
      to: [try production.recipient]
    ).signed(by: alice.signer)
    #expect(try open(file.bytes, try policy(trusting: [alice]), try production.identities) == hard)
  }

  @Test func `an identity that isn't among the recipients is said to be none, by kind and number (row 73)`() throws {
    do {
      _ = try open(
        try seal().signed(by: alice.signer).bytes, try policy(trusting: [alice]), try Reader("other").identities)
      Issue.record("it opened")
    } catch let error as SealError {
      #expect(error.code == .identity)
      #expect(error.reason.contains("the identity in other.identity (1 X25519) doesn't open"))
      #expect(error.reason.contains("sealed to production (1 X25519)"))
    }
  }
}
