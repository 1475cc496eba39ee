import Primitives
import Sealing

/// The paths of files as git has them, from the top of the repository around them.
struct RepositoryPaths {
  /// An absolute path without links.
  let top: String

  /// - Throws: `missing` where no repository is around the path, or git isn't there.
  init(around path: String) throws(SealError) {
    let absolute = try AbsolutePath.of(path)
    let folders = [absolute, AbsolutePath.parent(absolute) ?? "/"]
    for folder in folders {
      guard let output = Git.output(["-C", folder, "rev-parse", "--show-toplevel"]) else { continue }
      top = try AbsolutePath.of(String(decoding: output, as: UTF8.self).trimmed)
      return
    }
    throw SealError(.missing, "git knows no repository around \"\(path.printable)\"")
  }

  /// - Throws: `usage` for what lies outside.
  func path(of path: String) throws(SealError) -> String {
    let absolute = try AbsolutePath.of(path)
    if absolute == top { return "" }
    guard path != "-", let inner = AbsolutePath.path(absolute, from: top) else {
      throw SealError(
        .usage, "\"\(Input.name(of: path))\" is not in the git repository \"\(top.printable)\"",
        hint: "look at each repository by itself")
    }
    return inner
  }
}
