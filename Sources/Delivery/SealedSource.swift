import Files
package import Sealing

/// Where sealed files are read from: a mounted ConfigMap, a plain folder, or one file.
package enum SealedSource {
  /// The sealed files of the names asked for, and no others: what else lies there need not even be readable.
  ///
  /// - Throws: `missing` where there is nothing at a path; `format` for a file that is larger than a sealed file can be;
  ///   `io`.
  package static func read(_ paths: [String], for requests: [NameRequest]) throws(SealError) -> [SealedEntry] {
    let names = Set(requests.map(\.name))
    var entries: [SealedEntry] = []
    for path in paths {
      do throws(FileError) {
        entries += try read(path, names)
      } catch {
        throw describe(error, path)
      }
    }
    return entries
  }

  private static func read(_ path: String, _ names: Set<String>) throws(FileError) -> [SealedEntry] {
    guard try File.status(path).kind == .directory else {
      let entryName = path.split(separator: "/").last.map(String.init) ?? path
      guard isWanted(entryName, names) else { return [] }
      return [SealedEntry(entryName: entryName, bytes: try File.read(path, limit: Limits.fileCount))]
    }
    let mount = try Mount(opening: path)
    var entries: [SealedEntry] = []
    for entryName in try mount.entries() where isWanted(entryName, names) {
      entries.append(SealedEntry(entryName: entryName, bytes: try mount.read(entryName, limit: Limits.fileCount)))
    }
    return entries
  }

  private static func isWanted(_ entryName: String, _ names: Set<String>) -> Bool {
    SealedEntry.name(ofEntry: entryName).map(names.contains) ?? false
  }

  private static func describe(_ error: FileError, _ path: String) -> SealError {
    if error.isTooLarge {
      return SealError(.format, "\"\(error.path)\" has more than the \(Limits.fileCount) bytes of a sealed file")
    }
    if error.isAbsence, error.path == path {
      return SealError(
        .missing, "there is nothing at \"\(path.printable)\"",
        hint: "mount the sealed ConfigMap there, or say with --sealed where it is")
    }
    return SealError(reading: error)
  }
}
