package import Primitives

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// An open directory: everything is named relative to it, so that nobody can put another one in its place meanwhile.
///
/// Names are single path components; the last one is never followed where it is a symbolic link, except by
/// ``followed(_:)``.
package struct Directory: ~Copyable, Sendable {
  private let descriptor: Descriptor
  /// What messages call it.
  package let path: String

  /// Opens a path, symbolic links followed.
  package init(opening path: String) throws(FileError) {
    self.init(try Descriptor(opening: path, O_RDONLY | O_DIRECTORY), path: path)
  }

  private init(_ descriptor: consuming Descriptor, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  package borrowing func status() throws(FileError) -> FileStatus { try descriptor.status() }

  package borrowing func fileSystem() throws(FileError) -> FileSystem { try FileSystem(of: descriptor) }

  // MARK: Looking

  /// The names of the entries, in no order. Names that are no UTF-8 are left out: nothing of this project's has one.
  package borrowing func entries() throws(FileError) -> [String] {
    var names: [String] = []
    try unsafe forEachEntry { name in if let name = unsafe String(validatingCString: name) { names.append(name) } }
    return names
  }

  private borrowing func forEachEntry(_ body: (UnsafePointer<CChar>) -> Void) throws(FileError) {
    // A second descriptor: reading through the stream moves its offset, and closing the stream closes it.
    let again = unsafe openat(descriptor.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard again >= 0 else { throw FileError("list", path) }
    guard let stream = unsafe fdopendir(again) else {
      let error = FileError("list", path)
      _ = close(again)
      throw error
    }
    defer { unsafe closedir(stream) }
    while true {
      // Nothing but this tells a failure from the end.
      errno = 0
      guard let entry = unsafe readdir(stream) else { break }
      unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 1) { name in
          if unsafe strcmp(name, ".") != 0, unsafe strcmp(name, "..") != 0 { unsafe body(name) }
        }
      }
    }
    guard errno == 0 else { throw FileError("list", path) }
  }

  /// What an entry is, itself and not where it leads; nil where there is none.
  package borrowing func status(of name: String) throws(FileError) -> FileStatus? {
    var status = stat()
    guard unsafe fstatat(descriptor.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
      let error = failure("look at", name)
      if error.isAbsence { return nil }
      throw error
    }
    return FileStatus(status)
  }

  /// Where a symbolic link leads; nil for what is none, or isn't there.
  package borrowing func link(_ name: String) throws(FileError) -> String? {
    // The longest name there is, and some.
    var target = [UInt8](repeating: 0, count: 1024)
    let count = unsafe target.withUnsafeMutableBytes {
      unsafe readlinkat(descriptor.number, name, $0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count)
    }
    guard count >= 0 else {
      let error = failure("look at", name)
      // What the system says of an entry that is no link.
      if error.isAbsence || error.errno == EINVAL { return nil }
      throw error
    }
    guard count < target.count else { return nil }
    return String(validating: target[..<count], as: UTF8.self)
  }

  // MARK: Reading

  package borrowing func directory(_ name: String) throws(FileError) -> Directory {
    Directory(try open(name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW), path: below(name))
  }

  /// A directory that a symbolic link may lead to: the kubelet's `..data`. It stays the same one when the link changes.
  package borrowing func followed(_ name: String) throws(FileError) -> Directory {
    Directory(try open(name, O_RDONLY | O_DIRECTORY), path: path)
  }

  /// The bytes of a regular file; `EINVAL` for anything else, `ELOOP` for a symbolic link, `EFBIG` above the limit.
  package borrowing func read(_ name: String, limit: Int) throws(FileError) -> [UInt8] {
    try open(name, Self.reading).readAll(limit: limit, regularOnly: true)
  }

  /// The same for a secret, which is read straight into guarded memory.
  package borrowing func readSecret(_ name: String, limit: Int) throws(FileError) -> SecretBytes {
    try open(name, Self.reading).readAllSecret(limit: limit, regularOnly: true)
  }

  /// Several files in one piece of guarded memory, one after the other; `ends` gets where each of them ends.
  ///
  /// - Throws: the same, `EFBIG` also for a file that grows meanwhile.
  package borrowing func readSecrets(_ names: [String], limit: Int, ends: inout [Int]) throws(FileError) -> SecretBytes
  {
    var total = 0
    for name in names {
      guard let status = try status(of: name) else { throw FileError("open", below(name), errno: ENOENT) }
      guard status.size <= limit else { throw FileError("read", below(name), errno: EFBIG) }
      total += status.size
      ends.append(total)
    }
    // One byte more: the read that fills it has met a file that grew.
    var bytes = SecretBytes(zeros: total + 1)
    var filled = 0
    for (index, name) in names.enumerated() {
      let file = try open(name, Self.reading)
      guard try file.status().kind == .regular else { throw FileError("read", below(name), errno: EINVAL) }
      while filled <= ends[index] {
        let count = try bytes.withMutableBytes { (bytes) throws(FileError) in try file.read(into: &bytes, at: filled) }
        if count == 0 { break }
        filled += count
      }
      guard filled <= ends[index] else { throw FileError("read", below(name), errno: EFBIG) }
      ends[index] = filled
    }
    return bytes
  }

  /// A FIFO must not hold the program up.
  private static let reading = O_RDONLY | O_NOFOLLOW | O_NONBLOCK

  // MARK: Writing

  /// Writes a file that must not exist yet, with exactly these permission bits.
  ///
  /// - Parameter durable: whether to wait until it is on the disk, which says nothing in memory.
  package borrowing func create(
    _ name: String, with bytes: Span<UInt8>, mode: UInt32, durable: Bool = false
  ) throws(FileError) {
    let file = try open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
    try file.writeAll(bytes)
    try file.setMode(mode)
    if durable { try file.synchronize() }
  }

  /// The same with the bytes that a path leads to, in small steps.
  package borrowing func create(_ name: String, copying path: String, mode: UInt32) throws(FileError) {
    let source = try Descriptor(opening: path, O_RDONLY)
    let file = try open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      var span = buffer.mutableSpan
      let count = try source.read(into: &span, at: 0)
      if count == 0 { break }
      try file.writeAll(buffer.span.extracting(0..<count))
    }
    try file.setMode(mode)
  }

  /// Makes a directory that only this process's user can enter, until ``setMode(_:)``.
  package borrowing func makeDirectory(_ name: String) throws(FileError) -> Directory {
    guard unsafe mkdirat(descriptor.number, name, 0o700) == 0 else { throw failure("make", name) }
    return try directory(name)
  }

  package borrowing func setMode(_ mode: UInt32) throws(FileError) { try descriptor.setMode(mode) }

  package borrowing func makeSymbolicLink(_ name: String, to target: String) throws(FileError) {
    guard unsafe symlinkat(target, descriptor.number, name) == 0 else { throw failure("make", name) }
  }

  /// Gives a file of `directory` a second name here.
  package borrowing func makeLink(
    _ name: String, to file: String, of directory: borrowing Directory
  ) throws(FileError) {
    guard unsafe linkat(directory.descriptor.number, file, descriptor.number, name, 0) == 0 else {
      throw failure("make", name)
    }
  }

  /// Renames an entry; one that stands in the way is replaced, at once.
  package borrowing func rename(_ name: String, to other: String) throws(FileError) {
    guard unsafe renameat(descriptor.number, name, descriptor.number, other) == 0 else {
      throw failure("replace", other)
    }
  }

  package borrowing func remove(_ name: String) throws(FileError) {
    guard unsafe unlinkat(descriptor.number, name, 0) == 0 else { throw failure("remove", name) }
  }

  /// Removes an entry with all that is below it; no symbolic link is followed.
  ///
  /// However deep the tree is, it takes a few descriptors and no more stack: the folders in a folder of the tree are moved
  /// up to the tree's own root before that one is removed.
  package borrowing func removeTree(_ name: String) throws(FileError) {
    guard try status(of: name)?.kind == .directory else { return try remove(name) }
    let tree = try emptying(name)
    // Names that nothing in the tree has.
    let mark = Random.bytes(8).map { String($0, radix: 16) }.joined(separator: "-")
    var moved = 0
    var pending = try tree.entries(renaming: mark, &moved)
    while let entry = pending.popLast() {
      guard try tree.status(of: entry)?.kind == .directory else {
        try tree.remove(entry)
        continue
      }
      let folder = try tree.emptying(entry)
      for inner in try folder.entries(renaming: mark, &moved) {
        guard try folder.status(of: inner)?.kind == .directory else {
          try folder.remove(inner)
          continue
        }
        // A directory that moves is written to, for its `..`.
        _ = try folder.emptying(inner)
        let name = "\(mark)-\(moved)"
        moved += 1
        guard unsafe renameat(folder.descriptor.number, inner, tree.descriptor.number, name) == 0 else {
          throw folder.failure("remove", inner)
        }
        pending.append(name)
      }
      try tree.removeDirectory(entry)
    }
    try removeDirectory(name)
  }

  /// The same after every regular file in it was overwritten, as far as this process may.
  package borrowing func eraseTree(_ name: String) throws(FileError) {
    overwriteTree(name, depth: 64)
    try removeTree(name)
  }

  private borrowing func overwriteTree(_ name: String, depth: Int) {
    guard depth > 0, let folder = try? directory(name) else { return }
    for entry in (try? folder.entries()) ?? [] {
      switch try? folder.status(of: entry)?.kind {
      case .regular: try? folder.open(entry, O_WRONLY | O_NOFOLLOW | O_NONBLOCK).overwrite()
      case .directory: folder.overwriteTree(entry, depth: depth - 1)
      default: break
      }
    }
  }

  /// The names of all entries. Those that are no UTF-8 are changed first, or nobody could ever remove the directory.
  private borrowing func entries(renaming mark: String, _ moved: inout Int) throws(FileError) -> [String] {
    var strange: [[CChar]] = []
    try unsafe forEachEntry { name in
      guard unsafe String(validatingCString: name) == nil else { return }
      unsafe strange.append(Array(UnsafeBufferPointer(start: name, count: strlen(name) + 1)))
    }
    for name in strange {
      let new = "\(mark)-\(moved)"
      moved += 1
      guard unsafe renameat(descriptor.number, name, descriptor.number, new) == 0 else { throw failure("rename", new) }
    }
    return try entries()
  }

  /// A directory that is to lose its entries: one that was made read-only lets go of nothing.
  private borrowing func emptying(_ name: String) throws(FileError) -> Directory {
    let directory = try directory(name)
    try directory.setMode(0o700)
    return directory
  }

  private borrowing func removeDirectory(_ name: String) throws(FileError) {
    guard unsafe unlinkat(descriptor.number, name, AT_REMOVEDIR) == 0 else { throw failure("remove", name) }
  }

  /// Waits until the entries are on the disk.
  package borrowing func synchronize() throws(FileError) { try descriptor.synchronize() }

  private borrowing func open(_ name: String, _ flags: Int32, mode: UInt32 = 0) throws(FileError) -> Descriptor {
    let number = retrying { unsafe Int(openat(descriptor.number, name, flags | O_CLOEXEC, mode_t(mode))) }
    guard number >= 0 else { throw failure("open", name) }
    return Descriptor(adopting: Int32(number), path: below(name))
  }

  /// The error of the call that has just failed.
  private borrowing func failure(_ operation: String, _ name: String) -> FileError {
    let number = errno
    return FileError(operation, below(name), errno: number)
  }

  private borrowing func below(_ name: String) -> String { "\(path)/\(name)" }
}
