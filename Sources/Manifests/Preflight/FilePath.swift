/// Paths as texts, compared without looking at the disk.
enum FilePath {
  /// `a/./b/../c` as `a/c`; what leads above the start stays.
  static func normal(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }

  static func join(_ folder: String, _ path: String) -> String {
    normal(path.hasPrefix("/") || folder.isEmpty ? path : "\(folder)/\(path)")
  }

  static func folder(of path: String) -> String {
    let path = normal(path)
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? "" }

  /// How many components two paths have in common: what lies closer has more.
  static func closeness(_ a: String, _ b: String) -> Int {
    zip(normal(a).split(separator: "/"), normal(b).split(separator: "/")).prefix { $0 == $1 }.count
  }
}
