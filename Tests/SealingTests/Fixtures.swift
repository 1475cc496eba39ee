import Age
import Primitives
import SSHSignatures
import Sealing
import Testing

/// People and places that the tests of this module share.
enum Fixtures {
  static let namespace = "production-api"
  static let name = "app-secrets"
  static let entryName = "app-secrets.sealed"
}

/// One who holds a signing key.
struct Author: Sendable {
  let signer: PrivateKeySigner
  let seed: SharedSecret
  let label: String

  init(_ label: String) {
    self.label = label
    seed = SharedSecret(SecretBytes.random(count: 32))
    guard let key = try? SSHPrivateKey(seed: seed, comment: label) else { fatalError("a seed is always a key") }
    signer = PrivateKeySigner(key)
  }

  /// A line of `allowed_signers`.
  var line: String { "\(label) namespaces=\"\(Policy.signingNamespace)\" \(signer.publicKey.line(comment: ""))\n" }
}

/// One who holds an identity.
struct Reader: Sendable {
  let identity: AgeIdentity
  let label: String

  init(_ label: String, postQuantum: Bool = false) {
    self.label = label
    identity = .generate(postQuantum: postQuantum)
  }

  var recipient: LabelledRecipient {
    get throws { try LabelledRecipient(label: label, identity.recipient) }
  }

  var identities: Identities {
    get throws {
      var identities = Identities()
      let text = identity.encoded()
      try text.withBytes { (bytes) throws(SealError) in
        try identities.add(file: bytes, named: "\(label).identity")
      }
      return identities
    }
  }
}

func policy(
  trusting authors: [Author], namespace: String = Fixtures.namespace, signatures: Int? = nil
) throws -> Policy {
  try Policy(
    namespace: namespace, signatures: signatures, signersFile: Array(authors.map(\.line).joined().utf8))
}

func secret(_ text: String) -> SharedSecret { secret(Array(text.utf8)) }

func secret(_ bytes: [UInt8]) -> SharedSecret { SharedSecret(SecretBytes(copying: bytes.span)) }

/// The values as plain bytes, which only tests may do.
func plain(_ values: OpenedValues) -> [String: [UInt8]] {
  var result: [String: [UInt8]] = [:]
  for (index, key) in values.keys.enumerated() {
    result[key] = values.withValue(at: index) { bytes in bytes.indices.map { bytes[$0] } }
  }
  return result
}

/// A signed file, through the grammar and the signatures again.
func verified(_ file: SealedFile, by policy: Policy, as entryName: String = Fixtures.entryName) throws -> VerifiedFile {
  try VerifiedFile(SealedEntry(entryName: entryName, bytes: file.bytes), as: file.name, policy: policy)
}

/// What a pod gets from one file.
func open(
  _ bytes: [UInt8], _ policy: Policy, _ identities: Identities, name: String = Fixtures.name
) throws -> [String: [UInt8]] {
  let acceptance = try Acceptance(
    try NameRequest.parse([name]), entries: [SealedEntry(entryName: "\(name).sealed", bytes: bytes)], policy: policy)
  return plain(try acceptance.open(with: identities)[0].values)
}

/// Expects a failure of one class.
func expectFailure(
  _ code: SealError.Code, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) {
  do {
    try body()
    Issue.record("expected \(code.name), and nothing failed", sourceLocation: sourceLocation)
  } catch let error as SealError {
    #expect(error.code == code, "\(error.code.name): \(error.reason)", sourceLocation: sourceLocation)
  } catch {
    Issue.record("expected \(code.name), got \(error)", sourceLocation: sourceLocation)
  }
}
