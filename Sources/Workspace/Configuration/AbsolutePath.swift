import Files
import Primitives
import Sealing

/// Paths from "/" on, without links.
///
/// Taken apart by Unicode scalars: to Swift a slash and an accent after it are one character, and no slash.
enum AbsolutePath {
  /// Where a path leads, or would lead were something there: what exists of it is looked up with its links followed, the rest
  /// is taken as it is written.
  ///
  /// - Throws: `io` where that can't be told, as behind a folder that the user may not enter.
  static func of(_ path: String) throws(SealError) -> String {
    var existing = path.isEmpty ? "." : path
    var rest: [Component] = []
    while try status(existing) == nil {
      guard let slash = existing.unicodeScalars.lastIndex(of: "/") else {
        rest.append(existing.unicodeScalars[...])
        existing = "."
        break
      }
      rest.append(existing.unicodeScalars[existing.unicodeScalars.index(after: slash)...])
      existing = slash == existing.startIndex ? "/" : String(existing[..<slash])
    }
    let resolved = File.resolved(existing)
    guard resolved.hasPrefix("/") else { throw SealError(.io, "can't tell where \"\(existing.printable)\" is") }
    var parts = components(of: resolved)
    for part in rest.reversed() where !part.isEmpty && !part.elementsEqual(".".unicodeScalars) {
      if part.elementsEqual("..".unicodeScalars) { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + joined(parts)
  }

  /// What is at a path; nil where nothing is.
  ///
  /// - Throws: `io`.
  static func status(_ path: String) throws(SealError) -> FileStatus? {
    do { return try File.status(path) } catch {
      guard error.isAbsence else { throw SealError(error) }
      return nil
    }
  }

  /// The folder that a path is in; nil for "/".
  static func parent(_ path: String) -> String? {
    guard path != "/", let slash = path.unicodeScalars.lastIndex(of: "/") else { return nil }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// A path in a folder, from there; nil where it lies elsewhere.
  static func path(_ path: String, from folder: String) -> String? {
    let (own, parts) = (components(of: folder), components(of: path))
    guard parts.count > own.count, zip(own, parts).allSatisfy({ $0.elementsEqual($1) }) else { return nil }
    return joined(parts[own.count...])
  }

  /// A path as somebody in the folder `current` would write it: relative where that is shorter to read.
  static func written(_ path: String, from current: String) -> String {
    if let inner = self.path(path, from: current) { return inner }
    guard let folder = parent(path), let way = self.path(current, from: folder),
      let name = self.path(path, from: folder)
    else { return path }
    return String(repeating: "../", count: components(of: way).count) + name
  }

  static func components(of path: String) -> [Component] { path.unicodeScalars.split(separator: "/") }

  typealias Component = Substring.UnicodeScalarView

  private static func joined(_ parts: some Sequence<Component>) -> String {
    parts.map { String($0) }.joined(separator: "/")
  }
}
