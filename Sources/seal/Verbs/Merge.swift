import ArgumentParser
import Files
import Primitives
import Sealing
import Workspace

/// `seal merge`: git's merge driver for what is sealed.
struct Merge: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Merge two versions of a file with something sealed; git calls it.",
    discussion: """
      Writes what both sides made of BASE into OURS. Sealed files merge by their layers: what one side set, unset or \
      rotated, and what the other did to other keys, stand side by side. Everything around them merges by lines, as git \
      does it. No identity is needed.

      All three versions must be signed by somebody you trust: nobody's change gets your signature that had none. What is \
      merged gets the signature of a key that asks nothing: one without a passphrase, or one that the agent holds. Else \
      it waits for "seal sign".

      A key that both sides set is a conflict that names it, exit code 1, and OURS then has the two sealed files whole \
      between conflict markers. So it has where a version is refused, exit code 10 to 17.

      Set it up once in each clone, and in .gitattributes for all:
        git config merge.seal.driver "seal merge %O %A %B %P"
        git config merge.seal.recursive binary
        echo "*.sealed -text merge=seal" >> .gitattributes
        echo "k8s/**/*.yaml merge=seal" >> .gitattributes

      EXAMPLES:
        seal merge base.yaml ours.yaml theirs.yaml --signers allowed_signers
      """)

  @Argument(help: "What both sides come from; empty where each made the file.", completion: .file())
  var base: String

  @Argument(help: "Our version, which the result replaces.", completion: .file())
  var ours: String

  @Argument(help: "Their version.", completion: .file())
  var theirs: String

  @Argument(help: "The file's own path, for what its name says, and for messages. (default: OURS)")
  var path: String?

  @Option(help: ArgumentHelp("How long conflict markers are, git's %L.", valueName: "length"))
  var markerSize: Int?

  @OptionGroup(title: "Signature") var signing: SigningOptions
  @OptionGroup(title: "What to accept") var signers: SignersOptions
  @OptionGroup var configuration: ConfigurationOptions

  func run() throws {
    let path = path ?? ours
    let limit = ManifestFiles.limit
    let old = try Input.readFound(base, limit: limit)
    let sides = MergeSides(
      base: old.isEmpty ? nil : old, ours: try Input.readFound(ours, limit: limit),
      theirs: try Input.readFound(theirs, limit: limit))
    let merge = SealedFileMerge(
      policy: { (namespace) throws(SealError) in
        let workspace = try configuration.workspace(of: [path])
        return try Policy(namespace: namespace, anyNamespace: true, signersFile: signers.load(in: workspace))
      },
      sign: { (file, policy) throws(SealError) in
        let signed = try signing.signQuietly(file, in: path)
        try signed.warnUnlessTrusted(by: policy.signers, named: file.name)
        return signed
      })
    let result = try DocumentMerge(sides, path: path, markerSize: markerSize, by: merge)
    try OutputOptions(output: ours).write(result.bytes.span)
    try report(result.problems, path.printable)
  }

  private func report(_ problems: [MergeProblem], _ path: String) throws {
    guard !problems.isEmpty else { return }
    var code: Int32 = 1
    var keys: [String] = []
    for problem in problems {
      switch problem {
      case .keys(let both, let entryName):
        for key in both { Console.note("conflict in \(path): both sides changed \"\(key)\" of \"\(entryName)\"") }
        keys += both
      case .layers(let ours, let theirs, let entryName):
        Console.note(
          "conflict in \(path): both sides changed one layer of \"\(entryName)\" in place, ours "
            + "\(Self.list(ours)) and theirs \(Self.list(theirs))")
        keys += theirs
      case .lines: Console.note("conflict in \(path): lines outside of what is sealed")
      case .refused(let error):
        code = error.code.exitCode
        Console.error(SealError(error.code, "\(path) isn't merged: \(error.reason)", hint: Self.hint(error, path)))
      }
    }
    if !keys.isEmpty {
      let keys = Set(keys).sorted().prefix(8).joined(separator: " ")
      Console.hint(
        "take one side, git checkout --ours \(path) (or --theirs), set there what it lacks, seal set \(path) \(keys), "
          + "and git add it")
    }
    throw ExitCode(code)
  }

  private static func list(_ keys: [String]) -> String {
    keys.isEmpty ? "no key" : keys.map { "\"\($0)\"" }.joined(separator: ", ")
  }

  private static func hint(_ error: SealError, _ path: String) -> String? {
    guard error.code == .signature else { return error.hint }
    return "sign that version where it was made, after a look at it, and merge again; or take one side, "
      + "git checkout --ours \(path) (or --theirs), and set there what it lacks"
  }
}
