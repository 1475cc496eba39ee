import Manifests
import Primitives
import Sealing

/// A version of a sealed file with the file itself, for as long as it is compared.
struct LoadedVersion: Sendable {
  let version: ReviewedVersion
  let file: SealedFile?
  let entry: SealedEntry?
  /// SHA-256 of the bytes of its entry.
  let digest: String

  /// - Parameter index: where it stands in its document.
  init(_ entry: SealedDocument.Entry, at index: Int, path: String, trust: ReviewTrust) {
    let file: Result<SealedFile, SealError>
    do throws(SealError) {
      file = .success(try SealedFile(parsing: entry.entry.bytes, named: entry.entry.entryName))
    } catch {
      file = .failure(error)
    }
    version = ReviewedVersion(entry, at: index, path: path, file, trust: trust)
    self.file = try? file.get()
    self.entry = entry.entry
    digest = Hex.encode(SHA256.hash(entry.entry.bytes.span))
  }

  init(path: String, entryName: String? = nil, failure: SealError) {
    version = ReviewedVersion(path: path, entryName: entryName, failure: failure)
    file = nil
    entry = nil
    digest = ""
  }
}
