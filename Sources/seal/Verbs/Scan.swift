import ArgumentParser
import Files
import Primitives
import Sealing
import Workspace

/// `seal scan`: what has no place in git.
struct Scan: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Find plaintext that has no place in git.",
    discussion: """
      Looks at files, and in folders at all that git tracks or would offer to (outside of a repository: at everything). \
      Without a path, at the workspace around the current folder. With --staged, at what the next commit would bring, for a \
      pre-commit hook; with --since, at all that the commits after REV brought, what they removed again included.

      Each finding is a line on stdout: file, line, column, rule, what it is. Values are never printed, nor how long they \
      are. The exit code is 16 (policy) where there are any.

      RULES:
      \(ScanRule.all.map { "  \($0.id): \($0.title)" }.joined(separator: "\n"))

      What a value says of itself counts: ${PASSWORD}, {{ .Values.password }}, <password>, changeme and values that sops \
      has encrypted are none. A comment allows a finding on its line or the next one: # seal:allow env-entropy. Others are \
      accepted by an entry in the baseline, \(Baseline.defaultPath) at the repository's root unless --baseline names another; \
      --update-baseline adds what is found now.

      EXAMPLES:
        seal scan
        seal scan --staged
        seal scan --since origin/main --json
        seal scan --sarif > scan.sarif
        helm template . | seal scan -
      """)

  @Argument(
    help: ArgumentHelp("Files or folders; \"-\" is stdin.", valueName: "path"), completion: .file())
  var paths: [String] = []

  @Flag(help: "Look at what is staged, instead of files.")
  var staged = false

  @Option(help: ArgumentHelp("Look at what the commits after this one brought, instead of files.", valueName: "rev"))
  var since: String?

  @Option(help: ArgumentHelp("The last commit to look at, with --since; otherwise HEAD.", valueName: "rev"))
  var until: String?

  @Option(help: ArgumentHelp("The file of accepted findings.", valueName: "file"), completion: .file())
  var baseline: String?

  @Flag(help: "Accept what is found: add it to the baseline.")
  var updateBaseline = false

  @Flag(help: "A JSON object on stdout, with allowed and accepted findings.")
  var json = false

  @Flag(help: "SARIF 2.1.0 on stdout, for code hosts.")
  var sarif = false

  func validate() throws {
    let modes = [staged, since != nil, !paths.isEmpty].count { $0 }
    guard modes <= 1 else { throw ValidationError("Paths, --staged and --since exclude each other.") }
    guard until == nil || since != nil else { throw ValidationError("--until goes with --since.") }
    guard !json || !sarif else { throw ValidationError("--json and --sarif exclude each other.") }
  }

  func run() throws {
    let root = ScanRoot()
    let file = baseline ?? root.shown(Baseline.defaultPath)
    let isThere = File.exists(file)
    // A baseline that was asked for and isn't there would accept nothing, and nobody would know why.
    var accepted = isThere || baseline != nil && !updateBaseline ? try Baseline(reading: file) : Baseline()
    var report = try report(root)
    accepted.apply(to: &report)
    if updateBaseline { try update(&accepted, file, &report) }

    if json {
      try Console.json(report.json)
    } else if sarif {
      try Console.json(report.sarif)
    } else {
      let lines = report.new.map { finding in
        let commit = finding.commit.map { " (commit \($0.prefix(12)))" } ?? ""
        return "\(root.shown(finding.path).escaped):\(finding.line):\(finding.column): \(finding.rule.id): "
          + "\(finding.text.escaped)\(commit)\n"
      }
      try Console.result(Array(lines.joined().utf8).span)
    }
    try finish(report)
  }

  private func report(_ root: ScanRoot) throws(SealError) -> ScanReport {
    if staged { return try .staged() }
    if let since { return try .commits(since: since, until: until ?? "HEAD", in: root) }
    return ScanReport(of: paths.isEmpty ? [try Workspace.root(around: ".") ?? "."] : paths, from: root)
  }

  private func update(_ baseline: inout Baseline, _ file: String, _ report: inout ScanReport) throws {
    let count = baseline.accept(report)
    guard count > 0 else { return }
    try baseline.write(to: file)
    baseline.apply(to: &report)
    Console.note("\(count == 1 ? "1 finding is" : "\(count) findings are") accepted now, in \(file.printable)")
  }

  /// What there is to say about the whole.
  private func finish(_ report: ScanReport) throws {
    for note in report.notes { Console.note(note) }
    let quiet = [Finding.State.allowed: "allowed by comments", .accepted: "accepted by the baseline"]
    for (state, text) in quiet.sorted(by: { $0.value < $1.value }) {
      let count = report.findings.count { $0.state == state }
      if count > 0 { Console.note("\(count == 1 ? "1 finding is" : "\(count) findings are") \(text)") }
    }
    var failures = Failures()
    let new = report.new
    if !new.isEmpty {
      let files = Set(new.map(\.path)).count
      failures.add(
        SealError(
          .policy,
          "\(new.count == 1 ? "1 finding" : "\(new.count) findings") in \(files == 1 ? "1 file" : "\(files) files")"))
    }
    for failure in report.failures { failures.add(failure) }
    for rule in ScanRule.all where new.contains(where: { $0.rule == rule }) {
      Console.hint("\(rule.id): \(rule.hint)")
    }
    try failures.report()
  }
}
