import Sealing

/// The committed versions of one document.
///
/// Read with git's plumbing, which starts no filter, pager or external diff that a repository could name. All of them are
/// looked at, however many: whoever could push a signed version out of sight, with a merge or with many commits, could
/// hide from a signer what changed since.
struct GitHistory {
  /// A sealed file as a commit has it.
  struct Version {
    let commit: String
    let entry: SealedEntry
  }

  /// What the commits have, newest first, each content once; none where the file is in no repository, or git isn't there.
  let versions: [Version]
  /// How many contents of the document git knows of and doesn't have, as in a partial clone.
  let missing: Int

  init(of path: String) {
    var versions: [Version] = []
    var seen: Set<String> = []
    var missing = 0
    for (commit, blob) in Self.blobs(of: path) where seen.insert(blob).inserted {
      guard let bytes = Git.output(["-C", Self.folder(of: path), "cat-file", "blob", blob]) else {
        missing += 1
        continue
      }
      for old in (try? SealedDocument(bytes, path: path))?.entries ?? [] {
        versions.append(Version(commit: commit, entry: old.entry))
      }
    }
    self.versions = versions
    self.missing = missing
  }

  /// The commits that changed the file, on every side of every merge, and the ids of what they made of it.
  private static func blobs(of path: String) -> [(commit: String, blob: String)] {
    guard path != "-" else { return [] }
    let folder = folder(of: path)
    let name = path.split(separator: "/").last.map(String.init) ?? path
    // A "*" in a file's name is no pattern. Without --full-history git follows one parent of a merge alone.
    let list = Git.output([
      "-C", folder, "--literal-pathspecs", "rev-list", "--full-history", "HEAD", "--", "./\(name)",
    ])
    return String(decoding: list ?? [], as: UTF8.self).split(separator: "\n").compactMap { commit in
      guard let blob = Git.output(["-C", folder, "rev-parse", "--verify", "--quiet", "\(commit):./\(name)"]) else {
        return nil
      }
      return (String(commit), String(decoding: blob, as: UTF8.self).trimmed)
    }
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
