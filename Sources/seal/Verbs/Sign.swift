import ArgumentParser
import Files
import Primitives
import SSHSignatures
import Sealing
import Workspace

/// `seal sign`: vouches for what others changed.
struct Sign: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what changed in sealed files, and sign them.",
    discussion: """
      A pod opens nothing that no trusted signer vouches for. This shows what your signature would vouch for, against \
      the last version in git that a trusted signer signed (trusted by --signers, or you yourself), or all of it where \
      there is none; asks; and signs. Signatures that are there and good stay beside yours, \
      except those that you --replace. No identity is needed: what the values are isn't shown.

      EXAMPLES:
        seal sign sealed.yaml
        seal sign overlays/*/sealed.yaml --yes
        seal sign sealed.yaml --replace bob@example.com
      """)

  @Argument(help: "Sealed files, or manifests with some.", completion: .file())
  var files: [String]

  @Option(help: ArgumentHelp("Leave out this signer's signature: a label, or a fingerprint.", valueName: "signer"))
  var replace: [String] = []

  @Flag(help: "Sign without asking.")
  var yes = false

  @OptionGroup(title: "Signature") var key: SigningKeyOptions
  @OptionGroup(title: "What to accept") var signers: SignersOptions
  @OptionGroup var scope: ScopeOptions
  @OptionGroup var configuration: ConfigurationOptions

  /// One sealed file that is to be signed.
  private struct Candidate {
    let document: Int
    let entry: SealedDocument.Entry
    let file: SealedFile
    let replaced: Set<String>
  }

  func run() throws {
    let signers = try signers.loadIfAny(in: configuration.workspace(of: files))
    var documents = try files.map { (path) throws(SealError) in try SealedDocument(reading: path) }
    let signer = try key.signer()
    let candidates = try candidates(in: documents, signer, signers)
    guard !candidates.isEmpty else { return }

    for (index, document) in documents.enumerated() {
      let candidates = candidates.filter { $0.document == index }
      guard !candidates.isEmpty else { continue }
      let history = GitHistory(of: document.path)
      warn(of: history, document.path)
      for candidate in candidates {
        let last = SignedVersion(before: candidate.file, of: candidate.entry, in: history) {
          signers?.label(of: $0) ?? ($0 == signer.publicKey ? "you" : nil)
        }
        Console.show(Review(of: candidate.file, candidate.entry.entry.entryName, in: document.path, since: last).text)
      }
    }
    try confirm(candidates.count, signer.publicKey, signers)

    // Every signature is made before the first file is written.
    for candidate in candidates {
      let signed = try signer.sign(candidate.file, replacing: candidate.replaced)
      documents[candidate.document] = try documents[candidate.document].replacing(candidate.entry, with: signed)
      try signed.warnUnlessTrusted(by: signers, named: candidate.entry.entry.entryName)
    }
    try OutputOptions.write(Set(candidates.map(\.document)).sorted().map { (documents[$0].path, documents[$0].bytes) })
  }

  /// The files that the signature would change, each checked as far as one can that waits for a trusted signer.
  private func candidates(
    in documents: [SealedDocument], _ signer: ChosenSigner, _ signers: AllowedSigners?
  ) throws(SealError) -> [Candidate] {
    var candidates: [Candidate] = []
    var unknown = Set(replace)
    for (index, document) in documents.enumerated() {
      for entry in try document.entries(named: scope.name) {
        let name = entry.entry.entryName
        let file = try SealedFile(parsing: entry.entry.bytes, named: name)
        let keys = try file.signingKeys(named: name)
        try file.checkScope(
          namespace: scope.expectedNamespace(entry.namespace), anyNamespace: scope.anyNamespace, name: entry.name,
          named: name)
        let left = keys.filter { key in
          replace.contains { $0 == key.fingerprint || $0 == signers?.label(of: key) }
        }
        unknown.subtract(left.map(\.fingerprint) + left.compactMap { signers?.label(of: $0) })
        if keys.contains(signer.publicKey), left.allSatisfy({ $0 == signer.publicKey }) {
          Console.note("\"\(name)\" in \"\(Input.name(of: document.path))\" has your signature already")
          continue
        }
        candidates.append(
          Candidate(document: index, entry: entry, file: file, replaced: Set(left.map(\.fingerprint))))
      }
    }
    if let nobody = unknown.sorted().first {
      throw SealError(
        .missing, "there is no signature by \"\(nobody.printable)\"",
        hint: "\"seal status\" shows who signed; whom the list of trusted signers doesn't have goes by fingerprint")
    }
    return candidates
  }

  private func warn(of history: GitHistory, _ path: String) {
    if history.isCut {
      Console.warning(
        "git could not show all that \"\(Input.name(of: path))\" ever was, and a version left out may be signed")
      Console.hint("sign in a clone with its whole history: git fetch --unshallow --refetch --no-filter")
    }
    guard history.missing > 0 else { return }
    let versions = history.missing == 1 ? "1 older version" : "\(history.missing) older versions"
    Console.warning("git has only heard of \(versions) of \"\(Input.name(of: path))\", which may be signed")
    Console.hint("fetch what is missing: git fetch --refetch --no-filter")
  }

  private func confirm(_ count: Int, _ key: SSHPublicKey, _ signers: AllowedSigners?) throws(SealError) {
    guard !yes else { return }
    guard Terminal.isTerminal(0), Terminal.isTerminal(2) else {
      throw SealError(
        .usage, "there is no terminal to ask whether to sign this", hint: "look at what is shown, then pass --yes")
    }
    let name = signers?.label(of: key).map { "\($0.printable) " } ?? ""
    let what = count == 1 ? "this file" : "these \(count) files"
    guard Console.ask("sign \(what) as \(name)\(key.fingerprint)?") else {
      throw SealError(.policy, "nothing was signed")
    }
  }
}
