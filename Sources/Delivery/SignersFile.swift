import Files
import Primitives
package import Sealing

/// A list of trusted signers outside the folder with the identity: `FILE@sha256:HEX`, as the pod spec says it.
///
/// The list may lie in a ConfigMap, which more people may write than the identity's Secret: so the pod spec fixes its bytes.
package struct SignersFile: Sendable {
  private let path: String
  private let digest: [UInt8]

  /// - Throws: `usage`, above all without a digest.
  package init(parsing text: String) throws(SealError) {
    guard let at = text.utf8.lastIndex(of: UInt8(ascii: "@")), text[at...].hasPrefix("@sha256:"), text[..<at] != ""
    else {
      throw SealError(
        .usage, "--signers takes FILE@sha256:DIGEST: without its digest anybody who writes the ConfigMap is trusted",
        hint: "sha256sum prints the digest; a list that isn't pinned has its place beside the identity")
    }
    guard let digest = Hex.decode(text[at...].dropFirst(8)), digest.count == 32 else {
      throw SealError(
        .usage, "--signers has a pin that is not \"sha256:\" and 64 lower-case hex digits",
        hint: "sha256sum prints the digest")
    }
    path = String(text[..<at])
    self.digest = digest
  }

  /// The list, read as a mount's file is.
  ///
  /// - Throws: `policy` where it isn't there, can't be read, or is too large; `pin` for another list.
  package func read() throws(SealError) -> [UInt8] {
    let bytes: [UInt8]
    do throws(FileError) {
      let (mount, name) = try Mount.containing(path)
      bytes = try mount.read(name, limit: KeyMount.limit)
    } catch {
      throw SealError(reading: error, as: .policy)
    }
    let found = SHA256.hash(bytes.span)
    guard found == digest else {
      throw SealError(
        .pin,
        "the list of trusted signers at \(path.printable) is sha256:\(Hex.encode(found)), and not the one that is pinned",
        hint: "pin this one, if you know who changed it and why")
    }
    return bytes
  }
}
