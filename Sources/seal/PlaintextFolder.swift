import Files
import Primitives
import Sealing
import Workspace

/// Opened values as files in a folder on somebody's machine, which only they can read.
enum PlaintextFolder {
  /// A file for each value, mode 0600; the folder is made, mode 0700, where it isn't there. Nothing that exists is
  /// touched, and of a run that fails nothing is left.
  ///
  /// - Throws: `io`, `missing`.
  static func write(_ values: OpenedValues, to path: String) throws(SealError) {
    do {
      let isNew = !File.exists(path)
      let folder = try open(path, isNew)
      for key in values.keys where try folder.status(of: key) != nil {
        throw SealError(
          .io, "\"\(path.printable)/\(key)\" exists, and secrets overwrite nothing",
          hint: "remove it, or name another folder")
      }
      do {
        try fill(folder, with: values)
      } catch {
        if isNew { try? remove(path) }
        throw error
      }
    } catch {
      throw SealError(any: error)
    }
  }

  private static func fill(_ folder: borrowing Directory, with values: OpenedValues) throws(FileError) {
    var written: [String] = []
    do {
      for (index, key) in values.keys.enumerated() {
        written.append(key)
        try values.withValue(at: index) { (value) throws(FileError) in
          try folder.create(key, with: value, mode: 0o600)
        }
      }
    } catch {
      // What somebody else has put there meanwhile is theirs.
      if error.isExistence { written.removeLast() }
      for key in written { try? folder.remove(key) }
      throw error
    }
  }

  private static func open(_ path: String, _ isNew: Bool) throws(SealError) -> Directory {
    do throws(FileError) {
      guard isNew else { return try Directory(opening: path) }
      let (parent, name) = split(path)
      return try Directory(opening: parent).makeDirectory(name)
    } catch {
      guard error.isAbsence else { throw SealError(error) }
      throw SealError(
        .missing, isNew ? "there is no folder to make \"\(path.printable)\" in" : "\"\(path.printable)\" is no folder")
    }
  }

  private static func remove(_ path: String) throws(FileError) {
    let (parent, name) = split(path)
    try Directory(opening: parent).removeTree(name)
  }

  private static func split(_ path: String) -> (parent: String, name: String) {
    var path = path[...]
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    guard let slash = path.lastIndex(of: "/") else { return (".", String(path)) }
    return (slash == path.startIndex ? "/" : String(path[..<slash]), String(path[path.index(after: slash)...]))
  }
}
