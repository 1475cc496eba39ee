import Sealing

/// The committed versions of one document.
///
/// Read with git's plumbing, which starts no filter, pager or external diff that a repository could name.
struct GitHistory {
  /// How many versions are looked at, at most.
  private static let depth = 100

  private let path: String
  private let folder: String
  private let name: String

  init(of path: String) {
    self.path = path
    let slash = path.lastIndex(of: "/")
    folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    name = slash.map { String(path[path.index(after: $0)...]) } ?? path
  }

  /// The versions that hold sealed files, newest first, with the ids of their commits; none where the file is in no
  /// repository, or git isn't there.
  func versions() -> [(commit: String, document: SealedDocument)] {
    guard path != "-" else { return [] }
    let list = git(["rev-list", "--max-count=\(Self.depth)", "HEAD", "--", "./\(name)"]) ?? []
    return String(decoding: list, as: UTF8.self).split(separator: "\n").compactMap { commit in
      guard let bytes = git(["cat-file", "blob", "\(commit):./\(name)"]),
        let document = try? SealedDocument(bytes, path: path)
      else { return nil }
      return (String(commit), document)
    }
  }

  private func git(_ arguments: [String]) -> [UInt8]? {
    // A "*" in a file's name is no pattern.
    Git.output(["-C", folder, "--literal-pathspecs"] + arguments)
  }
}
