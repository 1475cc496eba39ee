import Primitives
import Sealing

/// Preflight of one workload.
struct PodCheck {
  /// An `unseal` container, and what it finds.
  struct Run {
    let call: UnsealCall
    /// Its place among the pod's containers.
    let index: Int
    var requests: [NameRequest] = []
    /// What may be mounted there: one, or one for each overlay that the workload may be part of; none where nobody can
    /// tell.
    var views: [SealedView] = []
  }

  /// A Secret that holds an identity.
  struct Identity {
    let secret: String
    let namespace: String?
  }

  let workload: Workload
  let path: String
  /// Where the pod runs; nil where only whoever applies it knows.
  let namespace: String?
  let surroundings: Surroundings
  let isComplete: Bool
  var runs: [Run] = []
  private(set) var findings: [Finding] = []
  /// Whether it has anything to do with sealed files.
  private(set) var isOfInterest: Bool

  init(
    _ workload: Workload, path: String, namespace: String?, _ surroundings: Surroundings, isComplete: Bool
  ) {
    self.workload = workload
    self.path = path
    self.namespace = namespace
    self.surroundings = surroundings
    self.isComplete = isComplete
    for (index, container) in workload.pod.containers.enumerated() {
      if let call = UnsealCall(container) { runs.append(Run(call: call, index: index)) }
    }
    isOfInterest = !runs.isEmpty
  }

  var pod: PodTemplate { workload.pod }
  var label: String { "\(workload.kind.rawValue)/\(workload.name.printable)" }

  /// The Secrets that are mounted where `unseal` looks for its identity.
  var identities: [Identity] {
    runs.flatMap { run -> [Identity] in
      guard let mount = run.call.container.mount(covering: run.call.keys) else { return [] }
      let secrets = pod.volume(named: mount.volume)?.secrets ?? []
      return secrets.map { Identity(secret: $0.reference.name, namespace: namespace) }
    }
  }

  /// - Parameter identities: the Secrets that hold identities, of all workloads.
  mutating func check(identities: [Identity]) {
    for index in runs.indices {
      runs[index].requests = checkCommandLine(of: runs[index])
      runs[index].views = checkSealed(of: runs[index])
      checkNames(of: runs[index])
      checkSelection(of: runs[index])
      checkSigners(of: runs[index])
      checkOrder(of: runs[index])
      checkOutputs(of: runs[index])
      checkContainer(of: runs[index])
    }
    checkReaders()
    checkReferences()
    checkIdentities(identities)
  }

  // MARK: Telling

  mutating func fail(
    _ code: SealError.Code, _ position: TextPosition, _ container: String?, _ reason: String, _ remedy: String?
  ) {
    report(.failure, code, position, container, reason, remedy)
  }

  mutating func warn(
    _ code: SealError.Code, _ position: TextPosition, _ container: String?, _ reason: String, _ remedy: String?
  ) {
    report(.warning, code, position, container, reason, remedy)
  }

  /// What is missing here may be there in the cluster, unless all files were passed.
  mutating func miss(_ position: TextPosition, _ container: String?, _ reason: String, _ remedy: String?) {
    report(isComplete ? .failure : .unknown, .missing, position, container, reason, remedy)
  }

  mutating func wonder(_ position: TextPosition, _ container: String?, _ reason: String, _ remedy: String? = nil) {
    report(.unknown, .usage, position, container, reason, remedy)
  }

  private mutating func report(
    _ severity: Finding.Severity, _ code: SealError.Code, _ position: TextPosition, _ container: String?,
    _ reason: String, _ remedy: String?
  ) {
    isOfInterest = true
    let finding = Finding(
      severity: severity, code: code, path: path, line: position.line, workload: label, container: container,
      reason: reason, remedy: remedy)
    // Two keys of one volume, or two views of one ConfigMap, may have the same to tell.
    if !findings.contains(where: { $0.text == finding.text }) { findings.append(finding) }
  }
}

extension PodContainer {
  /// The mount on which a path lies, the innermost one.
  func mount(covering path: String) -> Mount? {
    let path = FilePath.normal(path)
    return mounts.filter { mount in
      let place = FilePath.normal(mount.mountPath)
      return path == place || path.hasPrefix(place + "/")
    }.max { $0.mountPath.utf8.count < $1.mountPath.utf8.count }
  }
}
