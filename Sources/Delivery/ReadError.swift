import Files
import Sealing

extension SealError {
  /// A file of a mount that can't be read.
  init(reading error: FileError, as code: Code = .io) {
    guard error.isRefusal else {
      self.init(code, error.description)
      return
    }
    self.init(
      code, "\(error.description), as uid \(Environment.userID) and gid \(Environment.groupID)",
      hint: "give the pod an fsGroup, or the volume a defaultMode that lets this user read it")
  }
}
