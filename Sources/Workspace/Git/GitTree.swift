import Primitives
package import Sealing

/// The files of one revision of the repository around a folder, as git has them.
package struct GitTree: Sendable {
  package struct File: Sendable {
    /// From the folder that the tree was read in.
    package let path: String
    /// The id of its content: equal ids, equal bytes.
    package let blob: String
  }

  /// The commit.
  package let commit: String
  /// Regular files, in git's order; no links, no submodules.
  package let files: [File]
  /// Where symbolic links stand.
  package let links: Set<String>
  /// How many files are left out because their paths are no text.
  package let unnamedCount: Int
  private let folder: String

  /// - Parameters:
  ///   - revision: whatever git takes for a commit: `HEAD~3`, `origin/main`, `v1.2`.
  ///   - folder: whose files are read, and those below it; their paths begin here.
  /// - Throws: `missing` where git knows no such revision, or isn't there.
  package init(_ revision: String, in folder: String = ".") throws(SealError) {
    let git = ["-C", folder]
    guard !revision.hasPrefix("-"),
      let output = Git.output(git + ["rev-parse", "--quiet", "--verify", "--end-of-options", revision + "^{commit}"])
    else {
      throw SealError(
        .missing, "git knows no revision \"\(revision.printable)\" in \"\(folder.printable)\"",
        hint: "fetch it first; CI often clones the newest commit alone: git fetch --unshallow")
    }
    commit = String(decoding: output, as: UTF8.self).trimmed
    guard let listing = Git.output(git + ["ls-tree", "-r", "-z", commit]) else {
      throw SealError(.io, "git can't list the files of \"\(revision.printable)\"")
    }
    self.folder = folder
    // "100644 blob ID<TAB>PATH<NUL>"
    var files: [File] = []
    var links: Set<String> = []
    var unnamed = 0
    for line in listing.split(separator: 0) {
      guard let tab = line.firstIndex(of: 0x09) else { continue }
      let words = String(decoding: line[..<tab], as: UTF8.self).split(separator: " ")
      guard words.count == 3, words[1] == "blob" else { continue }
      guard let path = String(validating: line[line.index(after: tab)...], as: UTF8.self) else {
        unnamed += 1
        continue
      }
      if words[0].hasPrefix("100") {
        files.append(File(path: path, blob: String(words[2])))
      } else {
        links.insert(path)
      }
    }
    self.files = files
    self.links = links
    unnamedCount = unnamed
  }

  /// How many bytes files have, in their order; nil for one that git doesn't have. One run of git.
  package func sizes(of files: [File]) -> [Int?] {
    guard !files.isEmpty else { return [] }
    let ids = Array((files.map(\.blob).joined(separator: "\n") + "\n").utf8)
    guard let output = Git.output(["-C", folder, "cat-file", "--batch-check=%(objectsize)"], input: ids.span) else {
      return files.map { _ in nil }
    }
    let lines = output.split(separator: 0x0A)
    guard lines.count == files.count else { return files.map { _ in nil } }
    return lines.map { Int(String(decoding: $0, as: UTF8.self)) }
  }

  /// The content of files, in their order; nil for one that git doesn't have, as in a partial clone. One run of git.
  package func contents(of files: [File]) -> [[UInt8]?] {
    guard !files.isEmpty else { return [] }
    let ids = Array((files.map(\.blob).joined(separator: "\n") + "\n").utf8)
    guard let output = Git.output(["-C", folder, "cat-file", "--batch"], input: ids.span) else {
      return files.map { _ in nil }
    }
    // "ID blob SIZE<LF>BYTES<LF>", or "ID missing<LF>"
    var rest = output[...]
    return files.map { _ in
      guard let end = rest.firstIndex(of: 0x0A) else { return nil }
      let words = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
      rest = rest[(end + 1)...]
      guard words.count == 3, let count = Int(words[2]), count < rest.count else { return nil }
      let bytes = Array(rest.prefix(count))
      rest = rest.dropFirst(count + 1)
      return bytes
    }
  }
}
