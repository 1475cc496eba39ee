import Delivery
import Manifests
import Primitives
import Sealing
import Workspace

/// What preflight has to say, to people and to machines.
struct PreflightReport {
  let preflight: Preflight
  /// Whether values were opened, so that they could be judged.
  let isOpened: Bool

  let failures: [Manifests.Finding]
  private let failing: Set<String>

  /// What workloads open that is refused, a line for each workload and name.
  let refusals: [SealError]

  init(of tree: TreeVerification, isOpened: Bool) {
    preflight = tree.preflight
    self.isOpened = isOpened
    failures = preflight.findings.filter { $0.severity == .failure }
    var failing = Set(failures.map { Self.place($0.path, $0.workload) })
    var refusals: [SealError] = []
    for result in preflight.results {
      for (name, error) in tree.refusals(of: result) {
        failing.insert(Self.place(result.path, result.workload))
        refusals.append(
          SealError(
            error.code,
            "\(result.path.printable):\(result.line): \(result.workload) wouldn't start: it opens \(name), which is refused"
          ))
      }
    }
    self.failing = failing
    self.refusals = refusals
  }

  var goodCount: Int { preflight.results.count(where: isGood) }

  private func isGood(_ result: Preflight.Result) -> Bool {
    !failing.contains(Self.place(result.path, result.workload))
  }

  private static func place(_ path: String, _ workload: String?) -> String { "\(path)\0\(workload ?? "")" }

  /// A line for each workload in which nothing is wrong.
  func printGood() throws(SealError) {
    for result in preflight.results where isGood(result) {
      let names = result.names.map(\.printable).joined(separator: ", ")
      try Console.line(
        "\(result.path.printable):\(result.line): \(result.workload) would start"
          + (names.isEmpty ? "" : ", and opens \(names)"))
    }
  }

  func printRemarks() {
    for finding in preflight.findings {
      switch finding.severity {
      case .failure: break
      case .warning: Console.warning(finding.text.escaped)
      case .unknown: Console.note("can't tell: \(finding.text.escaped)")
      }
    }
    if preflight.judgesValues, !isOpened {
      Console.note("the values were not looked at: with --identity, what no variable can hold is told too")
    }
  }

  var json: [(String, JSON)] {
    [
      (
        "workloads",
        .array(
          preflight.results.map { result in
            .object([
              ("file", .string(result.path)), ("line", .number(UInt64(result.line))),
              ("workload", .string(result.workload)), ("names", .array(result.names.map { .string($0) })),
              ("ok", .bool(isGood(result))),
            ])
          })
      ), ("findings", .array(preflight.findings.map(Self.json))),
    ]
  }

  private static func json(_ finding: Manifests.Finding) -> JSON {
    .object([
      ("file", .string(finding.path)), ("line", .number(UInt64(finding.line))),
      ("workload", finding.workload.map { .string($0) } ?? .null),
      ("container", finding.container.map { .string($0) } ?? .null),
      ("severity", .string(finding.severity.rawValue)), ("class", .string(finding.code.name)),
      ("reason", .string(finding.reason)), ("remedy", finding.remedy.map { .string($0) } ?? .null),
    ])
  }
}
