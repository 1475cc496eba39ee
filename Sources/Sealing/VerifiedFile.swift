import Primitives
package import SSHSignatures

/// A sealed file that passed steps 2 to 6 of format.md, section 4. A writer starts from one of these (section 5): it never
/// extends what it hasn't verified.
public struct VerifiedFile: Sendable {
  /// The key of its ConfigMap entry.
  public let entryName: String
  /// The file.
  public let file: SealedFile
  /// The trusted signers among those who signed; empty only for a reader who allows unsigned files.
  package let signers: [Signer]

  /// A trusted signer, and the principals that `allowed_signers` lists the key with.
  package struct Signer: Hashable, Sendable {
    package let key: SSHPublicKey
    package let label: String
  }

  /// Verifies one file, for a writer that changes it.
  ///
  /// - Parameter name: the name that was asked for.
  /// - Throws: `format`, `signature`, `scope`, `rollback`.
  public init(_ entry: SealedEntry, as name: String, policy: Policy) throws(SealError) {
    let named = entry.entryName
    // Steps 2 and 3: the first line, then the whole grammar.
    file = try SealedFile(parsing: entry.bytes, named: named)
    // Step 4.
    entryName = named
    signers = try Self.verifySignatures(of: file, named: named, policy: policy)

    // Step 5.
    try file.checkScope(namespace: policy.namespace, anyNamespace: policy.anyNamespace, name: name, named: named)
    // Step 6.
    if let floor = policy.minimumRevisions[name], file.revision < floor {
      throw SealError(.rollback, "\"\(named)\" is revision \(file.revision), older than the \(floor) that is demanded")
    }
  }

  /// Step 4: every block verifies, trusted or not, and enough of them are by trusted signers.
  private static func verifySignatures(
    of file: SealedFile, named: String, policy: Policy
  ) throws(SealError) -> [Signer] {
    var trusted: [Signer] = []
    var others: [String] = []
    for key in try file.signingKeys(named: named) {
      if let label = policy.signers?.label(of: key) {
        trusted.append(Signer(key: key, label: label))
      } else {
        others.append(key.fingerprint)
      }
    }

    guard !policy.allowUnsigned else {
      // Without a signature nothing ties the layers of a file together.
      guard file.layers.count == 1 else {
        throw SealError(
          .signature, "\"\(named)\" has \(file.layers.count) layers, and without a trusted signer only one is accepted")
      }
      return []
    }
    guard trusted.count >= policy.signatures else {
      if file.signatures.isEmpty {
        throw SealError(.signature, "\"\(named)\" is unsigned", hint: "\"seal sign\" signs it")
      }
      if trusted.isEmpty {
        throw SealError(
          .signature, "\"\(named)\" is signed by an unknown signer, \(others.joined(separator: ", "))",
          hint: "add the signer to allowed_signers if you trust whoever holds that key")
      }
      throw SealError(
        .signature,
        "\"\(named)\" is signed by \(trusted.count) trusted \(trusted.count == 1 ? "signer" : "signers"), "
          + "and \(policy.signatures) are demanded")
    }
    return trusted
  }
}

extension SealedFile {
  /// Whose signatures are on the file: the first half of step 4, every block verifies, trusted or not.
  ///
  /// - Throws: `signature`.
  package func signingKeys(named: String) throws(SealError) -> [SSHPublicKey] {
    guard !signatures.isEmpty else { return [] }
    let message = signedBytes
    var keys: [SSHPublicKey] = []
    for signature in signatures {
      do { keys.append(try signature.verify(message.span, namespace: Policy.signingNamespace)) } catch {
        throw SealError(
          .signature, "a signature of \"\(named)\" is not good: \(error.reason)",
          hint: "the file was changed after it was signed, or the signature was made for something else")
      }
    }
    return keys
  }

  /// Step 5: it is sealed for this namespace, and under this name.
  ///
  /// - Throws: `scope`.
  package func checkScope(
    namespace expected: String, anyNamespace: Bool, name: String, named: String
  ) throws(SealError) {
    guard namespace == expected || (namespace == "*" && anyNamespace) else {
      throw SealError(
        .scope, "\"\(named)\" is sealed for the namespace \"\(namespace)\", not for \"\(expected.printable)\"",
        hint: namespace == "*" ? "--any-namespace accepts files that are sealed for all of them" : nil)
    }
    guard self.name == name else {
      throw SealError(.scope, "\"\(named)\" is sealed under the name \"\(self.name)\", not as \"\(name)\"")
    }
  }
}
