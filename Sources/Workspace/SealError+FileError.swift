package import Files
import Primitives
package import Sealing

extension SealError {
  /// What the system refused. A path that isn't there is `missing`, everything else `io`.
  package init(_ error: FileError, hint: String? = nil) {
    if error.isAbsence {
      self.init(.missing, "there is no file \"\(error.path.printable)\"", hint: hint)
    } else {
      self.init(.io, error.description.printable, hint: hint)
    }
  }
}
