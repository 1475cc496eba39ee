import Files
import Primitives
package import Sealing

extension Workspace {
  /// The workspace that a file belongs to: that of ``root(around:)``.
  ///
  /// - Throws: `io`; what reading it throws.
  package init?(around path: String) throws(SealError) {
    guard let root = try Self.root(around: path) else { return nil }
    try self.init(at: root)
  }

  /// The folder of the first `.seal.yaml` from a file's own folder upwards; nil where there is none.
  ///
  /// A folder with a `.git` is the last that is looked in, whatever lies above. In a folder where anybody may put files, such
  /// as /tmp, only one's own `.seal.yaml` counts.
  ///
  /// - Parameter path: a file or a folder, existing or not; links are followed, since it is where they lead that is written.
  /// - Throws: `io` where that can't be told.
  package static func root(around path: String) throws(SealError) -> String? {
    let start = try AbsolutePath.of(path)
    var folder = try AbsolutePath.status(start)?.kind == .directory ? start : AbsolutePath.parent(start)
    while let current = folder {
      if let found = try AbsolutePath.status(join(current, fileName)),
        try AbsolutePath.status(current)?.trusts(found) == true
      {
        return current
      }
      if try AbsolutePath.status(join(current, ".git")) != nil { return nil }
      folder = AbsolutePath.parent(current)
    }
    return nil
  }

  /// The workspace of a folder that ``root(around:)`` found.
  package init(at root: String) throws(SealError) {
    let path = AbsolutePath.written(Self.join(root, Self.fileName), from: (try? AbsolutePath.of(".")) ?? "/").escaped
    let bytes = try WorkspaceFiles.read(Self.fileName, below: root, as: path)
    let prefix = path.dropLast(Self.fileName.count)
    try self.init(parsing: bytes, root: root, path: path) { (file) throws(SealError) in
      try WorkspaceFiles.read(file, below: root, as: prefix + file)
    }
  }
}

extension FileStatus {
  /// Whether an entry of this folder can be taken for what its owner meant: in one that anybody may write to, and where nobody
  /// may remove what another put there, for the reader's own alone.
  fileprivate func trusts(_ entry: FileStatus) -> Bool {
    mode & 0o1002 != 0o1002 || entry.uid == Environment.userID
  }
}
