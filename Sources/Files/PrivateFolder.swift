package import Primitives

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A folder in memory with one file in it, which only this process's user can enter: for what must never be on a disk while
/// another program works on it. It is erased with all that anybody has put there: at the latest when the value ends, and by
/// the next one of its kind where the process was killed before.
package struct PrivateFolder: ~Copyable {
  /// For other programs.
  package let path: String
  private let parent: Directory
  private let folder: Directory
  private let name: String
  /// Held as long as the process lives: what nobody holds was left behind.
  private let lock: Descriptor
  /// The file as it was made. Its name may be another file's by now, as of an editor that renames.
  private let original: Descriptor

  /// - Parameters:
  ///   - file: the name of the file, which nobody else can read.
  ///   - parents: where to make it; the first that will do. Those are folders of a memory file system in which nobody else
  ///     can rename what is ours.
  /// - Returns: nil where none of them is one.
  package static func make(
    holding file: String, with bytes: borrowing SecretBytes, in parents: [String] = Self.parents
  ) throws(FileError) -> PrivateFolder? {
    for path in parents where path.hasPrefix("/") {
      guard let parent = try? Directory(opening: path), isFit(parent) else { continue }
      sweep(parent)
      let name = prefix + Random.bytes(16).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
      do throws(FileError) {
        return try PrivateFolder(name, in: parent, holding: file, with: bytes)
      } catch {
        for name in [name, ".\(name)"] { try? Directory(opening: path).eraseTree(name) }
        throw error
      }
    }
    return nil
  }

  private init(
    _ name: String, in parent: consuming Directory, holding file: String, with bytes: borrowing SecretBytes
  ) throws(FileError) {
    let path = "\(parent.path)/\(name)"
    // Whoever sweeps takes what nobody has locked for left behind: it gets its name once it is.
    let folder = try parent.makeDirectory(".\(name)")
    let lock = try Descriptor(opening: "\(parent.path)/.\(name)", O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
    guard flock(lock.number, LOCK_EX | LOCK_NB) == 0 else { throw FileError("lock", path) }
    try parent.rename(".\(name)", to: name)
    try bytes.withBytes { (bytes) throws(FileError) in try folder.create(file, with: bytes, mode: 0o600) }
    let original = try Descriptor(opening: "\(path)/\(file)", O_RDWR | O_NOFOLLOW)
    self.path = path
    self.parent = parent
    self.folder = folder
    self.name = name
    self.lock = lock
    self.original = original
  }

  deinit { _ = Self.erase(name, in: parent, original) }

  /// Where a folder of this kind may be: memory of this login, and memory of the machine.
  package static var parents: [String] { [Environment.get("XDG_RUNTIME_DIR") ?? "", "/dev/shm"] }

  /// Whether the kernel may write what is in it to swap.
  package var mayBeSwapped: Bool { (try? folder.status()).map(Swap.mayTake) ?? false }

  /// What stands under a name now, whichever file that is.
  package borrowing func read(_ name: String, limit: Int) throws(FileError) -> SecretBytes {
    try folder.readSecret(name, limit: limit)
  }

  /// Overwrites and removes everything.
  ///
  /// - Returns: whether nothing is left.
  package borrowing func erase() -> Bool { Self.erase(name, in: parent, original) }

  private static let prefix = "seal-private."

  private static func isFit(_ parent: borrowing Directory) -> Bool {
    guard let status = try? parent.status(), let fileSystem = try? parent.fileSystem() else { return false }
    let isOurs = status.uid == Environment.userID && status.mode & 0o022 == 0
    let isSticky = status.uid == 0 && status.mode & 0o1000 != 0
    return fileSystem.isMemory && (isOurs || isSticky)
  }

  private static func erase(
    _ name: String, in parent: borrowing Directory, _ original: borrowing Descriptor
  ) -> Bool {
    try? original.overwrite()
    // A program that goes on in the background may put something there meanwhile.
    for _ in 0..<10 {
      do throws(FileError) { try parent.eraseTree(name) } catch {
        if error.isAbsence { return true }
        continue
      }
      return true
    }
    return false
  }

  /// Erases what processes of the same user have left behind that were killed.
  private static func sweep(_ parent: borrowing Directory) {
    for name in (try? parent.entries()) ?? [] where name.hasPrefix(prefix) {
      guard let status = try? parent.status(of: name), status.kind == .directory, status.uid == Environment.userID,
        let lock = try? Descriptor(opening: "\(parent.path)/\(name)", O_RDONLY | O_DIRECTORY | O_NOFOLLOW),
        flock(lock.number, LOCK_EX | LOCK_NB) == 0
      else { continue }
      try? parent.eraseTree(name)
    }
  }
}
