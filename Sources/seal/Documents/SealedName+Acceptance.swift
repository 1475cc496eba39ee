import Manifests
import SSHSignatures
import Sealing

extension SealedName {
  /// Whether a pod would accept its files, as far as that is known without an identity.
  ///
  /// - Parameter signers: whose signatures are trusted; nil where nobody says.
  /// - Throws: the class of what the pod would say.
  func check(_ signers: AllowedSigners?) throws(SealError) {
    let policy = try Policy(
      namespace: namespace == "*" ? "default" : namespace, anyNamespace: namespace == "*", signers: signers)
    try Acceptance([NameRequest(parsing: pin)], entries: entries, policy: policy).checkKeys()
  }
}
