import Files
package import Primitives
package import Sealing

/// The folder that new identities are written to: never one that git could commit from.
package struct IdentitiesFolder: Sendable {
  /// An absolute path, without links.
  package let path: String

  /// - Throws: `policy` where it lies in a work tree of git's or in a repository, wherever links lead.
  package init(_ path: String) throws(SealError) {
    let absolute = try AbsolutePath.of(path)
    var folder: String? = absolute
    while let current = folder {
      if try Self.isRepository(current) {
        throw SealError(
          .policy, "identities don't go to \"\(path.printable)\": \"\(current.printable)\" is a git repository",
          hint: "name a folder outside of any repository: --identities FOLDER")
      }
      folder = AbsolutePath.parent(current)
    }
    self.path = absolute
  }

  /// `~/.config/seal/NAME`, for a repository of that name; nil without a home.
  package static func standard(for root: String) -> String? {
    let home = Environment.get("XDG_CONFIG_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
    guard let config = home ?? Environment.get("HOME").map({ "\($0)/.config" }), config.hasPrefix("/") else {
      return nil
    }
    let name = AbsolutePath.components(of: root).last.map { String($0) } ?? "root"
    return "\(config)/seal/\(name)"
  }

  /// A work tree has a `.git`, a bare repository has these three.
  private static func isRepository(_ folder: String) throws(SealError) -> Bool {
    if try AbsolutePath.status(Workspace.join(folder, ".git")) != nil { return true }
    for name in ["HEAD", "objects", "refs"] {
      guard try AbsolutePath.status(Workspace.join(folder, name)) != nil else { return false }
    }
    return true
  }

  package func file(_ name: String) -> String { Workspace.join(path, name) }

  /// - Throws: `io` where one of the files is there already.
  package func checkAbsent(_ names: [String]) throws(SealError) {
    for name in names where try AbsolutePath.status(file(name)) != nil {
      throw SealError(
        .io, "\"\(file(name).printable)\" exists, and secrets overwrite nothing",
        hint: "name another folder with --identities, or put the recipient into .seal/ to go on with that identity")
    }
  }

  /// Writes files that nobody else can read, all or none; what is missing of the folder is made for its owner alone.
  ///
  /// - Throws: `io`.
  package func write(_ files: [(name: String, bytes: SharedSecret)]) throws(SealError) {
    do throws(FileError) {
      let folder = try make()
      var written: [String] = []
      do throws(FileError) {
        for file in files {
          try file.bytes.bytes.withBytes { (bytes) throws(FileError) in
            try folder.create(file.name, with: bytes, mode: 0o600, durable: true)
          }
          written.append(file.name)
        }
      } catch {
        for name in written { try? folder.remove(name) }
        throw error
      }
      try? folder.synchronize()
    } catch { throw SealError(.io, error.description) }
  }

  /// Takes back what ``write(_:)`` wrote, when nothing came to use it.
  package func remove(_ names: [String]) {
    guard let folder = try? Directory(opening: path) else { return }
    for name in names { try? folder.remove(name) }
  }

  /// Folders above may be ones that one can go through and not list, so only the last that exists is opened.
  private func make() throws(FileError) -> Directory {
    var existing = path
    var missing: [String] = []
    while !File.exists(existing), let parent = AbsolutePath.parent(existing),
      let name = AbsolutePath.path(existing, from: parent)
    {
      missing.append(name)
      existing = parent
    }
    var folder = try Directory(opening: existing)
    for name in missing.reversed() { folder = try folder.makeDirectory(name) }
    return folder
  }
}
