package import Sealing

/// A file of Kubernetes manifests, YAML or JSON, with the workloads in it found.
package struct WorkloadFile: Sendable {
  /// For messages.
  package let path: String
  /// The whole file.
  package let bytes: [UInt8]
  /// In the order of the file, Lists unrolled.
  package let workloads: [Workload]
  /// The ConfigMaps and plain Secrets beside them, by whose keys a conflict between variables is judged.
  package let objects: [KnownObject]
  /// What else names Secrets.
  package let bystanders: [Bystander]
  /// Every document of the file.
  let documents: [DocumentRange]

  /// Reads a file.
  ///
  /// - Throws: `format` for what is no YAML, and for a workload of another shape than Kubernetes knows, with line and
  ///   column.
  package init(parsing bytes: [UInt8], path: String) throws(SealError) {
    self.path = path
    self.bytes = bytes
    let text = ManifestText(bytes, path: path)
    let findings = try Self.read(text, .everything)
    workloads = findings.workloads
    objects = findings.objects
    bystanders = findings.bystanders
    documents = findings.documents
  }

  /// The workloads alone.
  ///
  /// - Parameter skims: whether those are passed over that can have nothing to do with sealed files.
  /// - Throws: as when reading all of it.
  static func workloads(in text: ManifestText, skims: Bool) throws(SealError) -> [Workload] {
    try read(text, .workloads(skims: skims)).workloads
  }

  private static func read(_ text: ManifestText, _ wanted: Wanted) throws(SealError) -> Findings {
    let bytes = text.bytes
    var findings = Findings(lines: FileLines(bytes), wanted: wanted)
    // A sealed file is text of its own, not YAML.
    guard !SealedContainer.isSealedFile(bytes.span) else { return findings }
    do { try findings.read(text) } catch {
      throw explained(error, bytes).located(in: bytes.span, path: text.path)
    }
    return findings
  }

  private enum Wanted {
    case everything
    case workloads(skims: Bool)
  }

  /// A chart's template is no YAML, or YAML that means something else.
  private static func explained(_ flaw: Flaw, _ bytes: [UInt8]) -> Flaw {
    guard flaw.hint == nil, isTemplate(bytes) else { return flaw }
    var flaw = flaw
    flaw.hint = "a template of Helm's has to be rendered first: helm template"
    return flaw
  }

  /// Whether it looks like a chart's template, which is YAML only once it is rendered.
  package static func isTemplate(_ bytes: [UInt8]) -> Bool {
    zip(bytes, bytes.dropFirst()).contains { $0 == UInt8(ascii: "{") && $1 == UInt8(ascii: "{") }
  }

  private struct Findings {
    let lines: FileLines
    let wanted: Wanted
    var workloads: [Workload] = []
    var objects: [KnownObject] = []
    var bystanders: [Bystander] = []
    var documents: [DocumentRange] = []

    init(lines: FileLines, wanted: Wanted) { (self.lines, self.wanted) = (lines, wanted) }

    mutating func read(_ file: ManifestText) throws(Flaw) {
      documents = try file.documents()
      for (index, document) in documents.enumerated() {
        let base = document.text.lowerBound
        // Other documents may hold what this project can't read.
        guard let root = try file.root(ofDocument: index) else { continue }
        if wantsObjects { bystanders += Bystander.all(in: YAMLValue(root)) }
        let hasWorkload = Self.holds(root) { WorkloadKind(rawValue: $0) != nil }
        guard hasWorkload || wantsObjects && Self.holds(root, { ObjectReference.Kind(rawValue: $0) != nil }) else {
          continue
        }
        let text = try file.text(ofDocument: index)
        if case .workloads(skims: true) = wanted, !ManifestWords(in: text.span).mayRun { continue }
        do {
          guard let root = try NodeResolver.resolve(YAMLSource(text)) else { continue }
          try add(root, at: Workload.Place(document: index, items: []), WorkloadSource(lines, base: base), listed: nil)
        } catch  where hasWorkload {
          throw Flaw(code: error.code, offset: base + error.offset, reason: error.reason, hint: error.hint)
        } catch {
          // A ConfigMap that can't be read is one whose keys aren't known.
        }
      }
    }

    private var wantsObjects: Bool {
      if case .everything = wanted { true } else { false }
    }

    private mutating func add(
      _ node: PlacedNode, at place: Workload.Place, _ source: WorkloadSource, listed: String?
    ) throws(Flaw) {
      guard node.value.pairs != nil else { return }
      if let workload = try Workload(WorkloadReader(node, in: source), at: place, listed: listed) {
        workloads.append(workload)
      } else if let known = KnownObject(node.value, listed: listed) {
        objects.append(known)
      } else if let items = node["items"]?.value, items.value.items != nil {
        let kind = node.value["kind"]?.text
        let inner = kind.flatMap { $0.hasSuffix("List") ? String($0.dropLast(4)) : nil }
        for (index, item) in items.entries.enumerated() {
          try add(
            item.value, at: Workload.Place(document: place.document, items: place.items + [index]), source,
            listed: inner)
        }
      }
    }

    /// Whether an object is of such a kind, or one of its items.
    private static func holds(_ node: YAMLNode, _ isWanted: (String) -> Bool) -> Bool {
      if let kind = node["kind"]?.string,
        isWanted(kind) || (kind.hasSuffix("List") && isWanted(String(kind.dropLast("List".count))))
      {
        return true
      }
      return node["items"]?.items?.contains { holds($0, isWanted) } ?? false
    }
  }
}
