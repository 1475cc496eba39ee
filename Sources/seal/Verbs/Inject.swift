import ArgumentParser
import Manifests
import Primitives
import Sealing
import Workspace

/// `seal inject`: workloads that read Secrets, moved over to `unseal`.
struct Inject: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Let workloads take their secrets from sealed files.",
    discussion: """
      Deployments, StatefulSets, DaemonSets, ReplicaSets, Jobs, CronJobs and Pods get the init container "unseal", and \
      what they took from a Secret that is sealed now comes from memory: single variables and envFrom, in every container, \
      and Secret volumes, with the same paths and file names. A Secret is sealed where a sealed file has its name; other \
      Secrets stay.

      Files are changed in place, all of them or none; "-" reads stdin and writes stdout. Comments, order and every byte \
      that need not change stay. The options are kept in an annotation: run it again after a value has changed, and only \
      the pin in the manifest changes, which rolls the pods. --revert gives back the file as it was.

      With --env envfile the kubelet reads variables from a file that unseal writes. Nothing else of a container changes, \
      but every node and the API server must be Kubernetes 1.35 or later: an older one drops the field in silence. With \
      --env exec a container's command is wrapped, which works anywhere; a container without a command needs --entrypoint.

      What no trusted signer vouches for is not pinned, where --signers, SEAL_SIGNERS, .seal.yaml or git's settings say \
      who is trusted.

      What somebody changes elsewhere stays, and so does what they take out. Where they changed what was injected, that stays \
      too, and from then on the pins alone are brought up to date, which a note says with the line; --revert refuses then.

      --check writes nothing, and fails where a run without it would change anything: with the class "policy" for a workload \
      that isn't injected, or otherwise than it would be now, "pin" for one that pins other bytes, and otherwise with the \
      class of what stands in the way.

      EXAMPLES:
        seal inject k8s --sealed sealed/ --env envfile \\
          --image registry.example.com/unseal:1.0
        seal inject k8s --sealed sealed/              # again, after seal set
        seal inject k8s --sealed sealed/ --check      # in CI
        helm template shop chart/ | seal inject - --sealed sealed/ --env exec \\
          --entrypoint app=/app/server --image registry.example.com/unseal:1.0
      """)

  @Argument(
    help: ArgumentHelp("Manifests with workloads, YAML or JSON, or folders with some.", valueName: "path"),
    completion: .file())
  var paths: [String]

  @Option(
    help: ArgumentHelp(
      "Sealed files, or folders with some; those among the manifests are found.", valueName: "path"),
    completion: .file())
  var sealed: [String] = []

  @OptionGroup(title: "How") var options: InjectOptions

  @Flag(help: "Write nothing; fail unless everything is injected and current.")
  var check = false

  @Flag(help: "Take it out again: the file as it was, byte for byte.")
  var revert = false

  @OptionGroup var output: OutputOptions
  @OptionGroup var configuration: ConfigurationOptions

  func run() throws {
    guard !(check && revert) else { throw SealError(.usage, "--check beside --revert contradicts itself") }
    let files = try ManifestFiles(at: paths)
    guard output.output == nil || files.entries.count == 1 && !files.hasFolder, !(check && output.output != nil) else {
      throw SealError(
        .usage, check ? "--check writes nothing, so -o is for nothing" : "-o takes the result of one file")
    }
    guard paths.count(where: { $0 == "-" }) <= 1 else { throw SealError(.usage, "stdin was named twice") }
    var inputs: [(path: String, bytes: [UInt8])] = []
    for file in files.entries {
      let bytes = try file.read()
      // A folder may hold charts too: what they say is known once they are rendered.
      if !file.isFound || !WorkloadFile.isTemplate(bytes) { inputs.append((file.path, bytes)) }
    }

    if revert {
      // All of them, before any is written.
      let reverted = try inputs.map { ($0, try InjectedFile.reverted($0.bytes, path: Input.name(of: $0.path))) }
      return try write(reverted.map { ($0.path, $0.bytes, $1) })
    }
    let results = try inject(inputs)
    for edit in results.flatMap(\.edits) { Console.note(edit) }
    if check {
      try report(zip(inputs, results).map { ($0.path, $0.bytes, $1) })
    } else {
      try write(zip(inputs, results).map { ($0.path, $0.bytes, $1.bytes) })
      var said: Set<String> = []
      for note in results.flatMap(\.notes) where said.insert(note).inserted { Console.note(note) }
    }
  }

  private func inject(_ inputs: [(path: String, bytes: [UInt8])]) throws(SealError) -> [InjectedFile] {
    let workspace = try configuration.workspace(of: inputs.map(\.path))
    let (options, list) = try self.options.load(in: workspace)
    var files: [WorkloadFile] = []
    var containers: [SealedContainer] = []
    for input in inputs {
      let path = Input.name(of: input.path)
      files.append(try WorkloadFile(parsing: input.bytes, path: path))
      if let container = try SealedContainer(ifSealed: input.bytes, path: path) { containers.append(container) }
    }
    guard files.contains(where: { !$0.workloads.isEmpty }) else {
      throw SealError(
        .missing, "there is no workload in \(paths.map { "\"\(Input.name(of: $0))\"" }.joined(separator: ", "))",
        hint: "name the files with Deployments, StatefulSets, DaemonSets, Jobs, CronJobs or Pods")
    }
    for path in sealed { containers += try ManifestFiles(at: [path]).sealedContainers(in: path) }
    let names = try SealedNames(containers)
    guard !names.all.isEmpty else {
      throw SealError(
        .missing, "there is no sealed file, among the manifests or by --sealed",
        hint: "\"seal encrypt\" makes one from a Secret")
    }

    var results: [InjectedFile] = []
    let objects = files.flatMap(\.objects)
    for file in files {
      results.append(
        try InjectedFile(
          file, options, assuming: check ? InjectOptions.assumed : InjectionOptions(), sealed: names, objects: objects))
    }
    try InjectedFile.settleSigners(list, in: &results)
    var uses = InjectedFile.Uses()
    for result in results { uses.add(result.uses) }
    try self.options.check(against: uses)
    let trusted = try self.options.trusted(in: workspace)
    for name in uses.names { try name.check(trusted) }
    if let image = options.image, !image.contains("@"), !(image.split(separator: "/").last ?? "").contains(":") {
      Console.warning("the image \"\(image.printable)\" has neither a tag nor a digest: whatever is newest will run")
    }
    return results
  }

  private func write(_ results: [(path: String, old: [UInt8], new: [UInt8])]) throws(SealError) {
    // A file that stays as it is keeps its time too.
    try OutputOptions.write(
      results.filter { $0.path == "-" || output.output != nil || $0.old != $0.new }
        .map { (output.output ?? $0.path, $0.new) })
  }

  /// What `--check` has to say: something, exactly where a run without it would change a byte.
  private func report(_ results: [(path: String, old: [UInt8], new: InjectedFile)]) throws {
    var failures = Failures()
    for (path, old, new) in results where new.bytes != old {
      let name = Input.name(of: path)
      let found = new.outcomes.compactMap { Self.failure($0, in: name) }
      for failure in found { failures.add(failure, in: path) }
      if found.isEmpty {
        failures.add(
          SealError(
            .policy, "\"\(name)\": the ConfigMap of the trusted signers is not as it would be now", hint: Self.hint))
      }
    }
    try failures.report()
  }

  private static let hint = "run the same without --check"

  private static func failure(_ outcome: InjectedFile.Outcome, in path: String) -> SealError? {
    let place = "\"\(path)\" line \(outcome.line): \(outcome.workload)"
    return switch outcome.state {
    case .untouched, .current: nil
    case .injected: SealError(.policy, "\(place) takes secrets that are sealed, and is not injected", hint: hint)
    case .repinned(let names):
      SealError(
        .pin, "\(place) pins other bytes of \(names.map { "\"\($0)\"" }.joined(separator: ", ")) than there are now",
        hint: hint)
    case .changed: SealError(.policy, "\(place) is injected otherwise than it would be now", hint: hint)
    }
  }
}
