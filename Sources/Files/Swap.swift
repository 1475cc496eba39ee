#if canImport(Glibc)
  import CLinux
#endif

/// Whether the kernel may write memory to a disk.
package enum Swap {
  /// Whether this machine has swap, and the tmpfs on which a file stands isn't mounted `noswap` (Linux 6.4).
  ///
  /// False where the kernel doesn't say: this is for a warning.
  package static func mayTake(_ file: FileStatus) -> Bool {
    #if canImport(Glibc)
      let device = UInt(file.identity.device)
      return mayTake(
        device: "\(linux_major(device)):\(linux_minor(device))", swaps: text("/proc/swaps"),
        mounts: text("/proc/self/mountinfo"))
    #else
      return false
    #endif
  }

  /// - Parameters:
  ///   - swaps: a heading, and a line for each swap.
  ///   - mounts: a line for each mount: ID, parent, device and so on; the file system's own options are the last field.
  static func mayTake(device: String, swaps: String, mounts: @autoclosure () -> String) -> Bool {
    guard swaps.split(separator: "\n").count > 1 else { return false }
    for line in mounts().split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard fields.count > 2, fields[2] == device, let options = fields.last else { continue }
      return !options.split(separator: ",").contains("noswap")
    }
    return false
  }

  private static func text(_ path: String) -> String {
    String(decoding: (try? File.read(path, limit: 4 << 20)) ?? [], as: UTF8.self)
  }
}
