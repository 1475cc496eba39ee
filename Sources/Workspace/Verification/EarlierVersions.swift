import Manifests
import SSHSignatures
import Sealing

/// The sealed files that git has of an earlier revision, and of the commits since.
struct EarlierVersions {
  /// A sealed file as a commit has it.
  struct Version: Sendable {
    /// From the top of the repository.
    let path: String
    let commit: String
    let file: AcceptedFile
    /// Who signed it, where every signature is good.
    fileprivate let signingKeys: [SSHPublicKey]

    func isSigned(byOneOf signers: AllowedSigners?) -> Bool {
      guard let signers else { return true }
      return signingKeys.contains { signers.label(of: $0) != nil }
    }
  }

  /// The content of a path in a commit.
  private struct Blob {
    let commit: String
    let file: GitTree.File
  }

  let tree: GitTree
  /// Whether git can't tell all that happened since: a shallow clone.
  let isCut: Bool
  /// How many contents git knows of and doesn't have, as in a partial clone.
  private(set) var missing = 0
  private let top: String

  /// How many contents are held in memory at once.
  private static let batch = 500

  /// - Throws: `missing` where git knows no such revision.
  init(since revision: String, in top: String) throws(SealError) {
    self.top = top
    tree = try GitTree(revision, in: top)
    let shallow = Git.output(["-C", top, "rev-parse", "--is-shallow-repository"])
    isCut = shallow.map { String(decoding: $0, as: UTF8.self).trimmed } != "false"
  }

  /// Whether the revision has a workspace's `.seal.yaml`, and every file that it reads, as they are now.
  func hasConfiguration(of workspace: Workspace, _ repository: RepositoryPaths) -> Bool {
    workspace.sources.allSatisfy { source in
      let path = Workspace.join(workspace.root, source)
      guard let bytes = try? Input.readFound(path, limit: ManifestFiles.limit),
        let inner = try? repository.path(of: path), let file = tree.files.first(where: { $0.path == inner })
      else { return false }
      return tree.contents(of: [file]).first == .some(bytes)
    }
  }

  /// What the revision itself has.
  mutating func ofRevision(where isWanted: (String) -> Bool) -> [Version] {
    load(tree.files.filter { isWanted($0.path) }.map { Blob(commit: tree.commit, file: $0) }, isSignatureChecked: false)
  }

  /// What the commits since have made of some paths, on every side of every merge.
  mutating func sinceRevision(at paths: Set<String>) -> [Version] {
    let git = ["-C", top]
    guard !paths.isEmpty, let commits = Git.output(git + ["rev-list", "--full-history", "\(tree.commit)..HEAD"]),
      !commits.isEmpty,
      let changes = Git.output(
        git + [
          "diff-tree", "--stdin", "--root", "-m", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff",
        ], input: commits.span)
    else { return [] }
    // "COMMIT<NUL>", then ":100644 100644 ID ID M<NUL>PATH<NUL>" for each change; with several parents the commit again.
    var blobs: [Blob] = []
    var seen: Set<[String]> = []
    var commit = ""
    var id: String?
    for word in changes.split(separator: 0) {
      if let blob = id {
        id = nil
        guard !blob.isEmpty, let path = String(validating: word, as: UTF8.self), paths.contains(path),
          seen.insert([path, blob]).inserted
        else { continue }
        blobs.append(Blob(commit: commit, file: GitTree.File(path: path, blob: blob)))
        continue
      }
      let text = String(decoding: word, as: UTF8.self)
      guard text.hasPrefix(":") else {
        commit = text.trimmed
        continue
      }
      let words = text.split(separator: " ")
      id = words.count > 3 && words[1].hasPrefix("100") ? String(words[3]) : ""
    }
    return load(blobs, isSignatureChecked: true)
  }

  private mutating func load(_ blobs: [Blob], isSignatureChecked: Bool) -> [Version] {
    var versions: [Version] = []
    for start in stride(from: 0, to: blobs.count, by: Self.batch) {
      let batch = blobs[start..<min(start + Self.batch, blobs.count)]
      let contents = tree.contents(of: batch.map(\.file))
      missing += contents.count { $0 == nil }
      let items = zip(batch, contents).compactMap { blob, bytes in bytes.map { (blob, $0) } }
      versions += Parallel.map(items) { Self.versions($0.0, $0.1, isSignatureChecked) }.flatMap(\.self)
    }
    return versions
  }

  private static func versions(_ blob: Blob, _ bytes: [UInt8], _ isSignatureChecked: Bool) -> [Version] {
    guard ManifestWords(in: bytes.span).maySeal,
      let document = try? SealedDocument(ifSealed: bytes, path: blob.file.path)
    else { return [] }
    return document.entries.compactMap { entry in
      let named = entry.entry.entryName
      guard let file = try? SealedFile(parsing: entry.entry.bytes, named: named) else { return nil }
      let keys = isSignatureChecked ? (try? file.signingKeys(named: named)) ?? [] : []
      return Version(
        path: blob.file.path, commit: blob.commit, file: AcceptedFile(file, entryName: named), signingKeys: keys)
    }
  }
}
