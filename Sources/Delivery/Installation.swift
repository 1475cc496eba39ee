import Files
import Primitives
package import Sealing

/// Puts the running program into a folder that other containers mount: an image without a shell or `cp` can so hand on
/// the one program that it has.
package enum Installation {
  private static let name = "unseal"
  /// What is being written; what a killed run left goes.
  private static let newPrefix = "..unseal-"

  /// Writes the copy beside and renames it: whoever starts the program meanwhile starts the old one or the new one, and
  /// may go on running it.
  ///
  /// - Returns: where it is.
  /// - Throws: `io`.
  package static func install(into folder: String) throws(SealError) -> String {
    do throws(FileError) {
      let directory = try Directory(opening: folder)
      for entry in try directory.entries() where entry.hasPrefix(newPrefix) { try directory.remove(entry) }
      let new = newPrefix + Hex.encode(Random.bytes(8))
      do throws(FileError) {
        // Not the path it was started by, which need not lead to it.
        try directory.create(new, copying: "/proc/self/exe", mode: 0o555)
        try directory.rename(new, to: name)
      } catch {
        try? directory.remove(new)
        throw error
      }
    } catch {
      throw SealError(writing: error, to: folder, hint: "mount an emptyDir at \(folder.printable)")
    }
    return "\(folder)/\(name)"
  }
}
