import Delivery
package import Sealing

/// Says before a rollout which pods wouldn't start: reads workloads beside the sealed files that they should open, and
/// plays what `unseal`, `unseal exec` and the kubelet would do.
///
/// Who signed a sealed file, and whether it opens, is for ``Acceptance`` to say; this looks at what the files say of one
/// another. What it can't tell, it says so.
package struct Preflight {
  /// A workload that was looked at.
  package struct Result {
    package let path: String
    package let line: Int
    /// `Deployment/web`.
    package let workload: String
    /// The names that it opens.
    package let names: [String]
    /// Where the sealed files stand that it would find under these names.
    package let sources: [Source]
  }

  /// A name in a file.
  package struct Source: Hashable {
    package let path: String
    package let name: String
  }

  /// Whether all that the workloads refer to should be among the files.
  private let isComplete: Bool
  private var surroundings = Surroundings()
  private var workloads: [(workload: Workload, path: String)] = []

  /// Those that have anything to do with sealed files; after ``check(values:)``.
  package private(set) var results: [Result] = []
  /// In the order of the files; after ``check(values:)``.
  package private(set) var findings: [Finding] = []
  /// Whether more could be told with the values opened; after ``check(values:)``.
  package private(set) var judgesValues = false

  /// - Parameter isComplete: whether what isn't among the files isn't there at all, as in a folder; where single files
  ///   were passed, nobody can tell.
  package init(isComplete: Bool) {
    self.isComplete = isComplete
  }

  /// Takes a file in: a sealed file, or manifests.
  ///
  /// - Throws: `format` for what is neither, or has a workload that can't be read.
  package mutating func add(_ bytes: [UInt8], path: String) throws(SealError) {
    try add(PreflightFile(ManifestText(bytes, path: path), skims: false))
  }

  /// The same for a file that was read.
  package mutating func add(_ file: PreflightFile) throws(SealError) {
    surroundings.add(file)
    workloads += try file.workloads.get().map { ($0, file.path) }
  }

  /// Looks at everything.
  ///
  /// - Parameter values: those of a sealed file together with the other parts of its name, where somebody opened them.
  package mutating func check(values: (SealedPart) -> OpenedValues?) {
    surroundings.generate(isComplete: isComplete)
    surroundings.open(values)
    findings = surroundings.findings
    let pods = workloads.map { workload, path in
      PodCheck(
        workload, path: path, namespace: surroundings.namespace(workload.namespace, in: path), surroundings,
        isComplete: isComplete)
    }
    // Which Secrets hold identities, the pods that mount them tell too.
    let identities = pods.flatMap(\.identities)
    for var pod in pods {
      pod.check(identities: identities)
      findings += pod.findings.sorted { $0.line < $1.line }
      guard pod.isOfInterest else { continue }
      judgesValues = judgesValues || pod.runs.contains { $0.call.env != nil }
      results.append(
        Result(
          path: pod.path, line: pod.workload.position.line, workload: pod.label,
          names: pod.runs.flatMap { $0.requests.map(\.name) }, sources: Self.sources(of: pod)))
    }
  }

  private static func sources(of pod: PodCheck) -> [Source] {
    pod.runs.flatMap { run in
      run.requests.flatMap { request in
        run.views.flatMap { $0.parts(of: request.name) }.map { Source(path: $0.path, name: request.name) }
      }
    }
  }
}
