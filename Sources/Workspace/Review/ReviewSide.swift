import Files
import Primitives
package import Sealing

/// One side of a review: a revision, the work tree, or one file.
package struct ReviewSide: Sendable {
  private enum Source: Sendable {
    case revision(GitTree)
    case workTree(root: String)
    case file([UInt8], path: String)
  }

  private let source: Source
  /// The commit; nil for what isn't committed.
  package let commit: String?
  /// Its files by path. To Swift two paths are equal that differ in how an accent is written: each side keeps its own.
  let files: [String: GitTree.File]
  /// Where symbolic links stand.
  let links: Set<String>
  /// How many files are left out because their paths are no text, or are no others than that of another file.
  package let unnamedCount: Int

  /// A revision, in the repository whose top folder is `root`.
  ///
  /// - Throws: `missing`, `io`.
  package init(revision: String, root: String) throws(SealError) {
    let tree = try GitTree(revision, in: root)
    commit = tree.commit
    files = Dictionary(tree.files.map { ($0.path, $0) }) { $1 }
    links = tree.links
    unnamedCount = tree.unnamedCount + tree.files.count - files.count
    source = .revision(tree)
  }

  /// The files that git tracks or would add, as they are on the disk.
  ///
  /// - Parameter root: the repository's top folder, without symbolic links.
  /// - Throws: `io`.
  package init(workTree root: String) throws(SealError) {
    guard
      let listing = Git.output(["-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
    else { throw SealError(.io, "git can't list the files of \"\(root.printable)\"") }
    var files: [String: GitTree.File] = [:]
    var seen: Set<[UInt8]> = []
    var links: Set<String> = []
    var unnamed = 0
    for bytes in listing.split(separator: 0) where seen.insert(Array(bytes)).inserted {
      guard let path = String(validating: bytes, as: UTF8.self) else {
        unnamed += 1
        continue
      }
      let full = "\(root)/\(path)"
      guard let status = try? File.status(full) else { continue }
      // A link may lead out of the repository, or to what holds a reader up.
      if File.resolved(full) != full {
        links.insert(path)
      } else if status.kind == .regular {
        if files.updateValue(GitTree.File(path: path, blob: ""), forKey: path) != nil { unnamed += 1 }
      }
    }
    self.files = files
    self.links = links
    unnamedCount = unnamed
    commit = nil
    source = .workTree(root: root)
  }

  /// One file, which is held against another one whatever both are called.
  ///
  /// - Throws: `missing`, `io`, `format`.
  package init(file path: String) throws(SealError) {
    self.init(file: try Input.read(path, limit: ManifestFiles.limit), path: path)
  }

  init(file bytes: [UInt8], path: String) {
    source = .file(bytes, path: path)
    files = ["": GitTree.File(path: path, blob: "")]
    links = []
    unnamedCount = 0
    commit = nil
  }

  /// How a review calls it.
  package var title: Prose {
    switch source {
    case .revision: "\(String((commit ?? "").prefix(12)))"
    case .workTree: "the work tree"
    case .file(_, let path): "\(Input.name(of: path))"
    }
  }

  /// Whether anything stands at a path, or below it.
  package func holds(_ path: String) -> Bool {
    path.isEmpty || files.keys.contains { $0.isAt(path) } || links.contains { $0.isAt(path) }
  }

  /// What messages call a path.
  func name(of path: String) -> String {
    if case .file(_, let path) = source { return Input.name(of: path) }
    return path
  }

  /// Whether a file is called as manifests are; one that the command line names may be called anything.
  func mayBeManifest(_ path: String) -> Bool {
    if case .file = source { return true }
    return ManifestFiles.mayBeManifest(AbsolutePath.components(of: path).last.map { String($0) } ?? "")
  }

  /// The path that has this name.
  func key(of name: String) -> String {
    if case .file = source { return "" }
    return name
  }

  /// What stands there; nil where nothing does.
  enum Content: Sendable {
    case bytes([UInt8])
    case link
    case failed(SealError)
  }

  /// The files of both sides that may differ, from the first path to the last; links count as files.
  ///
  /// - Parameter folders: paths of files and folders, below one of which they are; none for all.
  static func changed(_ old: ReviewSide, _ new: ReviewSide, below folders: [String]) -> [String] {
    var paths = Set(old.files.keys).union(new.files.keys)
    // A link alone seals nothing.
    paths.formUnion(old.links.filter { new.files.keys.contains($0) })
    paths.formUnion(new.links.filter { old.files.keys.contains($0) })
    return paths.filter { path in
      if let before = old.files[path]?.blob, !before.isEmpty, before == new.files[path]?.blob { return false }
      return folders.isEmpty || folders.contains { path.isAt($0) }
    }.sorted()
  }

  /// Paths in batches of so many files and bytes that one fits into memory for each core.
  ///
  /// - Returns: what is too large to be looked at goes by itself.
  static func batches(
    of paths: [String], _ old: ReviewSide, _ new: ReviewSide
  ) -> (batches: [[String]], tooLarge: [String]) {
    var batches: [[String]] = []
    var tooLarge: [String] = []
    var room = 0
    for (path, sizes) in zip(paths, zip(old.sizes(of: paths), new.sizes(of: paths))) {
      let size = max(sizes.0 ?? 0, sizes.1 ?? 0)
      guard size <= (new.mayBeManifest(path) ? ManifestFiles.limit : Limits.fileCount) else {
        if new.mayBeManifest(path) { tooLarge.append(path) }
        continue
      }
      if batches.isEmpty || room < size || batches[batches.count - 1].count == 256 {
        batches.append([])
        room = 8 << 20
      }
      batches[batches.count - 1].append(path)
      room -= size
    }
    return (batches, tooLarge)
  }

  /// How many bytes files have; nil for what isn't there, or can't be read.
  func sizes(of paths: [String]) -> [Int?] {
    switch source {
    case .revision(let tree):
      let found = paths.compactMap { files[$0] }
      let sizes = Dictionary(zip(found.map(\.path), tree.sizes(of: found))) { $1 }
      return paths.map { sizes[$0] ?? nil }
    case .workTree(let root):
      return paths.map { path in files[path].flatMap { try? File.status("\(root)/\($0.path)").size } }
    case .file(let bytes, _): return paths.map { _ in bytes.count }
    }
  }

  /// The content of files, in their order; nil for what isn't there.
  func contents(of paths: [String]) -> [Content?] {
    var contents: [String: Content] = [:]
    switch source {
    case .revision(let tree):
      let found = paths.compactMap { files[$0] }
      for (file, bytes) in zip(found, tree.contents(of: found)) {
        contents[file.path] =
          bytes.map { .bytes($0) }
          ?? .failed(
            SealError(.missing, "git doesn't have its content", hint: "fetch it: git fetch --refetch --no-filter"))
      }
    case .workTree(let root):
      for file in paths.compactMap({ files[$0] }) {
        do throws(SealError) {
          contents[file.path] = .bytes(try Input.readFound("\(root)/\(file.path)", limit: ManifestFiles.limit))
        } catch {
          contents[file.path] = .failed(error)
        }
      }
    case .file(let bytes, _): contents[""] = .bytes(bytes)
    }
    return paths.map { contents[$0] ?? (links.contains($0) ? .link : nil) }
  }
}

extension String {
  /// Whether it is this path, or one below it.
  fileprivate func isAt(_ path: String) -> Bool { self == path || AbsolutePath.path(self, from: path) != nil }
}
