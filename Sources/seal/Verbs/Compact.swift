import ArgumentParser
import Files
import Primitives
import Sealing
import Workspace

/// `seal compact`: parts and layers into one.
struct Compact: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fold the parts and the layers of sealed files into one.",
    discussion: """
      Parts let branches add values that merge anywhere, and layers let people set values that they can't read. Both \
      pile up; this folds them into the main file of the name, in one layer, and takes an identity to do so. The parts \
      are removed, their lines in kustomization.yaml too. Values stay what they are.

      All parts must be signed by somebody you trust, and be sealed to the same recipients as the main file. A run that was \
      stopped half-way is finished by the next. Do it on one branch, when no other has parts of its own in the making.

      EXAMPLES:
        seal compact overlays/production/app-secrets.sealed --identity production.key
        seal compact sealed.yaml --identity production.key
      """)

  @Argument(help: "Sealed files, or manifests with some; of a name with parts, the main one.", completion: .file())
  var files: [String]

  @OptionGroup(title: "Identity") var identity: IdentityOptions
  @OptionGroup(title: "Signature") var signing: SigningOptions
  @OptionGroup(title: "What to accept") var signers: SignersOptions
  @OptionGroup var scope: ScopeOptions
  @OptionGroup var configuration: ConfigurationOptions

  func run() throws {
    guard !identity.isEmpty else {
      throw SealError(.usage, "no identity to open the files with", hint: "pass --identity FILE")
    }
    let workspace = try configuration.workspace(of: files)
    let policy = try Policy(
      namespace: "default", anyNamespace: scope.anyNamespace, signersFile: signers.load(in: workspace))
    // Steps 0 to 6 for all files, before any identity is read.
    let folds = try files.map { (path) throws(SealError) in
      try Fold(of: SealedDocument(reading: path), scope, policy)
    }
    let identities = try identity.load()
    let folded = try folds.map { (fold) throws(SealError) in try fold.folding(with: identities) }
    let signer = folded.contains { !$0.changed.isEmpty } ? try signing.signer() : nil
    for fold in folded {
      try fold.write { (file) throws(SealError) in
        let signed = try signing.sign(file, with: signer)
        try signed.warnUnlessTrusted(by: policy.signers, named: file.name)
        signed.warnIfLarge(named: file.name)
        return signed
      }
    }
  }
}
