import Age
import Primitives
import SSHSignatures
import Sealing
import Testing

/// Somebody who seals and signs for the tests of merging.
struct MergeAuthor: Sendable {
  let signer: PrivateKeySigner
  private let reader: AgeIdentity = .generate(postQuantum: false)

  init() {
    guard let key = try? SSHPrivateKey(seed: SharedSecret(SecretBytes.random(count: 32)), comment: "alice") else {
      fatalError("a seed is always a key")
    }
    signer = PrivateKeySigner(key)
  }

  func policy(_ namespace: String) throws(SealError) -> Policy {
    try Policy(
      namespace: namespace, signersFile: Array("alice \(signer.publicKey.line(comment: ""))\n".utf8))
  }

  var recipients: [LabelledRecipient] {
    get throws { [try LabelledRecipient(label: "production", reader.recipient)] }
  }

  func file(
    _ values: [String: String], namespace: String = "shop", name: String = "app-secrets"
  ) throws -> SealedFile {
    try SealedFile.seal(
      namespace: namespace, name: name, values: values.mapValues { Self.secret($0) }, to: recipients
    ).signed(by: signer)
  }

  /// One layer more, which sets `key`; signed by this author or another.
  func setting(_ key: String, in file: SealedFile, by other: MergeAuthor? = nil) throws -> SealedFile {
    let verified = try VerifiedFile(
      SealedEntry(entryName: "\(file.name).sealed", bytes: file.bytes), as: file.name, policy: policy("shop"))
    return try #require(try verified.appending([key: .set(Self.secret(key))], to: recipients))
      .signed(by: (other ?? self).signer)
  }

  /// The same file with no signature but this author's.
  func resigning(_ file: SealedFile) throws -> SealedFile {
    try file.signed(by: signer, replacing: Set(file.signingKeys(named: "it").map(\.fingerprint)))
  }

  func manifest(_ sealed: [UInt8], before: String = "", after: String = "") -> [UInt8] {
    manifest(named: CollectionOfOne(("app-secrets.sealed", sealed)), before: before, after: after)
  }

  func manifest(
    named entries: some Sequence<(String, [UInt8])>, before: String = "", after: String = ""
  ) -> [UInt8] {
    var text = before + "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app\n  namespace: shop\ndata:\n"
    for (name, bytes) in entries {
      text += "  \(name): |\n"
      for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") { text += "    \(line)\n" }
    }
    return Array((text + after).utf8)
  }

  private static func secret(_ text: String) -> SharedSecret {
    SharedSecret(SecretBytes(copying: Array(text.utf8).span))
  }
}

/// Expects a failure of one class.
func expectFailure(_ code: SealError.Code, _ body: () throws -> Void) {
  do {
    try body()
    Issue.record("expected \(code.name), and nothing failed")
  } catch let error as SealError {
    #expect(error.code == code, "\(error.code.name): \(error.reason)")
  } catch {
    Issue.record("expected \(code.name), got \(error)")
  }
}
