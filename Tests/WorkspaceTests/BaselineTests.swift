import Sealing
import Testing

@testable import Workspace

@Suite struct BaselineTests {
  private func report(_ text: String, _ path: String) -> ScanReport {
    var report = ScanReport()
    report.findings = FileScan(of: Array(text.utf8), path: path).findings
    return report
  }

  private func states(_ report: ScanReport, _ baseline: Baseline) -> [Finding.State] {
    var report = report
    baseline.apply(to: &report)
    return report.findings.map(\.state)
  }

  private func read(_ text: String) throws -> Baseline {
    try Baseline(parsing: Array(text.utf8), path: "baseline.yaml")
  }

  @Test func `what is accepted stays so, and nothing else is`() throws {
    let old = report("kind: Secret\nmetadata: {name: a}\nstringData:\n  password: hunter2\n", "k8s/a.yaml")
    var baseline = Baseline()
    #expect(baseline.accept(old) == 1)
    #expect(baseline.accept(old) == 0)
    let again = try read(baseline.text)
    #expect(again.text == baseline.text)
    #expect(states(old, again) == [.accepted])
    let moved = report("# more\n\nkind: Secret\nmetadata: {name: a}\nstringData:\n  password: hunter3\n", "k8s/a.yaml")
    #expect(states(moved, again) == [.accepted])
    #expect(
      states(report("kind: Secret\nmetadata: {name: a}\nstringData:\n  other: hunter2\n", "k8s/a.yaml"), again) == [
        .new
      ])
    #expect(
      states(report("kind: Secret\nmetadata: {name: a}\nstringData:\n  password: hunter2\n", "k8s/b.yaml"), again) == [
        .new
      ])
    #expect(!baseline.text.contains("hunter"))
  }

  @Test func `another key is not accepted`() throws {
    let key = { (digits: String) in
      "-----BEGIN PRIVATE KEY-----\n\(digits)CAQAwBQYDK2VwBCIEIJ1hsZ3vVpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    }
    var baseline = Baseline()
    #expect(baseline.accept(report(key("MC4a"), "a.key")) == 1)
    #expect(states(report(key("MC4a"), "a.key"), baseline) == [.accepted])
    #expect(states(report(key("MC4b"), "a.key"), baseline) == [.new])
  }

  @Test func `an entry without a subject accepts a rule in the files of a pattern`() throws {
    let baseline = try read("version: 1\naccepted:\n  - { rule: secret-manifest, path: tests/**, reason: made up }\n")
    let secret = "kind: Secret\nstringData: {a: hunter2}\n"
    #expect(states(report(secret, "tests/x/a.yaml"), baseline) == [.accepted])
    #expect(states(report(secret, "k8s/a.yaml"), baseline) == [.new])
    #expect(states(report("postgres://a:hunter2@db\n", "tests/a.txt"), baseline) == [.new])
    #expect(baseline.text.contains("reason: \"made up\""))
  }

  @Test func `names that are YAML, or none, survive being written`() throws {
    for path in ["a: b, {c}.yaml", "*x [1].yaml", "\"'\\\u{1}\u{202E}.yaml", "é\n.yaml", "- a"] {
      let found = report("postgres://a:hunter2@db\n", path)
      var baseline = Baseline()
      #expect(baseline.accept(found) == 1)
      #expect(states(found, try read(baseline.text)) == [.accepted])
    }
  }

  @Test(arguments: [
    "", "accepted: []\n", "version: 2\n", "version: 1\naccepted: x\n", "version: 1\naccepted: [{rule: identity}]\n",
    "version: 1\naccepted: [{rule: nonsense, path: a}]\n", "version: 1\naccepted: [{rule: identity, path: a, x: y}]\n",
    "version: 1\naccepted: [{rule: identity, path: '{a}'}]\n", "version: 1\nversion: 1\n", "version: 1\nmore: x\n",
  ])
  func `a baseline that says something else is refused`(_ text: String) {
    #expect(throws: SealError(.format, "")) { try read(text) }
  }

  @Test func `an empty baseline is one`() throws {
    #expect(try read(Baseline().text).text == Baseline().text)
  }
}
