import SSHSignatures
import Sealing
import Workspace

extension SealedFile {
  /// Warns where all signatures are by keys that nobody trusts: the file is signed, and still no pod accepts it.
  ///
  /// - Parameter signers: nil where it isn't known who is trusted.
  func warnUnlessTrusted(by signers: AllowedSigners?, named: String) throws(SealError) {
    guard let signers else { return }
    let keys = try signingKeys(named: named)
    guard !keys.isEmpty, keys.allSatisfy({ signers.label(of: $0) == nil }) else { return }
    Console.warning(
      "\"\(named)\" is now signed by \(keys.map(\.fingerprint).joined(separator: ", ")), whom the list of trusted signers "
        + "doesn't have")
  }

  /// Warns where somebody is a recipient of some layers only: who can't open all of them opens none.
  func warnOfPartialReaders(named: String) {
    let full = readersOfAll
    var partial: [RecipientClaim] = []
    for claim in layers.flatMap(\.recipients)
    where !full.contains(claim.fingerprint) && !partial.contains(where: { $0.fingerprint == claim.fingerprint }) {
      partial.append(claim)
    }
    guard !partial.isEmpty else { return }
    Console.warning(
      "a reader must open every layer, so \"\(named)\" is closed to those who are recipients of some: "
        + partial.map { "\($0.label) \($0.fingerprint)" }.joined(separator: ", "))
  }

  /// Warns where a manifest with this file would be too large for the way most people apply it.
  func warnIfLarge(named: String) {
    let count = bytes.count
    guard count > Limits.comfortableFileCount else { return }
    Console.warning(
      "\"\(named)\" has \(count / 1024) KiB, and above 200 KiB client-side kubectl apply begins to refuse the "
        + "ConfigMap: use kubectl apply --server-side")
  }
}
