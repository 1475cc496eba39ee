import Manifests
import SSHSignatures
import Sealing

extension SealedName {
  /// Whether a pod would accept its files, as far as that is known without an identity.
  ///
  /// - Parameter signers: whose signatures are trusted; nil where nobody says, which is no reason to take none for good.
  /// - Throws: the class of what the pod would say.
  func check(_ signers: AllowedSigners?) throws(SealError) {
    guard let signers else { return try checkKeys() }
    let policy = try Policy(
      namespace: namespace == "*" ? "default" : namespace, anyNamespace: namespace == "*", signers: signers)
    try Acceptance([NameRequest(parsing: pin)], entries: entries, policy: policy).checkKeys()
  }

  /// No key is in two files.
  private func checkKeys() throws(SealError) {
    var keys: Set<String> = []
    for entry in entries {
      let file = try SealedFile(parsing: entry.bytes, named: entry.entryName)
      for value in file.values where !keys.insert(value.key).inserted {
        throw SealError(
          .format, "the key \"\(value.key)\" is in two files of \"\(name)\"", hint: "\"seal unset\" it in one of them")
      }
    }
  }
}
