import Primitives
package import Sealing

/// `--from-file [KEY=]PATH`, spelt as `kubectl create secret generic` spells it (kubectl's `ParseFileSource`).
package struct FileSource: Hashable, Sendable {
  /// The key that was given; nil where the file's name is to be the key.
  package let key: String?
  /// The file or folder.
  package let path: String

  /// - Throws: `usage` for an empty key or path, for more than one `=`, and for a key that a Secret can't have.
  package init(parsing argument: String) throws(SealError) {
    let parts = argument.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 2 else {
      throw SealError(
        .usage, "a key or a path of --from-file has a \"=\" in it",
        hint: "neither a key nor a path may hold one: rename the file")
    }
    guard parts.allSatisfy({ !$0.isEmpty }) else {
      throw SealError(.usage, "--from-file lacks a key or a path", hint: "write PATH or KEY=PATH")
    }
    key = parts.count == 2 ? parts[0] : nil
    path = parts[parts.count - 1]
    if let key { try Names.checkKey(key) }
  }

  /// The key of the file at `path`: the one given, else the path's last component.
  package func keyOfFile() throws(SealError) -> String {
    if let key { return key }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    try Self.check(name)
    return name
  }

  /// The keys of the regular files in the folder at `path`, ascending: their names.
  ///
  /// - Parameter names: the names of the folder's regular files; links, folders and the rest are the caller's to leave
  ///   out, as kubectl does.
  /// - Throws: `usage` where a key was given, or a file's name is no key.
  package func keysOfFolder(_ names: [String]) throws(SealError) -> [String] {
    guard key == nil else {
      throw SealError(
        .usage, "\"\(path.printable)\" is a folder and can't have one key", hint: "write --from-file \(path.printable)")
    }
    for name in names { try Self.check(name) }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func check(_ key: String) throws(SealError) {
    guard Names.isKey(key) else {
      throw SealError(
        .usage, "\"\(key.printable)\" can't be a key",
        hint: "give one: KEY=PATH, of A-Z a-z 0-9 - _ . and not beginning with \"..\"")
    }
  }
}
