import Files
import Primitives
import Sealing

extension SealError {
  /// Something that can't be done in a folder.
  ///
  /// - Parameter hint: what to do where the folder isn't there.
  init(writing error: FileError, to folder: String, hint: String) {
    // Most of what goes wrong here is a matter of users and groups.
    var reason = "\(error.description), as uid \(Environment.userID) and gid \(Environment.groupID)"
    if let status = try? File.status(folder) { reason += "; \(folder.printable) is of \(status.ownership)" }
    self.init(.io, reason, hint: error.isAbsence ? hint : nil)
  }
}

extension FileStatus {
  /// For messages: "uid 65532 and gid 2000, mode 0440".
  var ownership: String { "uid \(uid) and gid \(gid), mode 0\(String(mode, radix: 8))" }
}
