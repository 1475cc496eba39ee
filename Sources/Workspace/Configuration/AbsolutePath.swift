import Files

/// Paths from "/" on, without links.
enum AbsolutePath {
  /// Where a path leads, or would lead were something there: what exists of it is looked up with its links followed, the rest
  /// is taken as it is written.
  static func of(_ path: String) -> String {
    var existing = path.isEmpty ? "." : path
    var rest: [Substring] = []
    while !File.exists(existing) {
      while existing.count > 1, existing.hasSuffix("/") { existing.removeLast() }
      guard let slash = existing.lastIndex(of: "/") else {
        rest.append(existing[...])
        existing = "."
        break
      }
      rest.append(existing[existing.index(after: slash)...])
      existing = slash == existing.startIndex ? "/" : String(existing[..<slash])
    }
    var parts = File.resolved(existing).split(separator: "/")
    for part in rest.reversed() where part != "." && part != "" {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// The folder that a path is in; nil for "/".
  static func parent(_ path: String) -> String? {
    guard path != "/", let slash = path.lastIndex(of: "/") else { return nil }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// A path as somebody in the folder `current` would write it: relative where that is shorter to read.
  static func written(_ path: String, from current: String) -> String {
    let own = current.split(separator: "/")
    let parts = path.split(separator: "/")
    if parts.starts(with: own) { return parts.dropFirst(own.count).joined(separator: "/") }
    let common = zip(own, parts).prefix { $0 == $1 }.count
    guard common == parts.count - 1 else { return path }
    return String(repeating: "../", count: own.count - common) + parts[common...].joined(separator: "/")
  }
}
