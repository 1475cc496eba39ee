import Files
import Primitives
import Sealing

/// A three-way merge of lines, by `git merge-file`.
struct TextMerge {
  let bytes: [UInt8]
  /// How many places have conflict markers, 127 at most.
  let conflicts: Int

  /// - Parameter markerSize: how many characters a conflict marker has; nil for git's own number.
  /// - Throws: `io` where git can't merge them: what it takes for binary, or git isn't there.
  init(_ sides: MergeSides<[UInt8]>, markerSize: Int?) throws(SealError) {
    let result: Process.Result?
    do throws(FileError) {
      let parent = try Directory(opening: Environment.get("TMPDIR") ?? "/tmp")
      let name = "seal-merge-" + Random.bytes(8).map { String($0, radix: 16) }.joined()
      let folder = try parent.makeDirectory(name)
      defer { try? parent.removeTree(name) }
      let base = sides.base ?? []
      try folder.create("base", with: base.span, mode: 0o600)
      try folder.create("ours", with: sides.ours.span, mode: 0o600)
      try folder.create("theirs", with: sides.theirs.span, mode: 0o600)
      let size = markerSize.map { ["--marker-size=\($0)"] } ?? []
      let path = "\(parent.path)/\(name)"
      result = Git.run(
        ["merge-file", "-p"] + size + ["-L", "ours", "-L", "base", "-L", "theirs"]
          + ["\(path)/ours", "\(path)/base", "\(path)/theirs"])
    } catch {
      throw SealError(error)
    }
    // More is what git says of what it can't merge at all.
    guard let result, result.status <= 127 else {
      throw SealError(.io, "git can't merge the lines", hint: "is git installed, and is this text?")
    }
    bytes = result.output
    conflicts = Int(result.status)
  }
}

extension TextMerge {
  /// What whoever merges by hand is to have before them where the lines are no help: both sides whole, between markers.
  init(wholeConflictOf sides: MergeSides<[UInt8]>, markerSize: Int?) throws(SealError) {
    let marks = LineMarks()
    let merge = try TextMerge(sides.map { side, bytes in marks.marking(bytes, as: side) }, markerSize: markerSize)
    bytes = marks.removing(from: merge.bytes)
    conflicts = merge.conflicts
  }
}
