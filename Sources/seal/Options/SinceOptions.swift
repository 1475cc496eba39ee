import ArgumentParser
import Sealing
import Workspace

/// `--since REV`: what became of sealed files in git, which no signature tells.
struct SinceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Refuse what went back to an earlier version since a revision of git's, and recipients that appeared and that no "
        + ".seal.yaml names; tell of files that are gone.", valueName: "revision"))
  var since: String?

  @Flag(help: "Only tell of what went back: a revert that was agreed on.")
  var allowRevert = false

  /// - Throws: `usage`.
  func check() throws(SealError) {
    guard allowRevert, since == nil else { return }
    throw SealError(.usage, "--allow-revert says nothing without --since", hint: "pass --since origin/main")
  }

  /// - Returns: nil where nobody asked.
  func changes(
    of results: [Verification], below paths: [String], _ demands: DemandsByPath
  ) throws(SealError) -> TreeChanges? {
    try since.map { (revision) throws(SealError) in
      try TreeChanges(of: results, below: paths, since: revision, allowsRevert: allowRevert, demands)
    }
  }
}
