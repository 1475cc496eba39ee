import ArgumentParser
import Files
import Primitives
import SSHSignatures
import Sealing
import Workspace

/// Whom a new list of trusted signers begins with.
struct AuthorOptions: ParsableArguments {
  @OptionGroup var key: SigningKeyOptions

  @Option(
    name: .customLong("email"),
    help: ArgumentHelp("What the list of trusted signers calls you. (default: git's user.email)", valueName: "address"))
  var email: String?

  /// The line of `allowed_signers`, after a note that says whose key it is.
  ///
  /// - Throws: `usage`, `signature`, `missing`.
  func line() throws(SealError) -> String {
    guard let email = email ?? Git.config("user.email") else {
      throw SealError(
        .usage, "nobody says who you are", hint: "pass --email ADDRESS, or git config --global user.email")
    }
    let key = try publicKey()
    let line = "\(email) \(key.line())"
    // A blank, a quote or a pattern in an address would make another line of it.
    let isPlain = email.utf8.allSatisfy { Names.isKeyByte($0) || "@+".utf8.contains($0) }
    guard isPlain, let list = try? AllowedSigners(parsing: Array(line.utf8).span, namespace: Policy.signingNamespace),
      list.label(of: key) == email
    else {
      throw SealError(
        .usage, "\"\(email.printable)\" can't stand in a list of trusted signers", hint: "pass --email ADDRESS")
    }
    Console.note("trusting \(key.fingerprint) to sign, as \(email)")
    return line
  }

  private func publicKey() throws(SealError) -> SSHPublicKey {
    do { return try key.signer().publicKey } catch {
      // The public half alone is enough for the list, as where the agent of another machine has the private one.
      guard key.file == nil, let home = Environment.get("HOME"),
        let bytes = try? File.read("\(home)/.ssh/id_ed25519.pub", limit: 65_536, regularOnly: true),
        let found = try? SSHPublicKey(line: String(decoding: bytes, as: UTF8.self))
      else { throw error }
      return found
    }
  }
}
