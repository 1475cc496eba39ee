import Files
import Primitives
package import Sealing

/// What `unseal` delivered to a folder, a file per key, read back.
///
/// One set of contents is read, whatever is swapped meanwhile, and no link is followed: see ``Mount``.
package struct DeliveredValues: Sendable {
  private let path: String
  private let mount: Mount

  /// - Throws: `missing` where there is no such folder; `io`.
  package init(opening path: String) throws(SealError) {
    self.path = path
    do throws(FileError) { mount = try Mount(opening: path) } catch {
      guard error.isAbsence else { throw Self.unreadable(error) }
      throw SealError(
        .missing, "there is nothing at \"\(path.printable)\"",
        hint: "mount the volume there that unseal writes to, or say with --from where it is")
    }
  }

  /// The values of one name, or nil where there is no such name.
  ///
  /// - Parameter keys: those that are needed; nil for all. What isn't there is left out.
  /// - Throws: `io` with the users, groups and modes seen.
  package func values(of name: String, keys: [String]?) throws(SealError) -> OpenedValues? {
    do throws(FileError) {
      guard let folder = try mount.folder(name) else { return nil }
      var found: [String] = []
      if let keys {
        for key in keys where try folder.status(of: key) != nil { found.append(key) }
      } else {
        for key in try folder.entries() where !key.hasPrefix("..") { found.append(key) }
      }
      found.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      var ends: [Int] = []
      let bytes = try folder.readSecrets(found, limit: Limits.valueCount, ends: &ends)
      var index: [(key: String, range: Range<Int>)] = []
      for (position, key) in found.enumerated() {
        index.append((key, (position == 0 ? 0 : ends[position - 1])..<ends[position]))
      }
      return OpenedValues(arena: bytes, index: index)
    } catch {
      throw Self.unreadable(error)
    }
  }

  private static func unreadable(_ error: FileError) -> SealError {
    guard error.isRefusal else { return SealError(.io, error.description) }
    var reason = "\(error.description), as uid \(Environment.userID) and gid \(Environment.groupID)"
    if let status = try? File.status(error.path) { reason += "; it is of \(status.ownership)" }
    return SealError(
      .io, reason, hint: "run this container and unseal as one user, or give the pod an fsGroup")
  }
}
