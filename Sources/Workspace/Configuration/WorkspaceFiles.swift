import Files
import Manifests
import Primitives
import Sealing

/// The files that `.seal.yaml` names, which lie in its own folder or below it.
struct WorkspaceFiles {
  /// What messages call `.seal.yaml`.
  private let path: String
  private let load: (String) throws(SealError) -> [UInt8]
  /// What has been read, `.seal.yaml` the first, from the root.
  private(set) var sources = [Workspace.fileName]

  /// Far above what any of them needs.
  static let limit = 1 << 20

  init(of path: String, _ load: @escaping (String) throws(SealError) -> [UInt8]) {
    (self.path, self.load) = (path, load)
  }

  /// What messages call one of the files.
  func name(of file: String) -> String { String(path.dropLast(Workspace.fileName.count)) + file }

  /// A file, and its path from the root.
  ///
  /// - Throws: `format` for a path that leads anywhere else; whatever reading it throws, with the line that names it.
  mutating func read(_ setting: Setting) throws(SealError) -> (path: String, bytes: [UInt8]) {
    let file = try setting.text
    let parts = file.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
    guard parts.allSatisfy({ !["", ".", ".."].contains($0) }), file.escaped == file else {
      throw setting.error(
        "\"\(file.printable)\" is no path below the folder of this file",
        hint: "write it without \"./\", \"../\" and a \"/\" at its head")
    }
    let bytes: [UInt8]
    do { bytes = try load(file) } catch { throw setting.error(error.reason, hint: error.hint, code: error.code) }
    if !sources.contains(file) { sources.append(file) }
    return (file, bytes)
  }

  /// A file below a root on the disk. Whoever made the repository chose it, so it is a regular file, found without
  /// following a link: what a link leads to could change without a change to anything here.
  ///
  /// - Parameters:
  ///   - file: from the root.
  ///   - name: what messages call it.
  /// - Throws: `missing`, `policy`, `io`; `format` where it is too large.
  static func read(_ file: String, below root: String, as name: String) throws(SealError) -> [UInt8] {
    let found: Found
    do { found = try find(file, below: root) } catch {
      guard error.isTooLarge else { throw SealError(.io, "can't read \"\(name.printable)\": \(error.reason)") }
      throw SealError(.format, "\"\(name.printable)\" has more than \(limit) bytes")
    }
    switch found {
    case .regular(let bytes): return bytes
    case .nothing: throw SealError(.missing, "there is no file \"\(name.printable)\"")
    case .other:
      throw SealError(
        .policy, "\"\(name.printable)\" is no regular file, or lies behind a link",
        hint: "put the file itself there, so that every change to it is seen in review")
    }
  }

  /// What is at a path below a root, without following a link.
  enum Found {
    case regular([UInt8]), other, nothing
  }

  static func find(_ file: String, below root: String) throws(FileError) -> Found {
    var folder = try Directory(opening: root)
    let parts = AbsolutePath.components(of: file).map { String($0) }
    for part in parts.dropLast() {
      guard let status = try folder.status(of: part) else { return .nothing }
      guard status.kind == .directory else { return .other }
      folder = try folder.directory(part)
    }
    let last = parts[parts.count - 1]
    guard let status = try folder.status(of: last) else { return .nothing }
    guard status.kind == .regular else { return .other }
    return .regular(try folder.read(last, limit: limit))
  }
}
