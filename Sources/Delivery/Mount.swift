import Files
import Primitives

/// A folder that Kubernetes mounts into a container, or a plain one.
///
/// The kubelet puts new contents into a directory of their own and then swaps the link `..data`. It is followed once: the
/// files of one set are read, whatever is swapped meanwhile. Below it nothing but regular files is opened, and no link
/// followed, so that whoever writes the folder can't have another file read (as in CVE-2021-25741).
final class Mount: Sendable {
  private let directory: Directory

  init(opening path: String) throws(FileError) {
    directory = try Self.contents(of: Directory(opening: path))
  }

  private static func contents(of root: consuming Directory) throws(FileError) -> Directory {
    guard try root.status(of: "..data") != nil else { return root }
    return try root.followed("..data")
  }

  /// The mount that a file is in, and its name there.
  static func containing(_ path: String) throws(FileError) -> (mount: Mount, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (try Mount(opening: "."), path) }
    let folder = path[..<slash]
    return (try Mount(opening: folder.isEmpty ? "/" : String(folder)), String(path[path.index(after: slash)...]))
  }

  /// The names of the files; what begins with `..` is the kubelet's own.
  func entries() throws(FileError) -> [String] {
    try directory.entries().filter { !$0.hasPrefix("..") }.sorted()
  }

  /// A folder in it, or nil where there is none. It may be a mount of its own.
  func folder(_ name: String) throws(FileError) -> Directory? {
    guard try directory.status(of: name)?.kind == .directory else { return nil }
    return try Self.contents(of: directory.directory(name))
  }

  /// What a file is, or nil where it isn't there.
  func status(of name: String) throws(FileError) -> FileStatus? { try directory.status(of: name) }

  /// - Throws: `EFBIG` above `limit` bytes.
  func read(_ name: String, limit: Int) throws(FileError) -> [UInt8] {
    try directory.read(name, limit: limit)
  }

  func readSecret(_ name: String, limit: Int) throws(FileError) -> SecretBytes {
    try directory.readSecret(name, limit: limit)
  }
}
