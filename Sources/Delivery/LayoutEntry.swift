import Primitives
package import Sealing

/// What a volume of its own holds, as `--layout` says it: `FOLDER=NAME[/KEY[:PATH[:MODE]]]`.
package struct LayoutEntry: Sendable {
  /// Where the volume is mounted.
  package let folder: String
  package let name: String
  /// Nil: every key, under its own name.
  package let key: String?
  /// Where the file stands in the volume: folders, and its name.
  let path: [String]
  /// Nil: as the others.
  let mode: UInt32?

  /// - Throws: `usage`, also for a path that a mounted Secret couldn't have: one with `..` in it, or an absolute one.
  package init(parsing text: String) throws(SealError) {
    let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let fields = sides[sides.count - 1].split(separator: ":", omittingEmptySubsequences: false)
    let value = fields[0].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard sides.count == 2, !sides[0].isEmpty, fields.count <= 3, fields.count == 1 || value.count == 2 else {
      throw Self.misspelt(text)
    }
    folder = String(sides[0])
    name = String(value[0])
    key = value.count == 2 ? String(value[1]) : nil
    guard Names.isName(name), key.map(Names.isKey) ?? true else { throw Self.misspelt(text) }
    path =
      fields.count > 1
      ? fields[1].split(separator: "/", omittingEmptySubsequences: false).map(String.init) : [key ?? ""]
    guard !path[0].hasPrefix(".."), key == nil || path.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
      throw SealError(
        .usage, "--layout has the path \"\(String(fields[1]).printable)\", which leads out of the volume or nowhere",
        hint: "a path is relative, and no part of it is empty, \".\" or \"..\"; the first doesn't begin \"..\"")
    }
    mode = fields.count == 3 ? try OutputModes(parsing: String(fields[2])).file : nil
  }

  private static func misspelt(_ text: String) -> SealError {
    SealError(
      .usage, "\"\(text.printable)\" is no layout", hint: "--layout takes FOLDER=NAME, or FOLDER=NAME/KEY:PATH:MODE")
  }
}
