import Manifests
import Primitives
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
    /// The name of the ConfigMap around it.
    let configMap: String?
    /// That of the ConfigMap around it.
    let metadataNamespace: String?
    /// The namespace to hold it against: `metadata.namespace`, or else the one that the file itself names; nil where
    /// neither can be read.
    let namespace: String?
    /// What the ConfigMap around it says of the Secret that was sealed.
    let carried: CarriedMetadata
  }

  /// Far above what any repository holds in one file.
  private static let limit = 64 << 20

  /// - Throws: `missing`, `io`; `format` where there is no sealed file in it.
  init(reading path: String) throws(SealError) {
    let bytes = try Input.read(path, limit: Self.limit)
    try self.init(bytes, path: path)
  }

  /// The same, but nil where nothing in the file claims to be sealed.
  init?(ifSealed path: String) throws(SealError) {
    try self.init(ifSealed: Input.read(path, limit: Self.limit), path: path)
  }

  /// The same for bytes that were read from it.
  init?(ifSealed bytes: [UInt8], path: String) throws(SealError) {
    guard let container = try SealedContainer(ifSealed: bytes, path: Input.name(of: path)) else { return nil }
    try self.init(container, path: path)
  }

  /// A document that isn't read from its path: an older version, from git.
  init(_ bytes: [UInt8], path: String) throws(SealError) {
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
        index: index, entry: SealedEntry(entryName: entryName, bytes: found.bytes), name: name,
        configMap: found.configMap, metadataNamespace: found.namespace, namespace: found.namespace ?? file?.namespace,
        carried: found.carried)
    }
  }

  // MARK: Choosing

  /// The sealed files of one name: the one that the options name, or the only one there is.
  ///
  /// - Returns: at least one; several where the name has parts.
  /// - Throws: `missing` where there is none; `usage` where there are several names.
  func entries(_ scope: ScopeOptions) throws(SealError) -> [Entry] {
    var found = entries.filter { scope.name == nil || $0.name == scope.name }
    guard let first = found.first else {
      throw SealError(
        .missing,
        "there is no sealed file of the name \"\((scope.name ?? "").printable)\" in \"\(Input.name(of: path))\"",
        hint: "it has \(Self.list(entries.map(\.name)))")
    }
    // One name may be there for several namespaces.
    let namespaces = Set(found.map { $0.namespace ?? "" })
    if namespaces.count > 1, let namespace = scope.namespace {
      found = found.filter { $0.namespace == namespace }
    }
    guard found.allSatisfy({ $0.name == first.name }), Set(found.map { $0.namespace ?? "" }).count == 1 else {
      throw SealError(
        .usage, "there are \(found.count) sealed files in \"\(Input.name(of: path))\": \(Self.list(found.map(\.name)))",
        hint: scope.name == nil ? "say which with --name" : "say which with --namespace")
    }
    return found
  }

  private static func list(_ names: [String]) -> String {
    var unique: [String] = []
    for name in names where !unique.contains(name) { unique.append(name) }
    return unique.prefix(20).map(\.printable).joined(separator: ", ") + (unique.count > 20 ? ", ..." : "")
  }

  // MARK: Writing

  /// The document with another sealed file in an entry's place; every other byte stays. `entries` stay in their order.
  ///
  /// - Throws: `format` where that can't be edited in place.
  func replacing(_ entry: Entry, with file: SealedFile) throws(SealError) -> SealedDocument {
    let edited = try container.replacing(entryAt: entry.index, with: file.bytes)
    return try SealedDocument(edited.bytes, path: path)
  }

  /// Writes it where it came from: the file itself, or stdout.
  func write() throws(SealError) {
    try OutputOptions(output: path).write(container.bytes.span)
  }
}
