import Primitives
package import Sealing

extension ScanReport {
  /// Looks at the files whose content would change with the next commit, as they are staged, in the repository around the
  /// current folder. A file is looked at as a whole.
  ///
  /// - Throws: `missing` where there is no repository; `io`.
  package static func staged() throws(SealError) -> ScanReport {
    // Before the first commit all of it is new.
    guard let base = Self.id("HEAD^{tree}") ?? Self.emptyTree else { throw Self.noRepository }
    guard
      let changes = Git.output(
        ["diff-index", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff", base])
    else { throw SealError(.io, "git can't tell what is staged") }
    return ScanReport(of: Self.blobs(changes))
  }

  /// Looks at all that commits brought, also what a later one took out again: git remembers it.
  ///
  /// - Parameters:
  ///   - since: the last commit that isn't looked at.
  ///   - until: the newest that is.
  /// - Throws: `missing` where git knows no such revision; `io`.
  package static func commits(since: String, until: String, in root: ScanRoot) throws(SealError) -> ScanReport {
    let (old, new) = try (GitTree(since, in: root.path), GitTree(until, in: root.path))
    guard let commits = Git.output(["rev-list", "--reverse", "--topo-order", new.commit, "^" + old.commit]),
      // -c: of a merge, what it has from none of its parents. The parents have been looked at.
      let changes = Git.output(
        ["diff-tree", "--stdin", "--root", "-r", "-c", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff"],
        input: commits.span)
    else { throw SealError(.io, "git can't tell what changed since \"\(since.printable)\"") }
    let known = Set(old.files.map(\.blob))
    var seen: Set<[String]> = []
    var report = ScanReport(
      of: Self.blobs(changes).filter { !known.contains($0.id) && seen.insert([$0.id, $0.path]).inserted })
    // The same value in each later version of its file is told of once, with the first commit that has it.
    var told: Set<[String]> = []
    report.findings = report.findings.filter {
      told.insert([$0.rule.id, $0.path, $0.subject, String($0.fingerprint)]).inserted
    }
    return report
  }

  private init(of blobs: [GitBlobs.Blob]) {
    var reader = GitBlobs()
    var scans: [FileScan] = []
    reader.forEach(blobs) { part in
      scans += Parallel.map(part) { blob, bytes in FileScan(of: bytes, path: blob.path, commit: blob.commit) }
    }
    findings = scans.flatMap(\.findings)
    count = scans.count
    notes = reader.tooLarge.map { "not scanned: \"\($0.path.printable)\", which has more than 64 MiB" }
    failures = reader.missing.map {
      SealError(
        .missing, "git doesn't have the content of \"\($0.path.printable)\"",
        hint: "it is a partial clone: git fetch --refetch --no-filter")
    }
  }

  // MARK: Git's answers

  /// ":100644 100644 ID ID M<NUL>PATH<NUL>" each; for a merge one more colon, mode and id for each further parent; and
  /// before those of a commit "ID<NUL>".
  private static func blobs(_ changes: [UInt8]) -> [GitBlobs.Blob] {
    var blobs: [GitBlobs.Blob] = []
    var commit: String?
    var parts = changes.split(separator: 0).makeIterator()
    while let part = parts.next() {
      let text = String(decoding: part, as: UTF8.self)
      guard text.hasPrefix(":") else {
        commit = text.trimmed
        continue
      }
      let colons = text.prefix { $0 == ":" }.count
      let words = text.dropFirst(colons).split(separator: " ")
      guard let path = parts.next(), words.count == 2 * (colons + 1) + 1 else { continue }
      let (mode, id) = (words[colons], words[2 * colons + 1])
      // Regular files: no links, no submodules, nothing that was removed, no conflict.
      guard mode.hasPrefix("100"), id.contains(where: { $0 != "0" }) else { continue }
      blobs.append(GitBlobs.Blob(id: String(id), path: String(decoding: path, as: UTF8.self), commit: commit))
    }
    return blobs
  }

  private static func id(_ revision: String) -> String? {
    Git.output(["rev-parse", "--quiet", "--verify", revision]).map { String(decoding: $0, as: UTF8.self).trimmed }
  }

  private static var emptyTree: String? {
    guard Git.output(["rev-parse", "--is-inside-work-tree"]) != nil else { return nil }
    return Git.output(["hash-object", "-t", "tree", "/dev/null"]).map { String(decoding: $0, as: UTF8.self).trimmed }
  }

  private static var noRepository: SealError {
    SealError(.missing, "there is no git repository around the current folder", hint: "to scan files, name them")
  }
}
