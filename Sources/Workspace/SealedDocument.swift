package import Manifests
import Primitives
package import Sealing

/// A file on the command line that carries sealed files: a sealed file itself, or manifests with ConfigMaps that hold
/// some.
package struct SealedDocument {
  /// As it stands on the command line; `-` is stdin.
  package let path: String
  /// Every sealed file in it, in its order; never empty.
  package let entries: [Entry]
  private let container: SealedContainer

  /// The whole document.
  package var bytes: [UInt8] { container.bytes }
  /// Whether it is itself the sealed file.
  package var isBare: Bool { container.isBare }

  /// A sealed file, and what stands around it. Whether the bytes are any good is not judged.
  package struct Entry {
    /// The document's path.
    package let path: String
    /// Where it stands in the document.
    fileprivate let index: Int
    package let entry: SealedEntry
    /// The name that a pod would ask for to get it.
    package let name: String
    /// The name of the ConfigMap around it.
    package let configMap: String?
    /// That of the ConfigMap around it.
    package let metadataNamespace: String?
    /// The namespace to hold it against: `metadata.namespace`, or else the one that the file itself names; nil where
    /// neither can be read.
    package let namespace: String?
    /// What the ConfigMap around it says of the Secret that was sealed.
    package let carried: CarriedMetadata

    /// Whether both stand in the same place of one document.
    package func isSame(as other: Entry) -> Bool { path == other.path && index == other.index }
  }

  /// Far above what any repository holds in one file.
  private static let limit = ManifestFiles.limit

  /// - Throws: `missing`, `io`; `format` where there is no sealed file in it.
  package init(reading path: String) throws(SealError) {
    let bytes = try Input.read(path, limit: Self.limit)
    try self.init(bytes, path: path)
  }

  /// The same, but nil where nothing in the file claims to be sealed.
  package init?(ifSealed path: String) throws(SealError) {
    try self.init(ifSealed: Input.read(path, limit: Self.limit), path: path)
  }

  /// The same for bytes that were read from it.
  package init?(ifSealed bytes: [UInt8], path: String) throws(SealError) {
    guard let container = try SealedContainer(ifSealed: bytes, path: Input.name(of: path)) else { return nil }
    try self.init(container, path: path)
  }

  /// The same for a text that others look at too.
  package init?(ifSealed text: ManifestText, path: String) throws(SealError) {
    guard let container = try text.sealed() else { return nil }
    try self.init(container, path: path)
  }

  /// A document that isn't read from its path: an older version, from git.
  package init(_ bytes: [UInt8], path: String) throws(SealError) {
    try self.init(SealedContainer(parsing: bytes, path: Input.name(of: path)), path: path)
  }

  private init(_ container: SealedContainer, path: String) throws(SealError) {
    self.path = path
    self.container = container
    entries = try container.entries.enumerated().map { (index, found) throws(SealError) in
      let file = try? SealedFile(parsing: found.bytes, named: found.name)
      var entryName = found.name
      // A file may be called otherwise on a disk than in the ConfigMap that kustomize makes of it.
      if container.isBare, let file, SealedEntry.name(ofEntry: entryName) != file.name {
        entryName = "\(file.name).sealed"
      }
      guard let name = SealedEntry.name(ofEntry: entryName) else {
        throw SealError(
          .format,
          "\"\(Input.name(of: path))\" line \(found.line): \"\(entryName.printable)\" is no name of a sealed file",
          hint: "call it after the name that it is sealed under: app-secrets.sealed")
      }
      return Entry(
        path: path, index: index, entry: SealedEntry(entryName: entryName, bytes: found.bytes), name: name,
        configMap: found.configMap, metadataNamespace: found.namespace, namespace: found.namespace ?? file?.namespace,
        carried: found.carried)
    }
  }

  // MARK: Editing

  /// The document with another sealed file in an entry's place; every other byte stays. `entries` stay in their order.
  ///
  /// - Throws: `format` where that can't be edited in place.
  package func replacing(_ entry: Entry, with file: SealedFile) throws(SealError) -> SealedDocument {
    try replacing(entry, with: file.bytes)
  }

  /// The same with lines that need not be a sealed file, such as those of a conflict.
  func replacing(_ entry: Entry, with text: [UInt8]) throws(SealError) -> SealedDocument {
    try SealedDocument(container.replacing(entryAt: entry.index, with: text).bytes, path: path)
  }

  /// The document with one more sealed file in the ConfigMap of `entry`, right after it.
  ///
  /// - Throws: `usage` for a bare sealed file; `format` where the document can't be edited in place.
  package func adding(_ entryName: String, _ file: SealedFile, after entry: Entry) throws(SealError) -> SealedDocument {
    try SealedDocument(container.adding(entryName, file.bytes, after: entry.index).bytes, path: path)
  }

  /// The document without an entry; every other byte stays, and those after the entry move up.
  ///
  /// - Throws: `format` where the document can't be edited in place.
  package func removing(_ entry: Entry) throws(SealError) -> SealedDocument {
    try SealedDocument(container.removing(entryAt: entry.index).bytes, path: path)
  }
}
