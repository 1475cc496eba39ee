/// Who can sign as one SSH key.
package protocol SSHSigner: Sendable {
  var publicKey: SSHPublicKey { get }

  /// The signature of `message` for one purpose, as `ssh-keygen -Y sign -n namespace` makes it.
  func sign(_ message: Span<UInt8>, namespace: String) throws(SSHError) -> SSHSignature
}
