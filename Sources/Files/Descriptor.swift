package import Primitives

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// An open file, closed when the value ends.
package struct Descriptor: ~Copyable, Sendable {
  /// The system's number.
  package let number: Int32
  /// What messages call it.
  let path: String

  /// Takes an open descriptor over.
  init(adopting number: Int32, path: String) {
    self.number = number
    self.path = path
  }

  /// Opens a path, symbolic links followed; a program that is started inherits nothing of it.
  package init(opening path: String, _ flags: Int32, mode: UInt32 = 0) throws(FileError) {
    let number = retrying { unsafe Int(open(path, flags | O_CLOEXEC, mode_t(mode))) }
    guard number >= 0 else { throw FileError("open", path) }
    self.init(adopting: Int32(number), path: path)
  }

  deinit { _ = close(number) }

  package borrowing func status() throws(FileError) -> FileStatus {
    var status = stat()
    guard unsafe fstat(number, &status) == 0 else { throw FileError("look at", path) }
    return FileStatus(status)
  }

  /// Everything up to the end, of a file, a pipe or a terminal.
  ///
  /// - Throws: `EFBIG` where there is more than `limit` bytes; `EINVAL` for other than a regular file where only that
  ///   will do.
  package borrowing func readAll(limit: Int, regularOnly: Bool = false) throws(FileError) -> [UInt8] {
    // One byte more than a file has: the read that fills no buffer has met its end.
    var buffer = [UInt8](repeating: 0, count: try expectedCount(limit, regularOnly) + 1)
    var filled = 0
    while true {
      if filled == buffer.count {
        buffer.append(contentsOf: repeatElement(0, count: Swift.max(4096, buffer.count)))
      }
      var span = buffer.mutableSpan
      let count = try read(into: &span, at: filled)
      if count == 0 { break }
      filled += count
      guard filled <= limit else { throw FileError("read", path, errno: EFBIG) }
    }
    buffer.removeLast(buffer.count - filled)
    return buffer
  }

  /// The same for a secret, which is read straight into guarded memory.
  package borrowing func readAllSecret(limit: Int, regularOnly: Bool = false) throws(FileError) -> SecretBytes {
    var buffer = SecretBytes(zeros: try expectedCount(limit, regularOnly))
    var filled = 0
    while true {
      if filled == buffer.count {
        // Asking for one byte tells the end of a file without a second buffer. A pipe, or a file that grows while it is
        // read, has more.
        var next = SecretBytes(zeros: 1)
        guard try next.withMutableBytes({ (byte) throws(FileError) in try read(into: &byte, at: 0) }) == 1 else {
          break
        }
        var larger = SecretBytes(zeros: Swift.max(4096, buffer.count * 2))
        larger.withMutableBytes { larger in
          buffer.withBytes { old in for index in old.indices { larger[index] = old[index] } }
          next.withBytes { byte in larger[filled] = byte[0] }
        }
        buffer = larger
        filled += 1
      } else {
        let count = try buffer.withMutableBytes { (bytes) throws(FileError) in try read(into: &bytes, at: filled) }
        if count == 0 { break }
        filled += count
      }
      guard filled <= limit else { throw FileError("read", path, errno: EFBIG) }
    }
    guard filled < buffer.count else { return buffer }
    return buffer.withBytes { SecretBytes(copying: $0.extracting(0..<filled)) }
  }

  /// Writes every byte.
  package borrowing func writeAll(_ bytes: Span<UInt8>) throws(FileError) {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { bytes in
        retrying { unsafe write(number, bytes.baseAddress! + written, bytes.count - written) }
      }
      guard count > 0 else { throw FileError("write", path) }
      written += count
    }
  }

  /// Writes zeros over a regular file, as far as it is one that holds a text: nobody else shall take memory for one without
  /// an end.
  borrowing func overwrite() throws(FileError) {
    let status = try status()
    guard status.kind == .regular, lseek(number, 0, SEEK_SET) == 0 else { return }
    let zeros = [UInt8](repeating: 0, count: 65_536)
    var left = min(status.size, 256 << 20)
    while left > 0 {
      try writeAll(zeros.span.extracting(0..<min(left, zeros.count)))
      left -= min(left, zeros.count)
    }
  }

  /// Sets the permission bits, whatever the process's umask.
  package borrowing func setMode(_ mode: UInt32) throws(FileError) {
    guard fchmod(number, mode_t(mode)) == 0 else { throw FileError("set the mode of", path) }
  }

  /// Waits until the bytes are on the disk.
  package borrowing func synchronize() throws(FileError) {
    guard fsync(number) == 0 else { throw FileError("write", path) }
  }

  /// Bytes read, 0 at the end.
  borrowing func read(into buffer: inout MutableSpan<UInt8>, at offset: Int) throws(FileError) -> Int {
    let count = unsafe buffer.withUnsafeMutableBytes { buffer in
      retrying { unsafe systemRead(number, buffer.baseAddress! + offset, buffer.count - offset) }
    }
    guard count >= 0 else { throw FileError("read", path) }
    return count
  }

  /// The size of a regular file; 0 where that isn't known.
  private borrowing func expectedCount(_ limit: Int, _ regularOnly: Bool) throws(FileError) -> Int {
    let status = try status()
    guard status.kind == .regular else {
      guard !regularOnly else { throw FileError("read", path, errno: EINVAL) }
      return 0
    }
    guard status.size <= limit else { throw FileError("read", path, errno: EFBIG) }
    return status.size
  }
}

/// The system's call, which methods of the same name would hide.
private func systemRead(_ number: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
  unsafe read(number, buffer, count)
}
