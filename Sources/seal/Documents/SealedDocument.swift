import Manifests
import Sealing

/// A file on the command line that carries sealed files: a sealed file itself, or manifests with ConfigMaps that hold
/// some.
struct SealedDocument {
  /// As it stands on the command line; `-` is stdin.
  let path: String
  /// Every sealed file in it, in its order; never empty.
  let entries: [Entry]
  private let container: SealedContainer

  /// A sealed file, and what stands around it. Whether the bytes are any good is not judged.
  struct Entry {
    /// Where it stands in the document.
    fileprivate let index: Int
    let entry: SealedEntry
    /// The name that a pod would ask for to get it.
    let name: String
    /// The namespace to hold it against: `metadata.namespace`, or else the one that the file itself names; nil where
    /// neither can be read.
    let namespace: String?
  }

  /// Far above what any repository holds in one file.
  private static let limit = 64 << 20

  /// - Throws: `missing`, `io`; `format` where there is no sealed file in it.
  init(reading path: String) throws(SealError) {
    let bytes = try Input.read(path, limit: Self.limit)
    try self.init(bytes, path: path)
  }

  /// A document that isn't read from its path: an older version, from git.
  init(_ bytes: [UInt8], path: String) throws(SealError) {
    self.path = path
    container = try SealedContainer(parsing: bytes, path: Input.name(of: path))
    entries = try container.entries.enumerated().map { (index, found) throws(SealError) in
      guard let name = SealedEntry.name(ofEntry: found.name) else {
        throw SealError(
          .format,
          "\"\(Input.name(of: path))\" line \(found.line): \"\(found.name.printable)\" is no name of a sealed file",
          hint: "call it after the name that it is sealed under: app-secrets.sealed")
      }
      return Entry(
        index: index, entry: SealedEntry(entryName: found.name, bytes: found.bytes), name: name,
        namespace: found.namespace ?? (try? SealedFile(parsing: found.bytes, named: found.name))?.namespace)
    }
  }

  /// The one sealed file that a verb is meant for.
  ///
  /// - Parameter name: what `--name` says.
  /// - Throws: `missing` where there is none; `usage` where there are several.
  func entry(named name: String?) throws(SealError) -> Entry {
    let found = entries.filter { name == nil || $0.name == name }
    guard let first = found.first else {
      throw SealError(
        .missing, "there is no sealed file of the name \"\((name ?? "").printable)\" in \"\(Input.name(of: path))\"")
    }
    guard found.count == 1 else {
      let names = found.map(\.entry.entryName).joined(separator: ", ")
      throw SealError(
        .usage, "there are \(found.count) sealed files in \"\(Input.name(of: path))\": \(names)",
        hint: name == nil ? "say which with --name" : "keep the parts of a name in files of their own")
    }
    return first
  }

  /// The document with another sealed file in an entry's place; every other byte stays. `entries` stay in their order.
  ///
  /// - Throws: `format` where that can't be edited in place.
  func replacing(_ entry: Entry, with file: SealedFile) throws(SealError) -> SealedDocument {
    let edited = try container.replacing(entryAt: entry.index, with: file.bytes)
    return try SealedDocument(edited.bytes, path: path)
  }

  /// Writes it where it came from, the file itself or stdout; or elsewhere.
  func write(to output: OutputOptions = OutputOptions()) throws(SealError) {
    let place = output.output ?? path
    try OutputOptions(output: place).write(container.bytes.span)
  }
}
