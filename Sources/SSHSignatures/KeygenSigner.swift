import Files
import Primitives

/// Signs through `ssh-keygen -Y sign`, the way git does it: with keys in the agent, in hardware tokens, and with keys
/// under a passphrase, for which `ssh-keygen` itself asks at the terminal.
///
/// What comes back is verified before it is believed.
package struct KeygenSigner: SSHSigner {
  package let publicKey: SSHPublicKey
  /// nil: the agent holds the private half, and there is no file.
  package let keyFile: String?
  /// Whether a passphrase that is needed is no reason to ask for it, but to fail.
  package var isQuiet = false

  /// - Parameter keyFile: the private key's file; or the public key's, whose other half is in the agent or in the file
  ///   beside it, without `.pub`.
  package init(keyFile: String, publicKey: SSHPublicKey) {
    self.keyFile = keyFile
    self.publicKey = publicKey
  }

  /// A key that the agent holds.
  package init(agentKey publicKey: SSHPublicKey) {
    self.keyFile = nil
    self.publicKey = publicKey
  }

  /// - Throws: `signing` where `ssh-keygen` is missing, fails (it says why itself, on stderr), or returns anything but
  ///   a good signature by this key.
  package func sign(_ message: Span<UInt8>, namespace: String) throws(SSHError) -> SSHSignature {
    if let keyFile { return try sign(message, namespace, ["-f", keyFile]) }
    // ssh-keygen takes keys from files alone, the public half of an agent's key too.
    let folder = try Self.reporting { () throws(FileError) in
      try Directory(opening: Environment.get("TMPDIR") ?? "/tmp")
    }
    let name = "seal-" + Random.bytes(8).map { String($0, radix: 16) }.joined() + ".pub"
    try Self.reporting { () throws(FileError) in
      try folder.create(name, with: Array((publicKey.line() + "\n").utf8).span, mode: 0o600)
    }
    defer { try? folder.remove(name) }
    // -U: the private half is in the agent, so the file is not to be taken for a private key, as git has it.
    return try sign(message, namespace, ["-U", "-f", folder.path + "/" + name])
  }

  private func sign(
    _ message: Span<UInt8>, _ namespace: String, _ key: [String]
  ) throws(SSHError) -> SSHSignature {
    let arguments = askpass + ["ssh-keygen", "-q", "-Y", "sign", "-n", namespace] + key
    let result: Process.Result
    do throws(FileError) {
      result = try Process.run("env", arguments, input: message, errors: isQuiet ? .discarded : .inherited)
    } catch {
      throw SSHError(.signing, "can't run ssh-keygen: \(error.reason)")
    }
    // 127 is what env says of a program that it doesn't find.
    if result.status == 127 { throw SSHError(.signing, "ssh-keygen is not installed") }
    guard result.status == 0 else {
      throw SSHError(.signing, "ssh-keygen did not sign, and ended with status \(result.status)")
    }
    let signature: SSHSignature
    let signer: SSHPublicKey
    do throws(SSHError) {
      signature = try SSHSignature(armored: result.output.span)
      signer = try signature.verify(message, namespace: namespace)
    } catch {
      throw SSHError(.signing, "what ssh-keygen returned is no good signature: \(error.reason)")
    }
    guard signer == publicKey else {
      throw SSHError(.signing, "ssh-keygen signed with \(signer.fingerprint), not with \(publicKey.fingerprint)")
    }
    return signature
  }

  /// A setting for whoever sits at a terminal: its stdin being the message, `ssh-keygen` would rather open a window for
  /// the passphrase, and where no program for that is installed take it for an empty one.
  private var askpass: [String] {
    if isQuiet { return ["SSH_ASKPASS_REQUIRE=force", "SSH_ASKPASS=false"] }
    let variable = "SSH_ASKPASS_REQUIRE"
    return Environment.get(variable) == nil && Terminal.isTerminal(2) ? [variable + "=never"] : []
  }

  private static func reporting<R: ~Copyable>(_ body: () throws(FileError) -> R) throws(SSHError) -> R {
    do throws(FileError) { return try body() } catch { throw SSHError(.signing, error.description) }
  }
}
