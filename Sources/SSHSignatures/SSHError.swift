/// Why a key, a signature or a file of SSH's is refused.
///
/// Equality compares the ``Code`` alone: the reason is for people. No reason holds a line of input.
package struct SSHError: Error, Equatable, Sendable {
  package struct Code: Hashable, Sendable {
    private let name: String

    /// The bytes are no armored SSHSIG.
    package static let format = Code(name: "format")
    /// The signature is not good, or not of the one kind that is accepted.
    package static let signature = Code(name: "signature")
    /// The list of trusted signers is refused.
    package static let policy = Code(name: "policy")
    /// The bytes are no key, or a broken one.
    package static let key = Code(name: "key")
    /// The private key is protected by a passphrase; `ssh-keygen` can sign with it.
    package static let encryptedKey = Code(name: "encryptedKey")
    /// A key of a type that can't be read here; `ssh-keygen` may be able to sign with it.
    package static let unsupportedKey = Code(name: "unsupportedKey")
    /// The program that should have signed did not.
    package static let signing = Code(name: "signing")
  }

  package let code: Code
  /// What happened, lower case, no full stop.
  package let reason: String
  /// The line of the file, from 1.
  package let line: Int?
  /// The public half of the private key that could not be used, where it could be read.
  package let publicKey: SSHPublicKey?

  package init(_ code: Code, _ reason: String, line: Int? = nil, publicKey: SSHPublicKey? = nil) {
    self.code = code
    self.reason = reason
    self.line = line
    self.publicKey = publicKey
  }

  package static func == (a: SSHError, b: SSHError) -> Bool { a.code == b.code }
}
