import Age
import ArgumentParser
import Primitives
import Sealing

/// `seal verify`: what a pod would say.
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check sealed files as a pod does, as far as that goes without an identity.",
    discussion: """
      Format, signatures, namespace, name and revision, in a pod's order and against metadata.namespace and the options. \
      A sealed file by itself has no metadata: pass its --namespace. With --to it must be sealed to exactly these \
      recipients; with an identity everything is opened and checked.

      All files are looked at: a line on stdout for each that is good, one on stderr for each that isn't. The exit code \
      is that of the first failure. Of several files, those that carry nothing sealed are passed over, and counted on \
      stderr.

      EXAMPLES:
        seal verify k8s/*.yaml --signers allowed_signers
        seal verify app-secrets.sealed --namespace shop --min-revision app-secrets=7
        seal verify sealed.yaml --to @recipients --json
        seal verify sealed.yaml --identity production.key
      """)

  @Argument(help: "Sealed files, or manifests with some.", completion: .file())
  var files: [String]

  @Flag(help: "A JSON object on stdout, good files and others.")
  var json = false

  @OptionGroup(title: "What to accept") var acceptance: AcceptanceOptions
  @OptionGroup(title: "Whom it must be sealed to") var recipients: RecipientOptions
  @OptionGroup(title: "Identity") var identity: IdentityOptions

  func run() throws {
    let policy = try acceptance.policy(namespace: nil)
    let expected = recipients.isEmpty ? nil : try recipients.load(for: "--to")

    // Steps 0 to 6 for all files, before any identity is read.
    var results: [Verification] = []
    var reader = DocumentReader(of: files)
    for path in files {
      do throws(SealError) {
        guard let document = try reader.read(path) else { continue }
        for entries in try document.entries(named: acceptance.scope.name).byName {
          results.append(
            Verification(accepting: entries, in: path, acceptance.scope, policy, recipients: expected))
        }
      } catch {
        results.append(Verification(failing: error, in: path))
      }
    }
    try reader.requireAny()
    try checkFloors(policy, results)
    if !identity.isEmpty, results.contains(where: { $0.failure == nil }) {
      let identities = try identity.load()
      for index in results.indices { results[index].open(with: identities) }
    }

    if json {
      try Console.json(Verification.json(results))
    } else {
      for result in results where result.failure == nil { try Console.line(result.text) }
    }
    reader.note()
    var failures = Failures()
    for result in results { if let failure = result.failure { failures.add(failure, in: result.path) } }
    try failures.report()
  }

  /// A floor for a name that no file has would be one that nobody checks.
  private func checkFloors(_ policy: Policy, _ results: [Verification]) throws(SealError) {
    // What can't be read may hold any name, and fails anyhow.
    guard results.allSatisfy({ $0.name != nil }) else { return }
    for name in policy.minimumRevisions.keys.sorted() where !results.contains(where: { $0.name == name }) {
      throw SealError(.usage, "--min-revision names \"\(name.printable)\", which none of the files has")
    }
  }
}
