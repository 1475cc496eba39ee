package import Primitives

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Whole files by their paths, for programs that trust the folders they work in. What a pod mounts is read through
/// ``Directory``.
package enum File {
  /// The bytes of a file; a pipe, such as the shell's `<(...)`, is read to its end.
  ///
  /// - Parameter regularOnly: whether nothing but a regular file will do, as where somebody else chose the path: a FIFO must
  ///   not hold the program up.
  /// - Throws: `EFBIG` where there is more than `limit` bytes; `EINVAL` for what is no regular file, where it must be one.
  package static func read(_ path: String, limit: Int, regularOnly: Bool = false) throws(FileError) -> [UInt8] {
    try Descriptor(opening: path, reading(regularOnly)).readAll(limit: limit, regularOnly: regularOnly)
  }

  /// The same for a secret, which is read straight into guarded memory.
  package static func readSecret(
    _ path: String, limit: Int, regularOnly: Bool = false
  ) throws(FileError) -> SecretBytes {
    try Descriptor(opening: path, reading(regularOnly)).readAllSecret(limit: limit, regularOnly: regularOnly)
  }

  private static func reading(_ regularOnly: Bool) -> Int32 { regularOnly ? O_RDONLY | O_NONBLOCK : O_RDONLY }

  /// Whether anything is at a path, symbolic links followed.
  package static func exists(_ path: String) -> Bool { (try? status(path)) != nil }

  package static func status(_ path: String) throws(FileError) -> FileStatus {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { throw FileError("look at", path) }
    return FileStatus(status)
  }

  /// Writes a file that must not exist yet, with exactly these permission bits.
  ///
  /// - Throws: `EEXIST`. On any error no file is left.
  package static func create(_ path: String, with bytes: Span<UInt8>, mode: UInt32) throws(FileError) {
    let file = try Descriptor(opening: path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode & 0o700)
    do throws(FileError) {
      try file.writeAll(bytes)
      try file.setMode(mode)
      try file.synchronize()
    } catch {
      _ = unsafe unlink(path)
      throw error
    }
  }

  /// Puts these bytes in the place of a file's old ones, all or none of them: they are written beside and renamed.
  ///
  /// A symbolic link stays, and what it leads to is replaced. The permission bits of the old file are kept; `mode` is for
  /// a file that is new, and nil stands for what the umask leaves of 0666.
  package static func replace(_ path: String, with bytes: Span<UInt8>, mode: UInt32? = nil) throws(FileError) {
    var replacements = Replacements()
    try replacements.add(path, bytes, mode: mode)
    try replacements.commit()
  }

  /// Writes over a file that is there already, and stays the same file: something else has it mounted or open.
  package static func overwrite(_ path: String, with bytes: Span<UInt8>) throws(FileError) {
    try Descriptor(opening: path, O_WRONLY | O_TRUNC | O_NOFOLLOW | O_NONBLOCK).writeAll(bytes)
  }

  /// Removes a file; of a symbolic link, the link.
  package static func remove(_ path: String) throws(FileError) {
    guard unsafe unlink(path) == 0 else { throw FileError("remove", path) }
  }

  /// The path without symbolic links; the path itself where nothing is there yet.
  package static func resolved(_ path: String) -> String {
    guard let end = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(end) }
    return unsafe String(cString: end)
  }
}
