package import Sealing

/// The committed versions of one document.
///
/// Read with git's plumbing, which starts no filter, pager or external diff that a repository could name. All of them are
/// looked at, however many: whoever could push a signed version out of sight, with a merge or with many commits, could
/// hide from a signer what changed since.
package struct GitHistory {
  /// A sealed file as a commit has it.
  package struct Version {
    package let commit: String
    package let entry: SealedEntry
  }

  /// What the commits have, newest first, each content once; none where the file is in no repository, or git isn't there.
  package let versions: [Version]
  /// How many contents of the document git knows of and doesn't have, as in a partial clone.
  package let missing: Int
  /// Whether git failed to tell all that the file ever was: a shallow or treeless clone, or more than can be read.
  package let isCut: Bool

  package init(of path: String) {
    var versions: [Version] = []
    var seen: Set<String> = []
    var missing = 0
    let (blobs, isCut) = Self.blobs(of: path)
    for (commit, blob) in blobs where seen.insert(blob).inserted {
      guard let bytes = Git.output(["-C", Self.folder(of: path), "cat-file", "blob", blob]) else {
        missing += 1
        continue
      }
      for old in (try? SealedDocument(bytes, path: path))?.entries ?? [] {
        versions.append(Version(commit: String(commit), entry: old.entry))
      }
    }
    self.versions = versions
    self.missing = missing
    self.isCut = isCut
  }

  /// The commits that changed the file, on every side of every merge, and the ids of what they made of it.
  private static func blobs(of path: String) -> (blobs: [(commit: Substring, blob: String)], isCut: Bool) {
    guard path != "-" else { return ([], false) }
    // A "*" in a file's name is no pattern.
    let git = ["-C", folder(of: path), "--literal-pathspecs"]
    let file = ["--", "./\(path.split(separator: "/").last ?? "")"]
    // Without --full-history git follows one parent of a merge alone.
    // No repository, or one without a commit, has nothing to tell.
    guard Git.output(git + ["rev-parse", "--quiet", "--verify", "HEAD"]) != nil else { return ([], false) }
    let shallow = Git.output(git + ["rev-parse", "--is-shallow-repository"])
    let isShallow = shallow.map { String(decoding: $0, as: UTF8.self).trimmed } != "false"
    guard let commits = Git.output(git + ["rev-list", "--full-history", "HEAD"] + file),
      let changes = Git.output(
        git + ["diff-tree", "--stdin", "--root", "-m", "-r", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff"]
          + file, input: commits.span)
    else { return ([], true) }
    // A line with the commit, then one for each parent: modes, ids, what happened.
    var blobs: [(commit: Substring, blob: String)] = []
    var commit: Substring = ""
    for line in String(decoding: changes, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ")
      if !line.hasPrefix(":") {
        commit = line
      } else if words.count > 3, words[1].hasPrefix("100") {
        blobs.append((commit, String(words[3])))
      }
    }
    return (blobs, isShallow)
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
