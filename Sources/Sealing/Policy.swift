import Primitives
package import SSHSignatures

/// What a reader insists on before it accepts a sealed file.
///
/// A policy that contradicts itself can't be made, and none changes after it was made.
public struct Policy: Sendable {
  /// The SSHSIG namespace of this format: a signature made for git or for mail is none for a sealed file.
  public static let signingNamespace = "seal-v1@sealed-manifests.dev"

  /// The namespace that files must be sealed for.
  public let namespace: String
  /// Whether files sealed for `*` are accepted in addition.
  public let anyNamespace: Bool
  /// Whether files are accepted that no trusted signer vouches for. This provides no authenticity.
  public let allowUnsigned: Bool
  /// How many trusted signers each file needs, 1 to 8.
  public let signatures: Int
  /// The lowest revision accepted, by name.
  public let minimumRevisions: [String: UInt64]
  /// Nil only with ``allowUnsigned``.
  package let signers: AllowedSigners?

  /// - Parameters:
  ///   - signatures: nil for the default of one.
  ///   - signersFile: the bytes of an `allowed_signers` file; nil where there is none.
  /// - Throws: `usage` and `policy` (format.md, section 4, step 0).
  public init(
    namespace: String, anyNamespace: Bool = false, allowUnsigned: Bool = false, signatures: Int? = nil,
    minimumRevisions: [String: UInt64] = [:], signersFile: [UInt8]?
  ) throws(SealError) {
    try Self.check(namespace)
    if let signatures, !(1...Limits.signatures).contains(signatures) {
      throw SealError(.usage, "\(signatures) signatures can't be demanded, only 1 to \(Limits.signatures)")
    }
    self.namespace = namespace
    self.anyNamespace = anyNamespace
    self.allowUnsigned = allowUnsigned
    self.signatures = signatures ?? 1
    self.minimumRevisions = minimumRevisions

    guard allowUnsigned else {
      signers = try Self.signers(signersFile)
      return
    }
    // Each of these says that somebody relies on signatures; --allow-unsigned would quietly undo that.
    let contradiction =
      signersFile != nil
      ? "a signers file" : !minimumRevisions.isEmpty ? "--min-revision" : signatures != nil ? "--signatures" : nil
    if let contradiction {
      throw SealError(
        .policy, "--allow-unsigned beside \(contradiction) contradicts itself",
        hint: "leave one of the two out")
    }
    signers = nil
  }

  /// - Parameter signers: whose signatures are trusted; nil accepts what anybody signed, or nobody.
  /// - Throws: `usage`.
  package init(namespace: String, anyNamespace: Bool, signers: AllowedSigners?) throws(SealError) {
    try Self.check(namespace)
    self.namespace = namespace
    self.anyNamespace = anyNamespace
    self.signers = signers
    allowUnsigned = signers == nil
    signatures = 1
    minimumRevisions = [:]
  }

  /// The same for another namespace, and with other floors: what the next of many files is held to.
  ///
  /// - Parameter anyNamespace: nil for the other's.
  package init(
    _ other: Policy, namespace: String, anyNamespace: Bool? = nil, minimumRevisions: [String: UInt64]
  ) throws(SealError) {
    try Self.check(namespace)
    self.namespace = namespace
    self.minimumRevisions = minimumRevisions
    self.anyNamespace = anyNamespace ?? other.anyNamespace
    allowUnsigned = other.allowUnsigned
    signatures = other.signatures
    signers = other.signers
  }

  private static func check(_ namespace: String) throws(SealError) {
    guard Names.isNamespace(namespace) else {
      throw SealError(
        .usage, "\"\(namespace.printable)\" can't be a Kubernetes namespace",
        hint: namespace == "*" ? "name the pod's own namespace; --any-namespace accepts \"*\" in addition" : nil)
    }
  }

  private static func signers(_ file: [UInt8]?) throws(SealError) -> AllowedSigners {
    guard let file else {
      throw SealError(
        .policy, "there is no list of trusted signers",
        hint: "put allowed_signers beside the identity, or say --allow-unsigned and do without authenticity")
    }
    do { return try AllowedSigners(parsing: file.span, namespace: signingNamespace) } catch {
      throw SealError(
        .policy, "the list of trusted signers" + (error.line.map { ", line \($0)" } ?? "") + ": \(error.reason)")
    }
  }
}
