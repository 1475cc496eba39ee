import Age
import Sealing

@testable import Workspace

/// A `.seal.yaml` without a disk, and recipients for it.
struct SampleWorkspace {
  static let production = recipient()
  static let recovery = recipient()
  static let staging = recipient()
  static let classic = recipient(postQuantum: false)

  static func recipient(postQuantum: Bool = true) -> String {
    AgeIdentity.generate(postQuantum: postQuantum).recipient.text
  }

  /// The files that it may name.
  static let files = [
    ".seal/production.pub": production, ".seal/recovery.pub": "# recovery\n\(recovery)\n", ".seal/staging.pub": staging,
    ".seal/classic.pub": classic, ".seal/two.pub": "\(production)\n\(staging)\n", ".seal/none.pub": "# nobody\n",
    ".seal/broken.pub": "# a\nage1broken\n", ".seal/allowed_signers": "a@example.com ssh-ed25519 AAAA\n",
  ]

  /// What most of the tests begin with; 11 lines, the rules below.
  static let head = """
    version: 1
    signers: .seal/allowed_signers
    recipients:
      production: { file: .seal/production.pub }
      recovery: { file: .seal/recovery.pub }
      staging: { file: .seal/staging.pub }
    groups:
      clusters: [production, staging]
      all: [clusters, recovery]
      people: [recovery]
    rules:

    """

  static func read(_ text: String) throws(SealError) -> Workspace {
    try Workspace(parsing: Array(text.utf8), root: "/repository", path: ".seal.yaml") { (file) throws(SealError) in
      guard let text = files[file] else { throw SealError(.missing, "there is no file \"\(file)\"") }
      return Array(text.utf8)
    }
  }

  /// With rules for these paths, in this order, all alike.
  static func rules(_ paths: [String]) throws(SealError) -> Workspace {
    try read(head + paths.map { "  - { path: '\($0)', to: [all] }\n" }.joined())
  }
}
