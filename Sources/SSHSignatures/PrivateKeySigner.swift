import Primitives

/// Signs with a private key in memory.
package struct PrivateKeySigner: SSHSigner {
  private let key: SSHPrivateKey

  package init(_ key: SSHPrivateKey) {
    self.key = key
  }

  package var publicKey: SSHPublicKey { key.publicKey }

  package func sign(_ message: Span<UInt8>, namespace: String) throws(SSHError) -> SSHSignature {
    let signed = SSHSignature.signedBytes(message, namespace: namespace)
    return try SSHSignature(
      Ed25519.sign(signed.span, seed: key.seed.bytes), by: key.publicKey, namespace: namespace)
  }
}
