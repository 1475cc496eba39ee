package import Primitives

extension SSHPrivateKey {
  /// The key of a 32-byte seed, for callers that keep keys of their own.
  package init(seed: SharedSecret, comment: String) throws(SSHError) {
    self.seed = seed
    self.comment = comment
    publicKey = try SSHPublicKey(ed25519: Ed25519.publicKey(ofSeed: seed.bytes))
  }
}
