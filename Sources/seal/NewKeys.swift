import Files
import Manifests
import Primitives
import Sealing
import Workspace

/// The identities that were made for a repository, until they are written outside of it.
struct NewKeys {
  /// The recipients of all names, of identities that existed too.
  let recipients: [String: String]
  /// Nil where nothing was made.
  var folder: IdentitiesFolder?
  /// The texts of the environments' identity files.
  var identities: [(name: String, text: SharedSecret)] = []
  /// The identity for recovery, under its passphrase.
  var recovery: SharedSecret?
  /// Whether the Secrets for the cluster go to files: stdout may be a log.
  var writesManifests = true

  init(recipients: [String: String]) { self.recipients = recipients }

  static func file(_ name: String) -> String { "\(name).key" }
  private static func manifestFile(_ name: String) -> String { "\(name).secret.yaml" }

  /// Writes them before `apply` writes the repository's own files, and takes them back where that fails.
  ///
  /// - Throws: `io`, `policy`; what `apply` throws.
  func write(
    for environments: [SetupEnvironment], signers: [UInt8], _ apply: () throws(SealError) -> Void
  ) throws(SealError) {
    guard let folder else { return try apply() }
    let manifests = manifests(environments, signers)
    var files = identities.map { (Self.file($0.name), $0.text) }
    if let recovery { files.append((Self.file("recovery"), recovery)) }
    if writesManifests { files += manifests.map { (Self.manifestFile($0.name), $0.text) } }
    if writesManifests { try folder.checkAbsent(manifests.map { Self.manifestFile($0.name) }) }
    try folder.write(files.map { (name: $0.0, bytes: $0.1) })
    do { try apply() } catch {
      folder.remove(files.map(\.0))
      throw error
    }
    for file in files { Console.note("wrote \(folder.file(file.0).printable), which nobody else may read") }
    try present(manifests, environments, folder)
  }

  /// The Secrets of the environments whose namespace is known.
  private func manifests(_ environments: [SetupEnvironment], _ signers: [UInt8]) -> [(name: String, text: SharedSecret)]
  {
    identities.compactMap { identity in
      guard let namespace = environments.first(where: { $0.name == identity.name })?.namespace else { return nil }
      let secret = PlainSecret.identity(
        name: "seal-keys", namespace: namespace, identity: identity.text, signers: signers)
      return (identity.name, SharedSecret(secret.rendered()))
    }
  }

  /// How the identities get to the cluster.
  private func present(
    _ manifests: [(name: String, text: SharedSecret)], _ environments: [SetupEnvironment], _ folder: IdentitiesFolder
  ) throws(SealError) {
    for (index, manifest) in manifests.enumerated() {
      guard !writesManifests else {
        Console.note("for the cluster: kubectl apply -f \(folder.file(Self.manifestFile(manifest.name)).printable)")
        continue
      }
      if index > 0 { try Console.line("---") }
      try Console.result(manifest.text.bytes)
    }
    for identity in identities where !manifests.contains(where: { $0.name == identity.name }) {
      Console.note(
        "for the cluster: seal key manifest --namespace NAMESPACE --identity "
          + "\(folder.file(Self.file(identity.name)).printable) | kubectl apply -f -")
    }
    if recovery != nil {
      Console.note(
        "keep \(folder.file(Self.file("recovery")).printable) and its passphrase apart, and off this machine")
    }
  }
}
