package import Files
import Primitives
package import Sealing

/// The permission bits of what is delivered, exact whatever the process's umask.
package struct OutputModes: Equatable, Sendable {
  package let file: UInt32
  /// Who may read a file may enter its directory.
  package var directory: UInt32 { file | (file & 0o444) >> 2 }

  package init(file: UInt32) {
    self.file = file
  }

  /// - Parameter text: octal digits, "0440" or "440".
  /// - Throws: `usage`.
  package init(parsing text: String) throws(SealError) {
    guard (3...4).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x37).contains($0) }),
      let mode = UInt32(text, radix: 8), mode <= 0o777, mode & 0o400 != 0
    else {
      throw SealError(
        .usage, "\"\(text.printable)\" is no mode for files that their owner can read", hint: "for example --mode 0440")
    }
    file = mode
  }

  /// What fits the root of the output: under a pod's `fsGroup` it is setgid, and the group that the app is in too is
  /// enough. Without one the app may run as any other user, so all of them can read, as in a Secret volume.
  package static func standard(under root: FileStatus) -> OutputModes {
    OutputModes(file: root.isSetgid ? 0o440 : 0o444)
  }
}
