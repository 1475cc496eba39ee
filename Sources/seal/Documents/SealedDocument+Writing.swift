import Sealing
import Workspace

extension SealedDocument {
  /// Writes it where it came from: the file itself, or stdout.
  func write() throws(SealError) {
    try OutputOptions(output: path).write(bytes.span)
  }
}
