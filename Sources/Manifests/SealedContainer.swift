import Primitives
package import Sealing

/// A file that carries sealed files: a bare one (`app-secrets.sealed`), or YAML or JSON with ConfigMaps (sealed
/// manifests, format.md section 7).
///
/// A verb takes the sealed bytes out and puts new ones back without caring which. Every other byte of the file stays:
/// comments, quotes, order, line ends, other documents. Nothing in a container is secret.
package struct SealedContainer: Sendable {
  /// One sealed file and where it was found.
  package struct Entry: Sendable {
    /// `app-secrets.sealed`: the ConfigMap's key, or the file's own name.
    package let name: String
    /// The sealed file.
    package let bytes: [UInt8]
    /// `metadata.name` of the ConfigMap; nil in a bare file.
    package let configMap: String?
    /// `metadata.namespace` of the ConfigMap; nil where it has none, and in a bare file.
    package let namespace: String?
    /// What the ConfigMap says of the Secret that was sealed.
    package let carried: CarriedMetadata
    /// The line of the key in the file, from 1.
    package let line: Int
    fileprivate let keyOffset: Int
    fileprivate let offset: Int
    fileprivate let document: Int
  }

  /// For messages.
  package let path: String
  /// The whole file.
  package let bytes: [UInt8]
  /// The sealed files in it, in the order of the file; never empty.
  package let entries: [Entry]
  /// Whether the file is itself the sealed file.
  package let isBare: Bool

  private let findings: Findings

  /// Reads a file.
  ///
  /// - Parameter path: for messages; a bare file has its entry's name from its last component, where that ends in
  ///   `.sealed`, else from its own `name` line.
  /// - Throws: `format` for what is no YAML, goes beyond the strict subset, or carries no sealed file. Whether the sealed
  ///   bytes are any good is not judged.
  package init(parsing bytes: [UInt8], path: String) throws(SealError) {
    guard let container = try SealedContainer(ifSealed: bytes, path: path) else {
      throw SealError(.format, "\"\(path)\" carries no sealed file", hint: "seal encrypt makes one from a Secret")
    }
    self = container
  }

  /// The same, but nil where nothing in the file claims to be sealed.
  package init?(ifSealed bytes: [UInt8], path: String) throws(SealError) {
    try self.init(ifSealed: ManifestText(bytes, path: path))
  }

  init?(ifSealed text: ManifestText) throws(SealError) {
    let (bytes, path) = (text.bytes, text.path)
    (self.bytes, self.path) = (bytes, path)
    // By its name too: what is wrong with a sealed file (conflict markers, say) is for its own grammar to tell.
    isBare = Self.isSealedFile(bytes.span) || path.hasSuffix(ManifestNames.suffix)
    var findings = Findings()
    if isBare {
      let name = Self.bareName(bytes, path: path)
      findings.entries = [
        Entry(
          name: name, bytes: bytes, configMap: nil, namespace: nil, carried: CarriedMetadata(), line: 1, keyOffset: 0,
          offset: 0, document: 0)
      ]
    } else {
      do {
        try findings.read(text)
      } catch {
        throw error.located(in: bytes.span, path: path)
      }
    }
    self.findings = findings
    entries = findings.entries
    guard !entries.isEmpty else {
      guard !findings.roots.isEmpty else { return nil }
      throw SealError(.format, "\"\(path)\" is labelled as sealed, and carries no sealed file")
    }
  }

  /// Whether the bytes begin as a sealed file does, of whatever version.
  package static func isSealedFile(_ bytes: Span<UInt8>) -> Bool {
    let start = Array("seal/v".utf8)
    guard bytes.count > start.count, start.indices.allSatisfy({ bytes[$0] == start[$0] }) else { return false }
    return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[start.count])
  }

  /// The file with the sealed bytes of one entry replaced, read again and found to be the same in all else.
  ///
  /// - Parameter text: a whole sealed file.
  /// - Throws: `format` where the entry can't be edited in place, with its line and column.
  package func replacing(entryAt index: Int, with text: [UInt8]) throws(SealError) -> SealedContainer {
    let entry = entries[index]
    if entry.bytes == text { return self }
    guard YAMLText.isBlock(text.span) else { throw SealError(.internal, "these bytes are no sealed file") }
    if isBare { return try SealedContainer(parsing: text, path: path) }
    let new = String(decoding: text, as: UTF8.self)
    for edit in ScalarEdit.replacing(
      valueAt: entry.offset, ofKeyAt: entry.keyOffset, in: bytes.span, with: text)
    {
      guard let edited = try? SealedContainer(parsing: edit.applied(to: bytes.span), path: path),
        edited.entries.count == entries.count, edited.entries[index].bytes == text,
        hasSameDocuments(as: edited, but: entry.document),
        let root = findings.roots[entry.document], let editedRoot = edited.findings.roots[entry.document],
        root.says(theSameAs: editedRoot, butAt: entry.offset, new)
      else { continue }
      return edited
    }
    throw cannotEdit(entry)
  }

  /// The file with one more entry in the ConfigMap of the entry at `index`, right after it.
  ///
  /// - Parameters:
  ///   - name: a key that ends in `.sealed` and that the ConfigMap doesn't have.
  ///   - text: a whole sealed file.
  /// - Throws: `usage` for a name that won't do or a bare file; `format` where the file can't be edited in place.
  package func adding(_ name: String, _ text: [UInt8], after index: Int) throws(SealError) -> SealedContainer {
    let entry = entries[index]
    guard YAMLText.isBlock(text.span) else { throw SealError(.internal, "these bytes are no sealed file") }
    guard !isBare else { throw SealError(.usage, "\"\(path)\" is one sealed file and can't hold another") }
    guard Names.isKey(name), name.hasSuffix(ManifestNames.suffix) else {
      throw SealError(.usage, "\"\(name.printable)\" is no name of a ConfigMap's sealed entry")
    }
    guard
      let edit = ScalarEdit.adding(
        name, afterValueAt: entry.offset, ofKeyAt: entry.keyOffset, in: bytes.span, with: text),
      let edited = try? SealedContainer(parsing: edit.applied(to: bytes.span), path: path),
      edited.entries.count == entries.count + 1,
      case let added = edited.entries[index + 1], added.name == name, added.bytes == text,
      hasSameDocuments(as: edited, but: entry.document),
      let root = findings.roots[entry.document], let editedRoot = edited.findings.roots[entry.document],
      root.says(theSameAs: editedRoot.removing(valueAt: added.offset), butAt: nil, "")
    else { throw cannotEdit(entry) }
    return edited
  }

  /// The file without the entry at `index`.
  ///
  /// - Throws: `format` where it can't be taken out of the file's text.
  package func removing(entryAt index: Int) throws(SealError) -> SealedContainer {
    let entry = entries[index]
    guard !isBare, entries.count > 1, case let document = findings.documents[entry.document],
      let text = YAMLPatch.removing(
        pairAt: entry.keyOffset - document.text.lowerBound, from: bytes.span.extracting(document.text)),
      let edited = try? SealedContainer(
        parsing: bytes[..<document.text.lowerBound] + text + bytes[document.text.upperBound...], path: path),
      edited.entries.map(\.name) == entries.indices.filter({ $0 != index }).map({ entries[$0].name }),
      hasSameDocuments(as: edited, but: entry.document),
      let root = findings.roots[entry.document], let editedRoot = edited.findings.roots[entry.document],
      root.removing(valueAt: entry.offset).says(theSameAs: editedRoot, butAt: nil, "")
    else { throw cannotEdit(entry) }
    return edited
  }

  private func cannotEdit(_ entry: Entry) -> SealError {
    Flaw(
      offset: entry.offset, reason: "\"\(entry.name.printable)\" can't be edited in place",
      hint: "write it as a literal block: \(entry.name.printable): |"
    ).located(in: bytes.span, path: path)
  }

  private func hasSameDocuments(as other: SealedContainer, but edited: Int) -> Bool {
    let (mine, theirs) = (findings.documents, other.findings.documents)
    guard mine.count == theirs.count else { return false }
    return mine.indices.allSatisfy { $0 == edited || bytes[mine[$0].range] == other.bytes[theirs[$0].range] }
  }
}

extension SealedContainer {
  /// Whether an object is a ConfigMap of ours: it says so, or has an entry that does.
  static func isSealed(_ configMap: YAMLNode) -> Bool {
    configMap["metadata"]?["labels"]?[ManifestNames.sealed]?.string == "true"
      || ["data", "binaryData"].contains { field in
        configMap[field]?.pairs?.contains { $0.key.string?.hasSuffix(ManifestNames.suffix) == true } == true
      }
  }

  private static func bareName(_ bytes: [UInt8], path: String) -> String {
    let last = path.split(separator: "/").last.map(String.init) ?? ""
    if last.hasSuffix(ManifestNames.suffix), Names.isKey(last) { return last }
    // "seal/v1", "namespace ...", "name ..."
    let lines = bytes.prefix(1024).split(separator: 0x0A, maxSplits: 3)
    guard lines.count > 2, lines[2].starts(with: "name ".utf8) else { return ManifestNames.suffix }
    return String(decoding: lines[2].dropFirst(5), as: UTF8.self) + ManifestNames.suffix
  }
}

extension SealedContainer {
  /// What was found in YAML.
  fileprivate struct Findings {
    var entries: [Entry] = []
    var documents: [DocumentRange] = []
    /// The documents with entries, by their index.
    var roots: [Int: YAMLNode] = [:]

    mutating func read(_ file: ManifestText) throws(Flaw) {
      documents = try file.documents()
      let bytes = file.bytes
      let source = bytes.span
      var lines = LineCounter()
      for (index, document) in documents.enumerated() {
        guard var root = try file.root(ofDocument: index) else { continue }
        let text = source.extracting(document.text)
        guard try !Self.sealedConfigMaps(root, in: source).isEmpty else { continue }
        try StrictYAML.check(root, in: source)
        if YAMLParser.blinds(text), let sighted = try YAMLParser.parseWithAliases(text, at: document.text.lowerBound) {
          root = sighted
        }
        for configMap in try Self.sealedConfigMaps(root, in: source) {
          try add(configMap, ofDocument: index, in: source, &lines)
        }
        roots[index] = root
      }
    }

    private mutating func add(
      _ configMap: YAMLNode, ofDocument document: Int, in source: Span<UInt8>, _ lines: inout LineCounter
    ) throws(Flaw) {
      let metadata = try ManifestField.mapping(configMap, "metadata")
      let name = try ManifestField.text(metadata, "name")
      let namespace = try ManifestField.text(metadata, "namespace")
      for (key, _) in try ManifestField.mapping(configMap, "binaryData")?.pairs ?? [] {
        guard let entry = key.string, entry.hasSuffix(ManifestNames.suffix) else { continue }
        // The kubelet mounts it beside the others: a pod would read what nobody here has looked at.
        throw Flaw(
          offset: key.offset, reason: "\"\(entry.printable)\" stands under binaryData",
          hint: "move it to data, as the text that it is")
      }
      let carried = CarriedMetadata(of: configMap)
      for (key, value) in try ManifestField.mapping(configMap, "data")?.pairs ?? [] {
        guard let entry = key.string, entry.hasSuffix(ManifestNames.suffix) else { continue }
        guard let text = value.string else {
          throw Flaw(offset: value.offset, reason: "the value of a sealed entry is no string")
        }
        entries.append(
          Entry(
            name: entry, bytes: Array(text.utf8), configMap: name, namespace: namespace, carried: carried,
            line: lines.line(at: key.offset, in: source), keyOffset: key.offset, offset: value.offset,
            document: document))
      }
    }

    private static func sealedConfigMaps(
      _ node: YAMLNode, in source: Span<UInt8>, listed: String? = nil
    ) throws(Flaw) -> [YAMLNode] {
      switch try KubernetesObject(node, in: source, listed: listed) {
      case .configMap:
        for field in ["data", "binaryData"] { try refuseHiddenKeys(node[field], in: source) }
        return SealedContainer.isSealed(node) ? [node] : []
      case .list(let items, let kind):
        return try items.map { (item) throws(Flaw) in try sealedConfigMaps(item, in: source, listed: kind) }
          .flatMap { $0 }
      case .secret, .other: return []
      }
    }

    /// Refuses what kubectl would see keys in that don't stand here: a ConfigMap passed over is one that nobody checked.
    private static func refuseHiddenKeys(_ entries: YAMLNode?, in source: Span<UInt8>) throws(Flaw) {
      guard let entries else { return }
      for node in [entries] + (entries.pairs ?? []).map(\.key) {
        guard let refused = node.isMerge ? "a merge key (<<)" : StrictYAML.hiding(of: node, in: source) else {
          continue
        }
        throw Flaw(offset: node.offset, reason: "\(refused) may hide a sealed file", hint: "write it out")
      }
    }
  }
}
