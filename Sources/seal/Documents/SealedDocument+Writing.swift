import Primitives
import Sealing
import Workspace

extension SealedDocument {
  /// Whoever changed the file since it was read would find their change undone.
  ///
  /// - Throws: `policy`.
  func checkIsCurrent() throws(SealError) {
    guard path != "-" else { return }
    guard let bytes = try? Input.readFound(path, limit: ManifestFiles.limit), bytes == self.bytes else {
      throw SealError(
        .policy, "\"\(path.printable)\" was changed by somebody else meanwhile, and nothing was written",
        hint: "do it again, on top of their change")
    }
  }
}
