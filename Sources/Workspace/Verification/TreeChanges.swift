import Files
import Primitives
package import Sealing

/// What became of the sealed files of a tree since a revision in git: what a pull request shows and a signature doesn't.
package struct TreeChanges {
  /// A file that is an earlier version again, or none that was built upon the one that there was.
  package struct Rollback {
    package let path: String
    package let file: AcceptedFile
    /// The revision that there was.
    package let lost: UInt64
    /// The commit that has it.
    package let commit: String

    package var text: String {
      let had = "revision \(lost) of commit \(commit.prefix(12))"
      return file.revision < lost
        ? "\"\(file.entryName)\" went back to revision \(file.revision), from \(had)"
        : "\"\(file.entryName)\" is another revision \(file.revision), not built upon \(had)"
    }
  }

  /// A file that somebody can read who couldn't.
  package struct Gain {
    package let path: String
    package let file: AcceptedFile
    package let recipients: [RecipientClaim]
    /// Those of them that neither `.seal.yaml` nor the command line names; all of them where the file was moved to a
    /// place with other readers, and what says who they are didn't change.
    package let strangers: [RecipientClaim]
  }

  /// A file that isn't there any more.
  package struct Removal {
    /// From the top of the repository.
    package let path: String
    package let file: AcceptedFile
  }

  /// As it was asked for.
  package let revision: String
  package let commit: String
  package private(set) var rollbacks: [Rollback] = []
  package private(set) var gains: [Gain] = []
  package private(set) var removals: [Removal] = []
  /// Whether git can't tell all of it: a shallow or partial clone.
  package let isCut: Bool
  /// What is refused, by the index of its verification.
  private(set) var failures: [(index: Int, error: SealError)] = []

  /// A sealed file of the tree.
  private struct Current {
    let index: Int
    /// From the top of the repository.
    let path: String
    let file: AcceptedFile
    let demands: Demands
  }

  /// - Parameters:
  ///   - paths: what the verification began with; what is gone from the folders among them is told.
  ///   - allowsRevert: whether going back is only told.
  /// - Throws: `missing` where git knows no such revision; `usage` where a file lies outside of the repository.
  package init(
    of results: [Verification], below paths: [String], since revision: String, allowsRevert: Bool,
    _ demands: DemandsByPath
  ) throws(SealError) {
    let repository = try RepositoryPaths(around: paths.first ?? ".")
    var roots: [String] = []
    for path in paths where (try? File.status(path))?.kind == .directory { roots.append(try repository.path(of: path)) }
    var current: [Current] = []
    for (index, result) in results.enumerated() where result.failure == nil {
      let (path, demands) = (try repository.path(of: result.path), try demands.demands(at: result.path))
      current += result.files.map { Current(index: index, path: path, file: $0, demands: demands) }
    }

    var earlier = try EarlierVersions(since: revision, in: repository.top)
    let currentPaths = Set(current.map(\.path))
    let before = earlier.ofRevision { currentPaths.contains($0) || Self.isWalked($0, below: roots) }
    // What went from its place may have been renamed.
    let byPath = Dictionary(grouping: current, by: \.path)
    var gone = before.filter { old in
      byPath[old.path]?.contains { old.file.isVersion(of: $0.file) } != true
    }
    let since = Dictionary(
      grouping: earlier.sinceRevision(at: currentPaths.union(gone.map(\.path))), by: \.path)
    let beforeByPath = Dictionary(grouping: before, by: \.path)

    self.revision = revision
    commit = earlier.tree.commit
    isCut = earlier.isCut || earlier.missing > 0
    for now in current {
      var old = beforeByPath[now.path]?.first { $0.file.isVersion(of: now.file) }
      if old == nil {
        old = gone.filter { $0.file.isKin(of: now.file) }.max { $0.file.revision < $1.file.revision }
        if let old { gone.removeAll { $0.path == old.path && $0.file.isVersion(of: old.file) } }
      }
      var versions = since[now.path] ?? []
      var isMoved = false
      if let old, old.path != now.path {
        versions += since[old.path] ?? []
        let workspace = try demands.workspace(of: results[now.index].path)
        isMoved = workspace.map { earlier.hasConfiguration(of: $0, repository) } ?? false
      }
      compare(now, old, since: versions, isMoved: isMoved, in: results[now.index].path, allowsRevert)
    }
    let failing = Set(results.filter { $0.failure != nil }.compactMap { try? repository.path(of: $0.path) })
    removals = gone.filter { !failing.contains($0.path) }.map { Removal(path: $0.path, file: $0.file) }
  }

  /// - Parameter isMoved: whether it lay elsewhere, while `.seal.yaml` was what it is now.
  private mutating func compare(
    _ now: Current, _ old: EarlierVersions.Version?, since versions: [EarlierVersions.Version], isMoved: Bool,
    in path: String, _ allowsRevert: Bool
  ) {
    let signers = now.demands.policy.signers
    let trusted = versions.filter { $0.file.isKin(of: old?.file ?? now.file) && $0.isSigned(byOneOf: signers) }
    let highest = ([old].compactMap(\.self) + trusted).max { $0.file.revision < $1.file.revision }
    if let highest, highest.file.revision > now.file.revision {
      add(
        Rollback(path: path, file: now.file, lost: highest.file.revision, commit: highest.commit), now.index,
        allowsRevert)
    } else if let old, old.file.revision == now.file.revision, old.file.contentDigest != now.file.contentDigest {
      add(
        Rollback(path: path, file: now.file, lost: old.file.revision, commit: old.commit), now.index,
        allowsRevert)
    }

    let gained = old.map { now.file.readersGained(since: $0.file) } ?? []
    guard !gained.isEmpty else { return }
    let named = now.demands.recipients?.fingerprints
    var strangers = gained.filter { named?.contains($0.fingerprint) != true }
    if isMoved { strangers = gained }
    gains.append(Gain(path: path, file: now.file, recipients: gained, strangers: strangers))
    guard !strangers.isEmpty else { return }
    let list = strangers.map { "\($0.label) \($0.fingerprint)" }.joined(separator: ", ")
    failures.append(
      (
        now.index,
        SealError(
          .policy,
          "\"\(now.file.entryName)\" has a new recipient since \(revision.printable), "
            + (isMoved ? "when it lay elsewhere, and .seal.yaml hasn't changed" : "which no .seal.yaml names")
            + ": \(list)",
          hint:
            "name whoever is meant to read it in .seal.yaml, where everybody sees it; or seal it to the others alone")
      ))
  }

  private mutating func add(_ rollback: Rollback, _ index: Int, _ isAllowed: Bool) {
    rollbacks.append(rollback)
    guard !isAllowed else { return }
    failures.append(
      (
        index,
        SealError(
          .rollback, rollback.text, hint: "if that is meant, as in a revert that was agreed on: --allow-revert")
      ))
  }

  /// Whether a walk of the folders would come across a file, were it there.
  private static func isWalked(_ path: String, below roots: [String]) -> Bool {
    roots.contains { root in
      guard let inner = AbsolutePath.path(path, from: root) else { return false }
      let parts = AbsolutePath.components(of: inner)
      return parts.allSatisfy { $0.first != "." } && ManifestFiles.mayBeManifest(String(parts[parts.count - 1]))
    }
  }
}
