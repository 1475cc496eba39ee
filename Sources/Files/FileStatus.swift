#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What `stat` says of a file.
package struct FileStatus: Sendable {
  package enum Kind: Sendable {
    case regular, directory, symbolicLink, other
  }

  /// Which file this is, whatever its names: device and inode.
  package struct Identity: Hashable, Sendable {
    package let device: UInt64
    package let inode: UInt64
  }

  package let kind: Kind
  /// The twelve permission bits.
  package let mode: UInt32
  package let uid: UInt32
  package let gid: UInt32
  package let size: Int
  package let identity: Identity

  /// Whether new entries of this directory inherit its group, as they do under a pod's `fsGroup`.
  package var isSetgid: Bool { mode & 0o2000 != 0 }

  init(_ status: stat) {
    switch mode_t(status.st_mode) & S_IFMT {
    case S_IFREG: kind = .regular
    case S_IFDIR: kind = .directory
    case S_IFLNK: kind = .symbolicLink
    default: kind = .other
    }
    mode = UInt32(status.st_mode) & 0o7777
    uid = status.st_uid
    gid = status.st_gid
    size = Int(status.st_size)
    identity = Identity(device: UInt64(truncatingIfNeeded: status.st_dev), inode: UInt64(status.st_ino))
  }
}
