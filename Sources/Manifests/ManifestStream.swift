package import Primitives
package import Sealing

/// A stream of Kubernetes manifests, YAML or JSON, with the Secrets in it found.
///
/// Documents that hold no Secret pass through byte for byte. Secrets are read in the strict subset of ``StrictYAML``;
/// so is a list of any kind that holds one, such as the `List` that `kubectl get secrets -o yaml` prints. A Secret
/// anywhere else, as among the `objects` of OpenShift's Template, is refused: it would pass through in the clear.
package struct ManifestStream: Sendable {
  /// One document and what it is.
  package struct Document: Sendable {
    package enum Content: Sendable {
      /// Comments and blank lines alone.
      case blank
      /// A Secret, or the Secrets of a List; never empty.
      case secrets([SecretManifest])
      /// A ConfigMap (or a List with one) that is sealed already; its `metadata.name`.
      case sealed(String)
      /// Anything else.
      case other
    }

    /// What it is.
    package let content: Content
    /// Its bytes in the source; those of all documents, one after the other, are the source.
    package let range: Range<Int>
    /// The line in which it begins, from 1.
    package let line: Int
    /// Whether it begins with a `---` line.
    fileprivate let hasMarker: Bool
    /// Whether it is blank, and stands beside a Secret's document or others like itself that do: people note old
    /// passwords there.
    package fileprivate(set) var isLeftOut = false
  }

  /// The documents, in their order.
  package let documents: [Document]
  private let source: SharedSecret

  /// Reads a stream.
  ///
  /// - Parameters:
  ///   - source: the whole text, UTF-8, with or without a byte order mark. Secret, since it holds plaintext.
  ///   - path: for messages.
  /// - Throws: `format` for what is no YAML, goes beyond the strict subset, or is empty; `usage` for a sealed file, for a
  ///   Secret that is sealed already, for a List that mixes Secrets with anything else, and for a Secret inside another
  ///   object. Each names line and column,
  ///   and none quotes the text.
  package init(parsing source: SharedSecret, path: String) throws(SealError) {
    self.source = source
    var documents = try source.bytes.withBytes { (bytes) throws(SealError) in
      if SealedContainer.isSealedFile(bytes) {
        throw SealError(.usage, "\"\(path)\" is a sealed file already", hint: "change it with seal set")
      }
      do {
        let ranges = try DocumentRange.split(bytes)
        // An empty input is a broken pipe, not an empty result.
        guard ranges.contains(where: { !$0.isBlank }) else {
          throw SealError(.format, "\"\(path)\" holds no document")
        }
        var lines = LineCounter()
        return try ranges.map { (range) throws(Flaw) in
          Document(
            content: try Self.content(of: range, in: bytes), range: range.range,
            line: lines.line(at: range.range.lowerBound, in: bytes), hasMarker: range.hasMarker)
        }
      } catch let error as SealError {
        throw error
      } catch let flaw as Flaw {
        throw flaw.located(in: bytes, path: path)
      } catch {
        throw SealError(.internal, "an unexpected error")
      }
    }
    for order in [Array(documents.indices), documents.indices.reversed()] {
      var isBeside = false
      for index in order {
        switch documents[index].content {
        case .blank: if isBeside { documents[index].isLeftOut = true }
        case .secrets: isBeside = true
        case .sealed, .other: isBeside = false
        }
      }
    }
    self.documents = documents
  }

  /// The Secrets of all documents, in their order.
  package var secrets: [SecretManifest] {
    documents.flatMap { document in
      guard case .secrets(let secrets) = document.content else { return [] as [SecretManifest] }
      return secrets
    }
  }

  /// The lines of the documents of comments alone that ``replacingSecrets(_:)`` leaves out.
  package var linesLeftOut: [Int] {
    source.bytes.withBytes { bytes in
      documents.filter { document in
        document.isLeftOut && document.range.contains { bytes[$0] == UInt8(ascii: "#") }
      }.map(\.line)
    }
  }

  /// The stream with each Secret replaced by a document of its own, and every other document as it stands.
  ///
  /// The comments of a document with a Secret go with it, and those between it and the next document.
  ///
  /// - Parameter render: the document for one Secret, without a `---` line, ending in LF.
  package func replacingSecrets<E: Error>(_ render: (SecretManifest) throws(E) -> [UInt8]) throws(E) -> [UInt8] {
    var output: [UInt8] = []
    var needsMarker = false
    for document in documents where !document.isLeftOut {
      guard case .secrets(let secrets) = document.content else {
        if needsMarker, !document.hasMarker { output += Array("---\n".utf8) }
        source.bytes.withBytes { bytes in
          for index in document.range { output.append(bytes[index]) }
        }
        needsMarker = false
        continue
      }
      for secret in secrets {
        if document.hasMarker || needsMarker { output += Array("---\n".utf8) }
        output += try render(secret)
        needsMarker = true
      }
    }
    return output
  }

  private static func content(of document: DocumentRange, in source: Span<UInt8>) throws(Flaw) -> Document.Content {
    if document.isBlank { return .blank }
    let text = source.extracting(document.text)
    guard text.count >= YAMLParser.shortest else {
      // Too short for `kind: Secret` and a version.
      try YAMLParser.checkShort(text, at: document.text.lowerBound)
      return .other
    }
    guard let root = try YAMLParser.parse(text, at: document.text.lowerBound) else { return .blank }
    var objects = try Objects(root, in: source)
    guard !objects.secrets.isEmpty else { return objects.sealed.map(Document.Content.sealed) ?? .other }

    try StrictYAML.check(root, in: source)
    if YAMLParser.blinds(text), let sighted = try YAMLParser.parseWithAliases(text, at: document.text.lowerBound) {
      // There are no aliases: the check has seen to it.
      objects = try Objects(sighted, in: source)
    }
    if let other = objects.others.first {
      throw Flaw(
        code: .usage, offset: other.offset, reason: "a List that holds Secrets beside other things",
        hint: "list the Secrets alone: kubectl get secrets -o yaml")
    }
    return .secrets(try objects.secrets.map { (node) throws(Flaw) in try SecretManifest(node, in: source) })
  }

  /// The objects of a document, Lists unrolled.
  private struct Objects {
    var secrets: [YAMLNode] = []
    var others: [YAMLNode] = []
    /// The name of a sealed ConfigMap.
    var sealed: String?

    init(_ root: YAMLNode, in source: Span<UInt8>) throws(Flaw) {
      try add(root, in: source, listed: nil)
    }

    private mutating func add(_ node: YAMLNode, in source: Span<UInt8>, listed: String?) throws(Flaw) {
      switch try KubernetesObject(node, in: source, listed: listed) {
      case .secret: secrets.append(node)
      case .list(let items, let kind):
        for (key, value) in node.pairs ?? [] where key.string != "items" { try NestedSecret.refuse(in: value, source) }
        for item in items { try add(item, in: source, listed: kind) }
      case .configMap:
        others.append(node)
        if SealedContainer.isSealed(node) { sealed = sealed ?? node["metadata"]?["name"]?.string ?? "" }
      case .other:
        others.append(node)
        try NestedSecret.refuse(in: node, source)
      }
    }
  }
}
