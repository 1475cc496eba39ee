import ArgumentParser
import Files
import Primitives
import SSHSignatures
import Sealing
import Workspace

/// `--sign-with`: the key that somebody signs with.
struct SigningKeyOptions: ParsableArguments {
  @Option(
    name: .customLong("sign-with"),
    help: ArgumentHelp(
      "The SSH key to sign with: an ed25519 private key, or the .pub of one that the agent or a token holds. "
        + "(default: the key git signs with, else ~/.ssh/id_ed25519, else the agent's first ed25519 key)",
      valueName: "file"),
    completion: .file())
  var file: String?

  /// Who signs.
  ///
  /// - Throws: `signature`; `missing` where there is no such file.
  func signer() throws(SealError) -> ChosenSigner {
    if let file {
      guard File.exists(file) else { throw SealError(.missing, "there is no file \"\(file.printable)\"") }
      let signer = try Self.signer("\"\(file)\"") { () throws(SSHError) in try SigningKey.signer(file: file) }
      return ChosenSigner(signer, origin: nil)
    }
    let (signer, origin) = try Self.defaultSigner()
    return ChosenSigner(signer, origin: origin)
  }

  /// The key that git signs with, where it signs with SSH; `~/.ssh/id_ed25519`; the agent's first ed25519 key.
  private static func defaultSigner() throws(SealError) -> (signer: any SSHSigner, origin: String) {
    if Git.config("gpg.format") == "ssh", let plain = Git.config("user.signingkey") {
      // git expands "~/" in what is a path; it leaves literal keys alone.
      let value = Git.config("user.signingkey", type: "path") ?? plain
      let signer = try signer("git's user.signingkey") { () throws(SSHError) in
        try SigningKey.signer(gitSigningKey: value)
      }
      return (signer, "the key git signs with")
    }
    if let home = Environment.get("HOME"), case let path = "\(home)/.ssh/id_ed25519", File.exists(path) {
      return (try signer("\"\(path)\"") { () throws(SSHError) in try SigningKey.signer(file: path) }, path)
    }
    if let key = SSHAgent.firstEd25519Key() {
      return (KeygenSigner(agentKey: key), "the agent's first ed25519 key")
    }
    throw SealError(
      .signature, "there is no SSH key to sign with",
      hint: "pass --sign-with FILE; ssh-keygen -t ed25519 makes one")
  }

  private static func signer(
    _ origin: String, _ make: () throws(SSHError) -> any SSHSigner
  ) throws(SealError) -> any SSHSigner {
    do { return try make() } catch {
      throw SealError(
        .signature, "\(origin.printable) can't sign: \(error.reason)",
        hint: error.code == .signing ? nil : "sign with an ed25519 key: ssh-keygen -t ed25519")
    }
  }
}
