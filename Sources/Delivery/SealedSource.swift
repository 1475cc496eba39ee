import Files
import Primitives
package import Sealing

/// Where sealed files are read from: mounted ConfigMaps, plain folders, or single files in either.
package struct SealedSource: Sendable {
  /// The sealed files of the names asked for, and no others: what else lies there need not even be readable.
  private let files: [(mount: Mount, entryName: String)]

  /// Lists what there is, and reads none of it: a name without any file is told of before a file that is broken.
  ///
  /// - Throws: `missing` where there is nothing at a path; `io`.
  package init(listing paths: [String], for requests: [NameRequest]) throws(SealError) {
    var files: [(mount: Mount, entryName: String)] = []
    for path in paths {
      do throws(FileError) {
        let (mount, entryNames) = try Self.open(path)
        for entryName in entryNames {
          guard let name = SealedEntry.name(ofEntry: entryName), requests.contains(where: { $0.name == name }) else {
            continue
          }
          files.append((mount, entryName))
        }
      } catch {
        guard error.isAbsence, error.path == path else { throw SealError(reading: error) }
        throw SealError(
          .missing, "there is nothing at \"\(path.printable)\"",
          hint: "mount the sealed ConfigMap there, or say with --sealed where it is")
      }
    }
    self.files = files
  }

  /// What was found, in that order.
  package var entryNames: [String] { files.map(\.entryName) }

  /// - Throws: `format` for a file that is larger than a sealed file can be; `io`.
  package func read() throws(SealError) -> [SealedEntry] {
    var entries: [SealedEntry] = []
    for (mount, entryName) in files {
      do throws(FileError) {
        entries.append(SealedEntry(entryName: entryName, bytes: try mount.read(entryName, limit: Limits.fileCount)))
      } catch {
        guard error.isTooLarge else { throw SealError(reading: error) }
        throw SealError(
          .format, "\"\(error.path.printable)\" has more than the \(Limits.fileCount) bytes of a sealed file")
      }
    }
    return entries
  }

  /// One file is read as its folder's are: no pipe holds the program up, and no link is followed but the kubelet's.
  private static func open(_ path: String) throws(FileError) -> (mount: Mount, entryNames: [String]) {
    guard try File.status(path).kind != .directory else {
      let mount = try Mount(opening: path)
      return (mount, try mount.entries())
    }
    let (mount, name) = try Mount.containing(path)
    return (mount, [name])
  }
}
