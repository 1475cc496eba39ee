import Files
import Manifests
import Primitives
package import Sealing

/// The findings that a team has looked at and accepts: a file in the repository, which is reviewed as code is.
///
/// An entry names a rule, a file and what the finding is about, and never a value: a digest of a weak password would tell
/// it. So an entry goes on accepting a value that changed. Only what is too random to be guessed, keys and tokens, is
/// known by a digest, and another key isn't accepted. An entry without `subject` accepts all of a rule in the files that
/// its path matches.
package struct Baseline: Sendable {
  /// Where a baseline is looked for, from the root.
  package static let defaultPath = ".seal/baseline.yaml"

  private struct Entry: Hashable, Sendable {
    let rule: ScanRule
    let path: String
    /// Nil where the path is a pattern.
    let subject: String?
    let reason: String?
  }

  private var entries: [Entry] = []
  private var exact: Set<[String]> = []
  private var patterns: [(ScanRule, PathPattern)] = []

  package init() {}

  /// - Throws: `missing`, `io`; `format` with the line of what is wrong.
  package init(reading path: String) throws(SealError) {
    try self.init(parsing: Input.readFound(path, limit: 64 << 20), path: Input.name(of: path))
  }

  init(parsing bytes: [UInt8], path: String) throws(SealError) {
    let file = try Setting(parsing: bytes, path: path)
    let fields = try file.fields(["version", "accepted"])
    guard let version = fields["version"], try version.number == 1 else {
      throw file.error("a baseline begins with \"version: 1\"")
    }
    for item in try fields["accepted"]?.items ?? [] {
      let fields = try item.fields(["rule", "path", "subject", "reason"])
      guard let name = fields["rule"], let path = fields["path"] else {
        throw item.error("an accepted finding has a \"rule\" and a \"path\"")
      }
      guard let rule = try ScanRule(named: name.text) else {
        throw name.error("there is no such rule", hint: "seal scan --help lists them")
      }
      let entry = try Entry(
        rule: rule, path: path.text, subject: fields["subject"]?.text, reason: fields["reason"]?.text)
      do { try add(entry) } catch { throw path.error(error.reason, hint: error.hint) }
    }
  }

  private mutating func add(_ entry: Entry) throws(PathPattern.Fault) {
    if let subject = entry.subject {
      guard exact.insert([entry.rule.id, entry.path, subject]).inserted else { return }
    } else {
      patterns.append((entry.rule, try PathPattern(parsing: entry.path)))
    }
    entries.append(entry)
  }

  /// Marks what it accepts.
  package func apply(to report: inout ScanReport) {
    for index in report.findings.indices where report.findings[index].state == .new {
      if accepts(report.findings[index]) { report.findings[index].state = .accepted }
    }
  }

  private func accepts(_ finding: Finding) -> Bool {
    exact.contains([finding.rule.id, finding.path, finding.subject])
      || patterns.contains { $0 == finding.rule && $1.matches(finding.path) }
  }

  /// Accepts what is new in a report. What was accepted before stays.
  ///
  /// - Returns: how many entries are new.
  package mutating func accept(_ report: ScanReport) -> Int {
    let before = entries.count
    for finding in report.new {
      // With a subject, the path is no pattern, and so without a fault.
      try? add(Entry(rule: finding.rule, path: finding.path, subject: finding.subject, reason: nil))
    }
    return entries.count - before
  }

  /// Writes the file; the folder around it is made where there is none.
  ///
  /// - Throws: `io`.
  package func write(to path: String) throws(SealError) {
    let target = try AbsolutePath.of(path)
    do throws(FileError) {
      if let folder = AbsolutePath.parent(target), !File.exists(folder), let outer = AbsolutePath.parent(folder),
        let name = AbsolutePath.path(folder, from: outer)
      {
        try Directory(opening: outer).makeDirectory(name).setMode(0o755)
      }
      try File.replace(path, with: Array(text.utf8).span)
    } catch {
      throw SealError(error)
    }
  }

  /// The file's text: an entry per line, in an order in which two branches that add some merge well.
  package var text: String {
    let sorted = entries.sorted {
      ($0.subject == nil ? 0 : 1, $0.path, $0.rule.id, $0.subject ?? "")
        < ($1.subject == nil ? 0 : 1, $1.path, $1.rule.id, $1.subject ?? "")
    }
    let lines = sorted.map { entry in
      let fields: [(String, String?)] = [
        ("rule", entry.rule.id), ("path", entry.path), ("subject", entry.subject), ("reason", entry.reason),
      ]
      return
        "  - { \(fields.compactMap { name, text in text.map { "\(name): \(YAMLText.scalar($0))" } }.joined(separator: ", ")) }\n"
    }
    return """
      # What "seal scan" finds here and the team accepts. An entry without a subject accepts all of a rule in the files that
      # its path matches. "seal scan --update-baseline" adds what is new.
      version: 1
      accepted:\(lines.isEmpty ? " []" : "")

      """ + lines.joined()
  }
}
