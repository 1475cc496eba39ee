import Files
import Primitives
import Sealing

/// The files that a verb is to look at: those that the command line names, and in the folders that it names whatever may
/// be a manifest.
///
/// Hidden entries and linked folders are passed over, and links to files that lie outside of the folder: a repository is
/// somebody else's, and its links may lead anywhere.
struct ManifestFiles {
  struct Entry {
    let path: String
    /// Whether a folder was walked to find it, so that it may be anything.
    let isFound: Bool
  }

  private(set) var entries: [Entry] = []
  /// Whether a folder is among the paths.
  private(set) var hasFolder = false

  /// - Throws: `io`.
  init(at paths: [String]) throws(SealError) {
    for path in paths {
      guard path != "-", (try? File.status(path))?.kind == .directory else {
        entries.append(Entry(path: path, isFound: false))
        continue
      }
      hasFolder = true
      do throws(FileError) { try walk(path) } catch { throw SealError(error) }
    }
  }

  private mutating func walk(_ root: String) throws(FileError) {
    var folders = [root]
    while let folder = folders.popLast() {
      let directory = try Directory(opening: folder)
      var inner: [String] = []
      for name in try directory.entries().sorted() where !name.hasPrefix(".") {
        let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
        switch try directory.status(of: name)?.kind {
        case .directory: inner.append(path)
        case .regular: if Self.mayBeManifest(name) { entries.append(Entry(path: path, isFound: true)) }
        case .symbolicLink:
          guard Self.mayBeManifest(name), File.resolved(path).hasPrefix(File.resolved(root) + "/"),
            (try? File.status(path))?.kind == .regular
          else { continue }
          entries.append(Entry(path: path, isFound: true))
        case .other, nil: continue
        }
      }
      folders += inner.reversed()
    }
  }

  private static func mayBeManifest(_ name: String) -> Bool {
    [".yaml", ".yml", ".json", ".sealed"].contains { name.hasSuffix($0) } || name == "Kustomization"
  }
}

extension ManifestFiles.Entry {
  /// Far above what any repository holds in one file.
  private static let limit = 64 << 20

  /// - Throws: `missing`, `io`, `format`.
  func read() throws(SealError) -> [UInt8] {
    try isFound ? Input.readFound(path, limit: Self.limit) : Input.read(path, limit: Self.limit)
  }
}
