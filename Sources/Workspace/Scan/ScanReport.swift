package import Sealing

/// What came of a scan.
package struct ScanReport: Sendable {
  /// In the order of their files.
  package internal(set) var findings: [Finding] = []
  /// What could not be looked at, and should have been.
  package internal(set) var failures: [SealError] = []
  /// What was left out, and why.
  package internal(set) var notes: [String] = []
  /// How many files were looked at.
  package internal(set) var count = 0

  /// Those that nobody has allowed or accepted.
  package var new: [Finding] { findings.filter { $0.state == .new } }

  package mutating func add(_ other: ScanReport) {
    findings += other.findings
    failures += other.failures
    notes += other.notes
    count += other.count
  }
}
