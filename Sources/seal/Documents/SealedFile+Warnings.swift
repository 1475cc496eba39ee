import SSHSignatures
import Sealing

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

  /// Warns where a manifest with this file would be too large for the way most people apply it.
  func warnIfLarge(named: String) {
    let count = bytes.count
    guard count > Limits.comfortableFileCount else { return }
    Console.warning(
      "\"\(named)\" has \(count / 1024) KiB, and above 200 KiB client-side kubectl apply begins to refuse the "
        + "ConfigMap: use kubectl apply --server-side")
  }
}
