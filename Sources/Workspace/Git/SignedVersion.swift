package import SSHSignatures
package import Sealing

/// The last version of a sealed file in git that somebody trusted signed.
package struct SignedVersion {
  package let file: SealedFile
  package let commit: String
  /// The labels of the trusted signers.
  package let signers: [String]

  /// Finds it among all versions that git has: the one with the highest revision, and of these the newest. To go by age
  /// alone would let somebody commit an old signed version again, and hide what changed since the last one.
  ///
  /// - Parameters:
  ///   - file: the version at hand; those for another namespace or name are other files.
  ///   - label: the label of a key that is trusted, or nil.
  package init?(
    before file: SealedFile, of entry: SealedDocument.Entry, in history: GitHistory,
    trusting label: (SSHPublicKey) -> String?
  ) {
    var best: SignedVersion?
    for old in history.versions where old.entry.entryName == entry.entry.entryName {
      guard let version = try? SealedFile(parsing: old.entry.bytes, named: old.entry.entryName),
        version.namespace == file.namespace, version.name == file.name,
        version.revision > best?.file.revision ?? 0,
        let signers = try? version.signingKeys(named: old.entry.entryName).compactMap(label), !signers.isEmpty
      else { continue }
      best = SignedVersion(file: version, commit: old.commit, signers: signers)
    }
    guard let best else { return nil }
    self = best
  }

  private init(file: SealedFile, commit: String, signers: [String]) {
    self.file = file
    self.commit = commit
    self.signers = signers
  }
}
