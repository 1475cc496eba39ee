import Primitives

#if canImport(Darwin)
  import Darwin
#else
  @unsafe @preconcurrency import Glibc
#endif

/// New contents for several files, put in their places together.
///
/// Everything that usually fails (no folder, no permission, no space) fails while they are written beside, when no file
/// has changed yet. What was not committed is removed.
package struct Replacements: ~Copyable {
  private var pending: [(temporary: String, path: String)] = []

  package init() {}

  deinit {
    for replacement in pending { _ = unsafe unlink(replacement.temporary) }
  }

  /// Writes what shall stand at `path`, beside it.
  ///
  /// A symbolic link stays, and what it leads to is replaced. The permission bits of the old file are kept; `mode` is for
  /// a file that is new, and nil stands for what the umask leaves of 0666.
  package mutating func add(_ path: String, _ bytes: Span<UInt8>, mode: UInt32? = nil) throws(FileError) {
    let path = File.resolved(path)
    let old = try? File.status(path)
    let suffix = Random.bytes(8).map { Self.hexadecimal($0) }.joined()
    let (folder, name) = Self.split(path)
    let temporary = "\(folder)/.\(name.prefix(200)).\(suffix)"
    let file = try Descriptor(opening: temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode ?? 0o666)
    pending.append((temporary, path))
    if let mode = old?.mode ?? mode { try file.setMode(mode) }
    try file.writeAll(bytes)
    try file.synchronize()
  }

  /// Renames them, in the order they were added. Each file is the old one or the new one at any instant.
  package mutating func commit() throws(FileError) {
    let count = pending.count
    var folders: [String] = []
    pending.reverse()
    while let next = pending.last {
      guard unsafe rename(next.temporary, next.path) == 0 else {
        throw FileError(count == pending.count ? "replace" : "replace (others before it are new already)", next.path)
      }
      pending.removeLast()
      let folder = Self.split(next.path).folder
      if folders.last != folder { folders.append(folder) }
    }
    // A name is safe on the disk only once its folder is; a folder that can't be synced is no reason to fail.
    for folder in folders {
      if let folder = try? Descriptor(opening: folder, O_RDONLY | O_DIRECTORY) { try? folder.synchronize() }
    }
  }

  private static func split(_ path: String) -> (folder: String, name: Substring) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path[...]) }
    let folder = path[..<slash]
    return (folder.isEmpty ? "/." : String(folder), path[path.index(after: slash)...])
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
  }
}
