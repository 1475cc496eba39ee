import Files
package import Manifests
import Primitives
package import Sealing

/// The files that a verb is to look at: those that the command line names, and in the folders that it names whatever may
/// be a manifest.
///
/// Hidden entries and linked folders are passed over, and links to files that lie outside of the folder: a repository is
/// somebody else's, and its links may lead anywhere.
package struct ManifestFiles {
  package struct Entry: Sendable {
    package let path: String
    /// Whether a folder was walked to find it, so that it may be anything.
    package let isFound: Bool
  }

  /// Far above what any repository holds in one file.
  package static let limit = 64 << 20

  package private(set) var entries: [Entry] = []
  /// Whether a folder is among the paths.
  package private(set) var hasFolder = false

  /// - Throws: `io`.
  package init(at paths: [String]) throws(SealError) {
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
        let path = folder == "." ? name : folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
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

  /// Whether a file of this name is looked at where nobody named it.
  static func mayBeManifest(_ name: String) -> Bool {
    [".yaml", ".yml", ".json", ".sealed"].contains { name.hasSuffix($0) } || name == "Kustomization"
  }
}

extension ManifestFiles.Entry {
  /// - Throws: `missing`, `io`, `format`.
  package func read() throws(SealError) -> [UInt8] {
    let limit = ManifestFiles.limit
    return try isFound ? Input.readFound(path, limit: limit) : Input.read(path, limit: limit)
  }
}

extension ManifestFiles {
  /// Adds the parts beside each sealed file that is named by itself, and that a pod would find with it.
  ///
  /// - Throws: `io`, `format` for parts that can't be looked at.
  package mutating func addPartsBeside() throws(SealError) {
    for entry in entries where !entry.isFound && entry.path.hasSuffix(".sealed") {
      // What is wrong with the file itself is for whoever looks at it to say.
      guard let bytes = try? entry.read(), let document = try? SealedDocument(bytes, path: entry.path) else { continue }
      for part in try document.partsBeside() where !entries.contains(where: { $0.path == part.path }) {
        entries.append(Entry(path: part.path, isFound: false))
      }
    }
  }

  /// Whatever is sealed in them, and in the parts beside a bare file that is named by itself.
  ///
  /// - Parameter path: the one that they are of, for messages.
  /// - Throws: `missing`, `io`; `format` where nothing is.
  package func sealedContainers(in path: String) throws(SealError) -> [SealedContainer] {
    var containers: [SealedContainer] = []
    for file in entries {
      let bytes = try file.read()
      if let container = try SealedContainer(ifSealed: bytes, path: Input.name(of: file.path)) {
        containers.append(container)
        guard !file.isFound, container.isBare else { continue }
        for part in try SealedDocument(bytes, path: file.path).partsBeside() {
          containers.append(try SealedContainer(parsing: part.bytes, path: part.path))
        }
      }
    }
    guard !containers.isEmpty else {
      throw SealError(
        .format, "\"\(Input.name(of: path))\" carries no sealed file", hint: "seal encrypt makes one from a Secret")
    }
    return containers
  }
}
