import ArgumentParser
import Delivery
import Primitives
import SSHSignatures
import Sealing
import Workspace

/// `seal status`: what a sealed file says to anybody.
struct Status: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what is in sealed files: keys, recipients, signers, the digest to pin.",
    discussion: """
      Needs no key and no list of signers; with a list it says who is trusted. Recipients are what the sealer claims. Of \
      a value's length only a bucket shows; an identity shows the exact number of bytes, once the file has passed what \
      "seal verify" checks. Of several files, those that carry nothing sealed are passed over.

      --why shows what .seal.yaml says of a file, there already or not, and which rule of it wins.

      EXAMPLES:
        seal status sealed.yaml
        seal status --why overlays/production/db.yaml
        seal status sealed.yaml --identity production.key --signers allowed_signers
        seal status k8s/*.yaml --json | jq -r '.files[].pin'
      """)

  @Argument(help: "Sealed files, or manifests with some.", completion: .file())
  var files: [String] = []

  @Option(
    help: ArgumentHelp("Show what .seal.yaml says of this file, and why.", valueName: "path"), completion: .file())
  var why: String?

  @Flag(help: "A JSON object on stdout.")
  var json = false

  @OptionGroup var signers: SignersOptions
  @OptionGroup var scope: ScopeOptions
  @OptionGroup var identity: IdentityOptions
  @OptionGroup var configuration: ConfigurationOptions

  func run() throws {
    guard files.isEmpty == (why != nil) else {
      throw SealError(.usage, "status takes files, or --why and one path", hint: "seal status --why overlays/db.yaml")
    }
    if let why {
      let report = try RuleReport(of: why, configuration, signers)
      return try json ? Console.json(report.json) : Console.result(Array(report.text.utf8).span)
    }
    let workspace = try configuration.workspace(of: files)
    let trusted = try signers.loadIfAny(in: workspace)
    var failures = Failures()
    var groups: [(path: String, entries: [SealedDocument.Entry])] = []
    var statuses: [SealedFileStatus] = []
    var reader = DocumentReader(of: files)
    var shown: Set<String> = []
    for path in files where !shown.contains(path) {
      do throws(SealError) {
        guard let document = try reader.read(path) else { continue }
        let beside = try document.partsBeside().flatMap(\.entries)
        for entries in try (document.entries(named: scope.name) + beside).byName {
          statuses += try Self.statuses(of: entries, trusted)
          groups.append((path, entries))
        }
        shown.formUnion(beside.map(\.path))
      } catch {
        failures.add(error, in: path)
      }
    }
    try reader.requireAny()
    if !identity.isEmpty { try measure(groups, &statuses, &failures, in: workspace) }

    if json {
      try Console.json(.object([("files", .array(statuses.map(\.json)))]))
    } else {
      try Console.result(Array(statuses.map(\.text).joined(separator: "\n").utf8).span)
    }
    reader.note()
    for status in statuses {
      status.file.warnIfLarge(named: status.entryName)
      if status.hasBrokenSignature {
        failures.add(
          SealError(
            .signature, "a signature of \"\(status.entryName)\" is not good",
            hint: "the file was changed after it was signed, or the signature was made for something else"),
          in: status.path)
      }
    }
    try failures.report()
  }

  private static func statuses(
    of entries: [SealedDocument.Entry], _ trusted: AllowedSigners?
  ) throws(SealError) -> [SealedFileStatus] {
    let parts = entries.sorted { $0.entry.entryName < $1.entry.entryName }.map(\.entry.bytes)
    return try entries.map { (entry) throws(SealError) in
      try SealedFileStatus(of: entry, in: entry.path, siblings: parts, trusted: trusted)
    }
  }

  /// Opens what passes steps 0 to 6, and takes the lengths of its values.
  private func measure(
    _ groups: [(path: String, entries: [SealedDocument.Entry])], _ statuses: inout [SealedFileStatus],
    _ failures: inout Failures, in workspace: Workspace?
  ) throws(SealError) {
    let policy = try Policy(
      namespace: "default", anyNamespace: scope.anyNamespace, signersFile: signers.load(in: workspace))
    let demands = Demands(policy, namespace: scope.namespace)
    var results = groups.map { Verification(accepting: $0.entries, in: $0.path, demands, keepsFiles: true) }
    let identities = try identity.load()
    for index in results.indices {
      results[index].open(with: identities)
      if let failure = results[index].failure { failures.add(failure, in: results[index].path) }
    }
    // In the order of the groups, entry by entry.
    let lengths = zip(groups, results).flatMap { group, result in group.entries.map { _ in result.lengths } }
    for index in statuses.indices { statuses[index].lengths = lengths[index] }
  }
}
