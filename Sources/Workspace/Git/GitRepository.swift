import Files
import Primitives
package import Sealing

/// The repository around a path.
package struct GitRepository: Sendable {
  /// Its top folder, without symbolic links.
  package let root: String

  /// - Parameter path: a file or folder, which may be gone from the work tree.
  /// - Throws: `missing` where it lies in no repository with a work tree, or git isn't there.
  package init(around path: String) throws(SealError) {
    var folder = try AbsolutePath.of(path)
    while (try? File.status(folder))?.kind != .directory { folder = AbsolutePath.parent(folder) ?? "/" }
    guard let output = Git.output(["-C", folder, "rev-parse", "--show-toplevel"]), output.last == 0x0A,
      let root = String(validating: output.dropLast(), as: UTF8.self), !root.isEmpty
    else {
      throw SealError(.missing, "\"\(path.printable)\" is in no git repository with a work tree")
    }
    self.root = File.resolved(root)
  }

  /// A path from the top folder, links followed; empty for that folder itself, nil for what lies outside.
  package func path(of path: String) -> String? {
    guard let absolute = try? AbsolutePath.of(path) else { return nil }
    return absolute == root ? "" : AbsolutePath.path(absolute, from: root)
  }
}
