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
    var folder = path
    while (try? File.status(folder))?.kind != .directory {
      folder = folder.lastIndex(of: "/").map { $0 == folder.startIndex ? "/" : String(folder[..<$0]) } ?? "."
    }
    guard let output = Git.output(["-C", folder, "rev-parse", "--show-toplevel"]), output.last == 0x0A,
      let root = String(validating: output.dropLast(), as: UTF8.self), !root.isEmpty
    else {
      throw SealError(.missing, "\"\(path.printable)\" is in no git repository with a work tree")
    }
    self.root = File.resolved(root)
  }

  /// A path from the top folder; empty for that folder itself, nil for what lies outside.
  package func path(of path: String) -> String? {
    var components: [Substring] = []
    let absolute = path.hasPrefix("/") ? path : "\(File.resolved("."))/\(path)"
    for component in absolute.split(separator: "/") where component != "." {
      if component == ".." { _ = components.popLast() } else { components.append(component) }
    }
    // What is gone can't be resolved, but the folders that are still there can.
    var rest: [Substring] = []
    var there = "/" + components.joined(separator: "/")
    while !components.isEmpty, !File.exists(there) {
      rest.insert(components.removeLast(), at: 0)
      there = "/" + components.joined(separator: "/")
    }
    // A link is an entry of the folder that it stands in.
    if let last = components.popLast() {
      there = File.resolved("/" + components.joined(separator: "/"))
      there += (there == "/" ? "" : "/") + last
    }
    let full = ([there] + rest.map(String.init)).joined(separator: "/")
    if full == root || File.resolved(full) == root { return "" }
    return full.hasPrefix(root + "/") ? String(full.dropFirst(root.count + 1)) : nil
  }
}
