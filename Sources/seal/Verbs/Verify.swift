import Age
import ArgumentParser
import Delivery
import Manifests
import Primitives
import Sealing
import Workspace

/// `seal verify`: what a pod would say.
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check sealed files as a pod does, and that the workloads beside them would start.",
    discussion: """
      Format, signatures, namespace, name and revision, in a pod's order and against metadata.namespace and the options. \
      A sealed file by itself has no metadata: pass its --namespace. With --to it must be sealed to exactly these \
      recipients; with an identity everything is opened and checked.

      Workloads are checked too (Deployment, StatefulSet, DaemonSet, ReplicaSet, Job, CronJob, Pod): the names and pins \
      that unseal is given, the keys that containers ask for, Secrets that are sealed and still asked for, who mounts the \
      identity, and whether values are written to memory, with a limit, and enough of it. ConfigMaps that kustomize \
      generates from sealed files count. With an identity, values that the env files can't hold are told as well. Charts \
      are checked once they are rendered: helm template . | seal verify -

      A folder is walked for *.yaml, *.yml, *.json and *.sealed files; hidden folders, and links that lead out of it, are \
      passed over. What workloads refer to must then be among the files. Where files are named one by one, what isn't \
      among them is only told of.

      All files are looked at: a line on stdout for each that is good, one on stderr for each that isn't. The exit code \
      is that of the first failure. Of several files, those that carry nothing sealed are passed over, and counted on \
      stderr.

      EXAMPLES:
        seal verify k8s --signers allowed_signers
        seal verify k8s/*.yaml --signers allowed_signers
        seal verify app-secrets.sealed --namespace shop --min-revision app-secrets=7
        seal verify sealed.yaml --to @recipients --json
        seal verify sealed.yaml --identity production.key
      """)

  @Argument(
    help: ArgumentHelp("Sealed files, manifests, or folders with some.", valueName: "path"), completion: .file())
  var paths: [String]

  @Flag(help: "A JSON object on stdout, good files and others.")
  var json = false

  @OptionGroup(title: "What to accept") var acceptance: AcceptanceOptions
  @OptionGroup(title: "Whom it must be sealed to") var recipients: RecipientOptions
  @OptionGroup(title: "Identity") var identity: IdentityOptions

  func run() throws {
    let workspace = try acceptance.configuration.workspace(of: paths)
    let policy = try acceptance.policy(namespace: nil, in: workspace)
    let expected = recipients.isEmpty ? nil : try recipients.load(for: "--to")
    let files = try ManifestFiles(at: paths)

    // Steps 0 to 6 for all files, before any identity is read.
    var results: [Verification] = []
    var preflight = Preflight(isComplete: files.hasFolder)
    var passedOver: [String] = []
    for file in files.entries {
      do throws(SealError) {
        let bytes = try file.read()
        if let document = try document(bytes, file) {
          for entries in try document.entries(named: acceptance.scope.name).byName {
            results.append(
              Verification(accepting: entries, in: file.path, acceptance.scope, policy, recipients: expected))
          }
        } else {
          passedOver.append(Input.name(of: file.path))
        }
        do throws(SealError) { try preflight.add(bytes, path: Input.name(of: file.path)) } catch {
          // A chart's template is YAML only once it is rendered.
          guard !file.isFound || !Self.isTemplate(bytes) else { continue }
          Console.note("not checked for workloads: \(error.reason)")
        }
      } catch {
        results.append(Verification(failing: error, in: file.path))
      }
    }
    try checkFloors(policy, results)
    if !identity.isEmpty, results.contains(where: { $0.failure == nil }) {
      let identities = try identity.load()
      for index in results.indices { results[index].open(with: identities) }
    }
    preflight.check { part in results.lazy.compactMap { $0.values(of: part) }.first }
    let report = PreflightReport(preflight: preflight, isOpened: !identity.isEmpty)
    passedOver.removeAll { report.paths.contains($0) }
    try requireAny(files, passedOver)

    let isGood = results.allSatisfy { $0.failure == nil } && report.failures.isEmpty
    if json {
      let members: [(String, JSON)] = [("ok", .bool(isGood)), ("results", .array(results.map(\.json)))]
      try Console.json(.object(members + report.json))
    } else {
      for result in results where result.failure == nil { try Console.line(result.text) }
      try report.printGood()
    }
    note(passedOver)
    report.printRemarks()
    var failures = Failures()
    for result in results { if let failure = result.failure { failures.add(failure, in: result.path) } }
    for finding in report.failures { failures.add(SealError(finding.code, finding.text)) }
    try failures.report()
  }

  /// The sealed files of a file; nil where it has none. What a folder holds may be anything, and is a sealed file that is
  /// broken only where a line of it begins as one.
  private func document(_ bytes: [UInt8], _ file: ManifestFiles.Entry) throws(SealError) -> SealedDocument? {
    do {
      let document = try SealedDocument(ifSealed: bytes, path: file.path)
      let name = acceptance.scope.name
      guard file.isFound, let name, let document else { return document }
      return document.entries.contains { $0.name == name } ? document : nil
    } catch {
      guard file.isFound, !Self.holdsSealedText(bytes) else { throw error }
      return nil
    }
  }

  private static func holdsSealedText(_ bytes: [UInt8]) -> Bool {
    bytes.split(separator: 0x0A).contains { line in
      line.drop { $0 == 0x20 || $0 == 0x09 }.starts(with: "seal/v".utf8)
    }
  }

  private static func isTemplate(_ bytes: [UInt8]) -> Bool {
    zip(bytes, bytes.dropFirst()).contains { $0 == 0x7B && $1 == 0x7B }
  }

  /// - Throws: `format` where every file was passed over: to call nothing at all good would be a lie.
  private func requireAny(_ files: ManifestFiles, _ passedOver: [String]) throws(SealError) {
    let count = files.entries.count
    guard passedOver.count == count else { return }
    let reason =
      switch (files.hasFolder, count) {
      case (false, 1): "\"\(passedOver[0])\" carries no sealed file"
      case (false, _): "none of the \(count) files carries a sealed file"
      case (true, _): "there is no sealed file in \(paths.map { "\"\($0.printable)\"" }.joined(separator: ", "))"
      }
    throw SealError(.format, reason, hint: "seal encrypt makes one from a Secret")
  }

  private func note(_ passedOver: [String]) {
    guard !passedOver.isEmpty else { return }
    let count = passedOver.count
    Console.note(
      "passed over \(count == 1 ? "1 file that carries" : "\(count) files that carry") no sealed file")
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
