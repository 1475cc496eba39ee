import ArgumentParser
import Files
import Primitives
import SSHSignatures
import Sealing
import Workspace

/// `--signers FILE`: whose signatures are trusted.
struct SignersOptions: ParsableArguments {
  @Option(
    name: .customLong("signers"),
    help: ArgumentHelp(
      "The trusted signers, an allowed_signers file of OpenSSH's. (default: SEAL_SIGNERS, else git's "
        + "gpg.ssh.allowedSignersFile)", valueName: "file"),
    completion: .file())
  var file: String?

  init() {}

  /// Where a verb has an option of its own for it.
  init(file: String) {
    self.file = file
  }

  /// The bytes of the list, which has been read once to say where it is wrong.
  ///
  /// - Throws: `policy` where there is none, or it is refused.
  func load() throws(SealError) -> [UInt8] {
    guard let source else {
      throw SealError(
        .policy, "there is no list of trusted signers", hint: "pass --signers FILE, or set SEAL_SIGNERS to one")
    }
    return try Self.read(source)
  }

  /// The list, for a verb that can do without; nil where there is none.
  ///
  /// - Throws: `policy` where there is one, and it is refused.
  func loadIfAny() throws(SealError) -> AllowedSigners? {
    guard let source else { return nil }
    return try Policy(namespace: "default", signersFile: Self.read(source)).signers
  }

  /// The list of the environment or git's settings, for a verb that only warns by it; nil where there is none to go by.
  static var standard: AllowedSigners? {
    guard let source = standardSource, let bytes = try? source.read() else { return nil }
    return try? AllowedSigners(parsing: bytes.span, namespace: Policy.signingNamespace)
  }

  private static let limit = 1 << 20
  private static let example = "echo \"you@example.com $(cut -d' ' -f1,2 ~/.ssh/id_ed25519.pub)\" > allowed_signers"

  /// A list, and who named it.
  private struct Source {
    let path: String
    /// Git's settings are those of the repository too, and with them whoever made it could name a FIFO.
    var isFromGit = false

    func read() throws(SealError) -> [UInt8] {
      try isFromGit ? Input.readFound(path, limit: limit) : Input.read(path, limit: limit)
    }
  }

  private static func read(_ source: Source) throws(SealError) -> [UInt8] {
    let bytes: [UInt8]
    do { bytes = try source.read() } catch {
      throw SealError(.policy, "the list of trusted signers can't be read: \(error.reason)", hint: Self.example)
    }
    do { _ = try AllowedSigners(parsing: bytes.span, namespace: Policy.signingNamespace) } catch {
      let line = error.line.map { ", line \($0)" } ?? ""
      throw SealError(.policy, "\"\(source.path.printable)\"\(line): \(error.reason)")
    }
    return bytes
  }

  /// The bytes of the list that was named for this one command; nil where none was. Beside `--allow-unsigned` it is a
  /// contradiction, while a list in the environment or in git's settings is not meant for this command.
  var named: [UInt8]? {
    get throws(SealError) { file == nil ? nil : try load() }
  }

  private var source: Source? { file.map { Source(path: $0) } ?? Self.standardSource }

  private static var standardSource: Source? {
    if let path = Environment.get("SEAL_SIGNERS"), !path.isEmpty { return Source(path: path) }
    return Git.config("gpg.ssh.allowedSignersFile", type: "path").map { Source(path: $0, isFromGit: true) }
  }
}
