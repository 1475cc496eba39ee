import ArgumentParser
import Primitives
import Sealing
import Workspace

/// What a sealed file must satisfy before a verb believes it: the same as in a pod.
struct AcceptanceOptions: ParsableArguments {
  @OptionGroup var signers: SignersOptions
  @OptionGroup var scope: ScopeOptions
  @OptionGroup var configuration: ConfigurationOptions

  @Option(help: ArgumentHelp("How many trusted signers it needs, 1 to 8.", valueName: "number"))
  var signatures: Int?

  @Option(help: ArgumentHelp("Refuse what is older. May be given several times.", valueName: "name=revision"))
  var minRevision: [String] = []

  @Flag(help: "Accept what no trusted signer vouches for. This provides no authenticity.")
  var allowUnsigned = false

  /// - Parameters:
  ///   - found: the namespace to expect where no option says: `metadata.namespace`, or else the file's own.
  ///   - workspace: whose signers are trusted where no option and no variable names others.
  /// - Throws: `usage`, `policy` (format.md, section 4, step 0).
  func policy(namespace found: String?, in workspace: Workspace?) throws(SealError) -> Policy {
    var floors: [String: UInt64] = [:]
    for text in minRevision {
      guard let equals = text.firstIndex(of: "="),
        let floor = Names.revision(String(text[text.index(after: equals)...]))
      else {
        throw SealError(.usage, "\"\(text.printable)\" is not NAME=REVISION", hint: "--min-revision app-secrets=12")
      }
      floors[String(text[..<equals])] = floor
    }
    return try Policy(
      namespace: scope.expectedNamespace(found), anyNamespace: scope.anyNamespace, allowUnsigned: allowUnsigned,
      signatures: signatures, minimumRevisions: floors,
      signersFile: allowUnsigned ? try signers.named : try signers.load(in: workspace))
  }
}
