#if canImport(Glibc)
  import CLinux
#endif

/// Whether the kernel may write memory to a disk.
package enum Swap {
  /// Whether this machine has swap, and the tmpfs on which a file stands isn't mounted `noswap` (Linux 6.4).
  ///
  /// False where the kernel doesn't say: this is for a warning.
  package static func mayTake(_ file: FileStatus) -> Bool {
    // The first line is the heading.
    guard lines("/proc/swaps").count > 1 else { return false }
    #if canImport(Glibc)
      let device = "\(linux_major(UInt(file.identity.device))):\(linux_minor(UInt(file.identity.device)))"
      for line in lines("/proc/self/mountinfo") {
        // ID, parent, device, root, mount point, options ... (proc(5)); the file system's own options are the last.
        let fields = line.split(separator: " ")
        guard fields.count > 2, fields[2] == device, let options = fields.last else { continue }
        return !options.split(separator: ",").contains("noswap")
      }
    #endif
    return false
  }

  private static func lines(_ path: String) -> [Substring] {
    guard let bytes = try? File.read(path, limit: 4 << 20) else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }
}
