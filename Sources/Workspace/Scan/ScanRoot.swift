import Files

/// The folder from which a scan names its files, so that findings are called the same wherever they are looked for: that of
/// the repository around the current folder, or else the current folder itself.
package struct ScanRoot: Sendable {
  /// Absolute, without links and without a slash at its end.
  package let path: String
  /// The current folder.
  private let current: String

  package init() {
    current = File.resolved(".")
    let top = Git.output(["rev-parse", "--show-toplevel"]).map { String(decoding: $0, as: UTF8.self) }
    path = top.map { File.resolved(String($0.prefix { $0 != "\n" })) } ?? current
  }

  init(path: String, current: String) { (self.path, self.current) = (path, current) }

  /// What a file is called in findings.
  ///
  /// - Parameter path: from the current folder, or absolute.
  func name(of path: String) -> String {
    var parts = path.unicodeScalars.first == "/" ? [] : AbsolutePath.components(of: current)
    for part in AbsolutePath.components(of: path) where !part.elementsEqual(".".unicodeScalars) {
      if part.elementsEqual("..".unicodeScalars) { _ = parts.popLast() } else { parts.append(part) }
    }
    let absolute = "/" + Self.joined(parts)
    return absolute == self.path ? "" : AbsolutePath.path(absolute, from: self.path) ?? absolute
  }

  /// What a person in the current folder calls it, and by what it can be opened there.
  package func shown(_ name: String) -> String {
    guard name.unicodeScalars.first != "/", name != "-", let inner = AbsolutePath.path(current, from: path) else {
      return name
    }
    let folders = AbsolutePath.components(of: inner)
    let parts = AbsolutePath.components(of: name)
    let shared = zip(folders, parts).prefix { $0.elementsEqual($1) }.count
    return String(repeating: "../", count: folders.count - shared) + Self.joined(parts.dropFirst(shared))
  }

  private static func joined(_ parts: some Sequence<AbsolutePath.Component>) -> String {
    parts.map { String($0) }.joined(separator: "/")
  }
}
