import Files
import Manifests
import Primitives
import Sealing

/// Sealed files by a path: a file, or all that carry some in a folder and the folders below it.
enum SealedFolder {
  /// Far above what any repository holds in one file.
  static let limit = 64 << 20

  /// - Throws: `missing`, `io`; `format` for a file that carries none, and for a folder in which none does.
  static func read(_ path: String) throws(SealError) -> [SealedContainer] {
    guard (try? File.status(path))?.kind == .directory else {
      return [try SealedContainer(parsing: Input.read(path, limit: limit), path: Input.name(of: path))]
    }
    let found = try walk(path)
    guard !found.isEmpty else {
      throw SealError(.format, "no file in \"\(path.printable)\" carries a sealed file")
    }
    return found
  }

  private static func walk(_ folder: String) throws(SealError) -> [SealedContainer] {
    let names: [String]
    do { names = try Directory(opening: folder).entries().sorted() } catch { throw SealError(error) }
    var found: [SealedContainer] = []
    for name in names where !name.hasPrefix(".") {
      let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
      switch (try? File.status(path))?.kind {
      case .directory: found += try walk(path)
      case .regular where endings.contains(where: name.hasSuffix):
        if let container = try SealedContainer(ifSealed: Input.read(path, limit: limit), path: path) {
          found.append(container)
        }
      default: break
      }
    }
    return found
  }

  private static let endings = [".sealed", ".yaml", ".yml", ".json"]
}
