import Files
import Primitives

/// What people name as their signing key, and who can sign with it.
package enum SigningKey {
  /// More than any key of OpenSSH's takes.
  private static let limit = 65_536

  /// The signer for a key file: this process for a private key that stands there in the clear, `ssh-keygen` for one
  /// under a passphrase or in a hardware token, and for a public key.
  ///
  /// - Throws: `signing` where the file can't be read, else what ``SSHPrivateKey/init(parsing:)`` and
  ///   ``SSHPublicKey/init(line:)`` throw.
  package static func signer(file path: String) throws(SSHError) -> any SSHSigner {
    try signer(file: path, regularOnly: false)
  }

  private static func signer(file path: String, regularOnly: Bool) throws(SSHError) -> any SSHSigner {
    let file: SecretBytes
    do throws(FileError) { file = try File.readSecret(path, limit: limit, regularOnly: regularOnly) } catch {
      throw SSHError(.signing, error.description)
    }
    return try file.withBytes { (bytes) throws(SSHError) -> any SSHSigner in
      guard SSHPrivateKey.isPrivateKey(bytes) else {
        return KeygenSigner(keyFile: path, publicKey: try publicKey(bytes))
      }
      do throws(SSHError) {
        return PrivateKeySigner(try SSHPrivateKey(parsing: bytes))
      } catch {
        guard let publicKey = error.publicKey else { throw error }
        return KeygenSigner(keyFile: path, publicKey: publicKey)
      }
    }
  }

  /// The signer for a value of git's `user.signingKey`: `key::` and a public key, a line that begins with `ssh-`, or a
  /// file. Whoever made the repository can set it too, so a file must be a regular one: a FIFO would hold the program up.
  package static func signer(gitSigningKey value: String) throws(SSHError) -> any SSHSigner {
    let line = value.hasPrefix("key::") ? String(value.dropFirst(5)) : value
    guard line != value || line.hasPrefix("ssh-") else { return try signer(file: value, regularOnly: true) }
    return KeygenSigner(agentKey: try SSHPublicKey(line: line))
  }

  /// The key of a `.pub` file. Only a line that begins as one becomes a string: anything else may be a secret.
  private static func publicKey(_ file: Span<UInt8>) throws(SSHError) -> SSHPublicKey {
    let line = file.extracting(file.trimmed(0..<file.count))
    guard line.begins(with: "ssh-") || line.begins(with: "sk-ssh-") || line.begins(with: "ecdsa-") else {
      throw SSHError(.key, "the file holds no SSH key")
    }
    return try SSHPublicKey(line: String(decoding: line.array(0..<line.count), as: UTF8.self))
  }
}
