import Primitives
package import Sealing

/// What is kept of a sealed file that was accepted: enough to tell of it, and to hold it against other versions and other
/// files, and not its bytes, since there may be thousands.
package struct AcceptedFile: Sendable {
  package let entryName: String
  package let namespace: String
  package let name: String
  package let revision: UInt64
  /// The trusted ones.
  package let signers: [VerifiedFile.Signer]
  /// The keys whose values it holds in the end.
  let keys: [String]
  /// Whom each of its layers names.
  var readers: [LayerReaders]
  /// SHA-256 of what a signature covers.
  let contentDigest: [UInt8]

  struct LayerReaders: Sendable {
    let layer: String
    let recipients: [RecipientClaim]
  }

  init(_ file: SealedFile, entryName: String, signers: [VerifiedFile.Signer] = []) {
    self.entryName = entryName
    namespace = file.namespace
    name = file.name
    revision = file.revision
    self.signers = signers
    keys = file.values.map(\.key)
    readers = file.layers.map { LayerReaders(layer: $0.id, recipients: $0.recipients) }
    let content = file.signedBytes
    contentDigest = SHA256.hash(content.span)
  }

  /// Whether another version is one of this file.
  func isVersion(of other: AcceptedFile) -> Bool {
    entryName == other.entryName && namespace == other.namespace && name == other.name
  }

  /// Whether another version may be one of this file, under another entry name: what it is called in its ConfigMap is not
  /// signed.
  func isKin(of other: AcceptedFile) -> Bool {
    guard !isVersion(of: other) else { return true }
    let layers = Set(readers.map(\.layer))
    return namespace == other.namespace && name == other.name && other.readers.contains { layers.contains($0.layer) }
  }

  /// Who can read something of it that they couldn't in an older version, as far as its lines say. A layer that was there
  /// is held against itself: wrapping it to somebody who reads only the newest one opens more values to them.
  func readersGained(since old: AcceptedFile) -> [RecipientClaim] {
    let known = Set(old.readers.flatMap { $0.recipients.map(\.fingerprint) })
    var gained: [RecipientClaim] = []
    for layer in readers {
      let before = old.readers.first { $0.layer == layer.layer }.map { Set($0.recipients.map(\.fingerprint)) } ?? known
      for claim in layer.recipients
      where !before.contains(claim.fingerprint) && !gained.contains(where: { $0.fingerprint == claim.fingerprint }) {
        gained.append(claim)
      }
    }
    return gained.sorted { $0.fingerprint < $1.fingerprint }
  }
}
