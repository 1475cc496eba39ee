import ArgumentParser
import SSHSignatures
import Sealing
import Workspace

/// `--signers FILE`: whose signatures are trusted.
struct SignersOptions: ParsableArguments {
  @Option(
    name: .customLong("signers"),
    help: ArgumentHelp(
      "The trusted signers, an allowed_signers file of OpenSSH's. (default: SEAL_SIGNERS, else the one "
        + "of .seal.yaml, else git's gpg.ssh.allowedSignersFile)", valueName: "file"),
    completion: .file())
  var file: String?

  init() {}

  /// Where a verb has an option of its own for it.
  init(file: String?) {
    self.file = file
  }

  /// The bytes of the list, which has been read once to say where it is wrong.
  ///
  /// - Parameter workspace: whose list it is where nothing nearer names one.
  /// - Throws: `policy` where there is none, or it is refused.
  func load(in workspace: Workspace? = nil) throws(SealError) -> [UInt8] {
    guard let source = source(in: workspace) else {
      throw SealError(
        .policy, "there is no list of trusted signers",
        hint: workspace == nil
          ? "pass --signers FILE, or set SEAL_SIGNERS to one" : "name one in .seal.yaml: signers: .seal/allowed_signers"
      )
    }
    return try source.load()
  }

  /// The list, for a verb that can do without; nil where there is none.
  ///
  /// - Throws: `policy` where there is one, and it is refused.
  func loadIfAny(in workspace: Workspace? = nil) throws(SealError) -> AllowedSigners? {
    guard let source = source(in: workspace) else { return nil }
    return try Policy(namespace: "default", signersFile: source.load()).signers
  }

  /// The list that no option names, for a verb that only warns by it; nil where there is none to go by.
  static func standard(in workspace: Workspace?) -> AllowedSigners? {
    guard let source = SignersSource.standard(in: workspace), let bytes = try? source.read() else { return nil }
    return try? AllowedSigners(parsing: bytes.span, namespace: Policy.signingNamespace)
  }

  /// The bytes of the list that was named for this one command; nil where none was. Beside `--allow-unsigned` it is a
  /// contradiction, while a list in the environment or in git's settings is not meant for this command.
  var named: [UInt8]? {
    get throws(SealError) { file == nil ? nil : try load() }
  }

  /// Where the list comes from: the option, the environment, `.seal.yaml`, git's settings.
  func source(in workspace: Workspace?) -> SignersSource? {
    file.map { SignersSource(path: $0, origin: .option) } ?? SignersSource.standard(in: workspace)
  }
}
