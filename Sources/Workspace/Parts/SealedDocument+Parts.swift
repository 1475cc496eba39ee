import Files
import Primitives
package import Sealing

extension SealedDocument {
  /// Whether it is a bare file that can have parts beside it: the main one of its name, in a folder.
  package var isMain: Bool {
    isBare && path != "-" && entries[0].entry.entryName == "\(entries[0].name).sealed"
  }

  /// Where a part of a bare file would stand.
  package func path(ofPart label: PartLabel) -> String {
    Self.join(folder, label.entryName(of: entries[0].name))
  }

  /// The parts of a bare file that stand beside it, as a pod finds them: `app-secrets_*.sealed` for `app-secrets.sealed`,
  /// for the same namespace. In the order of their names; none for anything but the main file of a name.
  ///
  /// - Throws: `io`; `format` for one that is no file of its name.
  package func partsBeside() throws(SealError) -> [SealedDocument] {
    guard isMain else { return [] }
    let names: [String]
    do throws(FileError) {
      let directory = try Directory(opening: folder.isEmpty ? "." : folder)
      names = try directory.entries().filter { isPart($0) }.sorted()
    } catch {
      throw SealError(error)
    }
    var parts: [SealedDocument] = []
    for name in names {
      let path = Self.join(folder, name)
      let part = try SealedDocument(Input.readFound(path, limit: ManifestFiles.limit), path: path)
      // What can't be read may be one, and is refused where it is looked at.
      let namespace = part.entries[0].namespace
      if namespace == nil || entries[0].namespace == nil || namespace == entries[0].namespace { parts.append(part) }
    }
    return parts
  }

  /// The sealed files of the document and of the parts beside it: all that a pod would find of its names.
  package func entriesWithParts() throws(SealError) -> [Entry] {
    entries + (try partsBeside().flatMap(\.entries))
  }

  private func isPart(_ entryName: String) -> Bool {
    entryName.hasPrefix("\(entries[0].name)_") && SealedEntry.name(ofEntry: entryName) == entries[0].name
  }

  private var folder: String { path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "" }

  private static func join(_ folder: String, _ name: String) -> String {
    folder.isEmpty ? name : folder == "/" ? "/\(name)" : "\(folder)/\(name)"
  }
}
