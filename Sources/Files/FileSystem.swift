#if canImport(Darwin)
  import Darwin
#else
  import CLinux
#endif

/// What keeps the bytes of a file: memory or a disk.
package struct FileSystem: Sendable {
  /// Its name, for people: "tmpfs", "ext4".
  package let name: String
  /// Whether it never writes to a disk itself. What it holds may still be swapped: ``Swap``.
  package let isMemory: Bool

  init(of file: borrowing Descriptor) throws(FileError) {
    #if canImport(Darwin)
      (name, isMemory) = ("a file system of macOS", false)
    #else
      var status = statfs()
      guard unsafe fstatfs(file.number, &status) == 0 else { throw FileError("look at", file.path) }
      let magic = UInt32(truncatingIfNeeded: status.f_type)
      name = Self.names[magic] ?? "file system 0x\(String(magic, radix: 16))"
      isMemory = magic == Self.tmpfs || magic == Self.ramfs
    #endif
  }

  private static let tmpfs: UInt32 = 0x0102_1994
  private static let ramfs: UInt32 = 0x8584_58F6

  /// Linux, `statfs(2)`.
  private static var names: [UInt32: String] {
    [
      tmpfs: "tmpfs", ramfs: "ramfs", 0xEF53: "ext4", 0x5846_5342: "xfs", 0x9123_683E: "btrfs", 0x794C_7630: "overlay",
      0x6969: "nfs", 0x6573_5546: "fuse", 0xF2F5_2010: "f2fs", 0x2FC1_2FC1: "zfs", 0x0102_1997: "9p", 0x9FA0: "proc",
    ]
  }
}
