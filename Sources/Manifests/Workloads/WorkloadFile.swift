package import Sealing

/// A file of Kubernetes manifests, YAML or JSON, with the workloads in it found.
///
/// What holds a workload is read in the strict subset of ``StrictYAML``; other documents are passed over.
package struct WorkloadFile: Sendable {
  /// For messages.
  package let path: String
  /// The whole file.
  package let bytes: [UInt8]
  /// In the order of the file, Lists unrolled.
  package let workloads: [Workload]
  /// The keys of the ConfigMaps and plain Secrets beside them, by which a conflict between variables is judged.
  package let objects: [KnownObject]
  /// The documents with workloads, by the index of the document.
  let documents: [DocumentRange]
  let roots: [Int: YAMLNode]
  /// The document of each workload.
  let documentOfWorkload: [Int]

  /// Reads a file.
  ///
  /// - Throws: `format` for what is no YAML, and for a workload beyond the strict subset or of another shape than
  ///   Kubernetes knows, with line and column.
  package init(parsing bytes: [UInt8], path: String) throws(SealError) {
    self.path = path
    self.bytes = bytes
    var findings = Findings(source: WorkloadSource(bytes))
    // A sealed file is text of its own, not YAML.
    if !SealedContainer.isSealedFile(bytes.span) {
      do { try findings.read(bytes.span) } catch { throw error.located(in: bytes.span, path: path) }
    }
    workloads = findings.workloads
    objects = findings.objects
    documents = findings.documents
    roots = findings.roots
    documentOfWorkload = findings.documentOfWorkload
  }

  private struct Findings {
    let source: WorkloadSource
    var workloads: [Workload] = []
    var objects: [KnownObject] = []
    var documents: [DocumentRange] = []
    var roots: [Int: YAMLNode] = [:]
    var documentOfWorkload: [Int] = []

    mutating func read(_ bytes: Span<UInt8>) throws(Flaw) {
      documents = try DocumentRange.split(bytes)
      for (index, document) in documents.enumerated() where !document.isBlank {
        let text = bytes.extracting(document.text)
        guard text.count >= YAMLParser.shortest,
          var root = try YAMLParser.parse(text, at: document.text.lowerBound),
          Self.mayHoldWorkload(root) || Self.mayHoldObject(root)
        else { continue }
        if Self.mayHoldWorkload(root) {
          try StrictYAML.check(root, in: bytes, limit: StrictYAML.workloadDepth)
          if YAMLParser.blinds(text), let sighted = try YAMLParser.parseWithAliases(text, at: document.text.lowerBound)
          {
            root = sighted
          }
          roots[index] = root
        }
        try add(WorkloadReader(node: root, path: YAMLPath(), source: source), document: index, listed: nil)
      }
    }

    private mutating func add(_ object: WorkloadReader, document: Int, listed: String?) throws(Flaw) {
      guard let node = object.node, node.pairs != nil else { return }
      if let workload = try Workload(object, listed: listed) {
        workloads.append(workload)
        documentOfWorkload.append(document)
      } else if let known = KnownObject(node, listed: listed) {
        objects.append(known)
      } else if node["items"]?.items != nil {
        let kind = node["kind"]?.string
        for item in try object["items"].items {
          try add(item, document: document, listed: kind?.hasSuffix("List") == true ? String(kind!.dropLast(4)) : nil)
        }
      }
    }

    /// By its kind, or by that of one of its items.
    private static func mayHoldWorkload(_ node: YAMLNode) -> Bool {
      holds(node) { kind in WorkloadKind(rawValue: kind) != nil }
    }

    private static func mayHoldObject(_ node: YAMLNode) -> Bool {
      holds(node) { kind in ObjectReference.Kind(rawValue: kind) != nil }
    }

    private static func holds(_ node: YAMLNode, _ isWanted: (String) -> Bool) -> Bool {
      if let kind = node["kind"]?.string,
        isWanted(kind) || (kind.hasSuffix("List") && isWanted(String(kind.dropLast(4))))
      {
        return true
      }
      return node["items"]?.items?.contains { holds($0, isWanted) } ?? false
    }
  }
}

/// A ConfigMap or a plain Secret in a file, and the keys that it gives to `envFrom`.
package struct KnownObject: Sendable {
  package let kind: ObjectReference.Kind
  package let name: String
  package let namespace: String?
  package let keys: [String]

  init?(_ node: YAMLNode, listed: String?) {
    guard let kind = (node["kind"]?.string ?? listed).flatMap(ObjectReference.Kind.init(rawValue:)) else { return nil }
    self.kind = kind
    name = node["metadata"]?["name"]?.string ?? ""
    namespace = node["metadata"]?["namespace"]?.string
    let fields = kind == .secret ? ["data", "stringData"] : ["data"]
    keys = fields.flatMap { node[$0]?.pairs?.compactMap { $0.key.string } ?? [] }
  }
}
