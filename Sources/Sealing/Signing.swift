public import Primitives
package import SSHSignatures

extension SealedFile {
  /// Signs the bytes as they are, beside the signatures that are there.
  ///
  /// This is the one verb that takes a file no trusted signer vouches for: whoever calls it has shown what is being signed.
  /// Signatures that don't verify any more were dropped when the bytes changed; one that is there and doesn't is `signature`.
  ///
  /// - Parameter replaced: fingerprints of signers whose signatures are left out.
  /// - Throws: `signature`, `usage`, `policy`.
  package func signed(by signer: any SSHSigner, replacing replaced: Set<String> = []) throws(SealError) -> SealedFile {
    let message = signedBytes
    let keys = try signingKeys(named: "\(name).sealed")
    var kept: [SSHSignature] = []
    for (signature, key) in zip(signatures, keys) where key != signer.publicKey && !replaced.contains(key.fingerprint) {
      kept.append(signature)
    }
    let signature: SSHSignature
    do { signature = try signer.sign(message.span, namespace: Policy.signingNamespace) } catch {
      throw SealError(.signature, "can't sign \"\(name)\": \(error.reason)")
    }
    kept.append(signature)
    guard kept.count <= Limits.signatures else {
      throw SealError(.policy, "\"\(name)\" has \(Limits.signatures) signatures already", hint: "--replace one of them")
    }
    kept.sort { $0.publicKeyBlob.lexicographicallyPrecedes($1.publicKeyBlob) }
    let signed = SealedFile(namespace: namespace, name: name, revision: revision, layers: layers, signatures: kept)
    guard signed.bytes.count <= Limits.fileCount else {
      throw SealError(.usage, "\"\(name)\" would have more than the \(Limits.fileCount) bytes of a sealed file")
    }
    return signed
  }

  /// Signs with an unencrypted OpenSSH ed25519 key: the bytes of its file.
  ///
  /// - Throws: `identity` where it is no such key; `signature`, `usage`, `policy`.
  public func signed(withKey file: borrowing SecretBytes) throws(SealError) -> SealedFile {
    let key: SSHPrivateKey
    do {
      key = try file.withBytes { (bytes) throws(SSHError) in try SSHPrivateKey(parsing: bytes) }
    } catch {
      throw SealError(.identity, "the signing key: \(error.reason)")
    }
    return try signed(by: PrivateKeySigner(key))
  }
}
