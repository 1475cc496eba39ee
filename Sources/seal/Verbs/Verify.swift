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
    help: ArgumentHelp(
      "Sealed files, manifests, or folders with some. (default: the folder of .seal.yaml)", valueName: "path"),
    completion: .file())
  var paths: [String] = []

  @Flag(help: "A JSON object on stdout, good files and others.")
  var json = false

  @Flag(help: "Say nothing of what is good.")
  var quiet = false

  @OptionGroup(title: "What to accept") var acceptance: AcceptanceOptions
  @OptionGroup(title: "Whom it must be sealed to") var recipients: RecipientOptions
  @OptionGroup(title: "Beside an earlier revision") var history: SinceOptions
  @OptionGroup(title: "Identity") var identity: IdentityOptions

  func run() throws {
    try history.check()
    let expected = recipients.isEmpty ? nil : try recipients.load(for: "--to")
    let acceptance = acceptance
    let demands = DemandsByPath(usesRules: !acceptance.configuration.ignoreConfig) { (workspace) throws(SealError) in
      Demands(
        try acceptance.policy(namespace: nil, in: workspace), namespace: acceptance.scope.namespace,
        recipients: expected)
    }
    let paths = paths.isEmpty ? [try root] : paths
    let workspaces = try demands.workspaces(around: paths)
    if paths.contains("-"), !workspaces.isEmpty {
      Console.note("stdin is held to no rule of .seal.yaml: nobody can tell which files it is made of")
    }
    var files = try ManifestFiles(at: paths)
    try files.addPartsBeside()

    // Steps 0 to 6 for all files, before any identity is read.
    let progress = ProgressLine("looking at files", of: files.entries.count)
    var tree = TreeVerification(
      of: files.entries,
      TreeVerification.Options(
        name: acceptance.scope.name, isOpened: !identity.isEmpty, isComplete: files.hasFolder), demands
    ) { progress.report($0) }
    progress.finish()
    for note in tree.notes { Console.note(note) }
    // Whoever adds one of these can put rules and signers of their own in the place of everybody's.
    for inner in demands.workspaces where !workspaces.contains(where: { $0.root == inner.root }) {
      Console.note("\"\(inner.file)\" has the rules and the signers for what lies below it")
    }
    try checkFloors(tree.results)
    let changes = try history.changes(of: tree.results, below: paths, demands)
    if let changes { tree.hold(against: changes) }
    if !identity.isEmpty, tree.results.contains(where: { $0.failure == nil }) { tree.open(with: try identity.load()) }
    tree.checkWorkloads()
    let report = PreflightReport(of: tree, isOpened: !identity.isEmpty)
    // A repository that is new has nothing sealed yet, and the summary says so.
    if !self.paths.isEmpty, changes?.removals.isEmpty ?? true { try requireAny(files, tree.passedOver, below: paths) }

    let isGood = tree.results.allSatisfy { $0.failure == nil } && report.failures.isEmpty
    if json {
      var members: [(String, JSON)] = [("ok", .bool(isGood)), ("results", .array(tree.results.map(\.json)))]
      members +=
        report.json + [
          ("summary", summary(of: tree, report, files).json),
          ("configurations", .array(demands.workspaces.map { .string($0.file) })),
        ]
      if let changes { members.append(("since", changes.json)) }
      try Console.json(.object(members))
    } else if !quiet {
      for result in tree.results where result.failure == nil { try Console.line(result.text) }
      try report.printGood()
    }
    changes?.printNotes(allowsRevert: history.allowRevert)
    let isTree = files.hasFolder && (!workspaces.isEmpty || changes != nil)
    if !isTree { note(tree.passedOver) }
    report.printRemarks()
    var failures = Failures()
    for result in tree.results { if let failure = result.failure { failures.add(failure, in: result.path) } }
    for finding in report.failures { failures.add(SealError(finding.code, finding.text)) }
    for refusal in report.refusals { failures.add(refusal) }
    defer { if isTree { Console.note(summary(of: tree, report, files).text) } }
    try failures.report()
  }

  private func summary(
    of tree: TreeVerification, _ report: PreflightReport, _ files: ManifestFiles
  ) -> VerificationSummary {
    VerificationSummary(
      files: files.entries.count, sealed: tree.results.reduce(0) { $0 + ($1.name == nil ? 0 : max(1, $1.files.count)) },
      good: tree.results.reduce(0) { $0 + ($1.failure == nil ? $1.files.count : 0) },
      workloads: report.preflight.results.count, starting: report.goodCount, passedOver: tree.passedOver.count,
      unreadable: tree.results.count { $0.name == nil })
  }

  /// What is looked at where nothing was named.
  private var root: String {
    get throws(SealError) {
      guard let workspace = try acceptance.configuration.workspace(of: ["."]) else {
        throw SealError(
          .usage, "no files were named, and no .seal.yaml says where they are",
          hint: "name sealed files, manifests, or folders with some: seal verify .")
      }
      let folder = workspace.file.dropLast(Workspace.fileName.count)
      return folder.isEmpty ? "." : String(folder)
    }
  }

  /// - Throws: `format` where every file was passed over: to call nothing at all good would be a lie.
  private func requireAny(
    _ files: ManifestFiles, _ passedOver: [String], below paths: [String]
  ) throws(SealError) {
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
  private func checkFloors(_ results: [Verification]) throws(SealError) {
    // What can't be read may hold any name, and fails anyhow.
    guard results.allSatisfy({ $0.name != nil }) else { return }
    let names = Set(results.compactMap(\.name))
    let floors = acceptance.minRevision.map { String($0.prefix { $0 != "=" }) }
    for name in floors.sorted() where !names.contains(name) {
      throw SealError(.usage, "--min-revision names \"\(name.printable)\", which none of the files has")
    }
  }
}
