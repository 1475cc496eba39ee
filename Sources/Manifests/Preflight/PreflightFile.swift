import Primitives
package import Sealing

/// What preflight takes out of one file: all that other files may refer to, and its workloads.
package struct PreflightFile: Sendable {
  package let path: String
  /// The sealed file that the file itself is.
  private(set) var bare: SealedPart?
  private(set) var configMaps: [Surroundings.ConfigMap] = []
  private(set) var secrets: [Surroundings.Secret] = []
  private(set) var kustomizations: [Kustomization] = []
  /// Those that may have to do with sealed files, or why they can't be read.
  package let workloads: Result<[Workload], SealError>

  /// - Parameter skims: whether workloads in which no word is of Secrets or of sealed files are passed over, as they may be
  ///   where nobody named the file.
  /// - Throws: `format` for what is neither a sealed file nor manifests.
  package init(_ text: ManifestText, skims: Bool) throws(SealError) {
    path = text.path
    let container = try text.sealed()
    if let container, container.isBare {
      bare = SealedPart(entryName: container.entries[0].name, path: path, bytes: text.bytes)
      workloads = .success([])
      return
    }
    do throws(SealError) { workloads = .success(try WorkloadFile.workloads(in: text, skims: skims)) } catch {
      workloads = .failure(error)
    }
    do { try read(text, container) } catch {
      let bytes = text.bytes
      throw error.located(in: bytes.span, path: path)
    }
  }

  /// Whether a file is of interest for its name alone.
  package static func matters(byName path: String) -> Bool {
    path.hasSuffix(ManifestNames.suffix) || Kustomization.names.contains(FilePath.name(of: path))
  }

  private mutating func read(_ file: ManifestText, _ container: SealedContainer?) throws(Flaw) {
    let bytes = file.bytes
    let source = bytes.span
    for (index, document) in try file.documents().enumerated() {
      guard var root = try file.root(ofDocument: index) else { continue }
      let text = source.extracting(document.text)
      if YAMLParser.blinds(text), (try? StrictYAML.check(root, in: source)) != nil,
        let sighted = try YAMLParser.parseWithAliases(text, at: document.text.lowerBound)
      {
        root = sighted
      }
      if Kustomization.names.contains(FilePath.name(of: path)) {
        kustomizations.append(Kustomization(root, path: path, in: source))
      }
      add(root, in: source, listed: nil, container)
    }
  }

  private mutating func add(_ node: YAMLNode, in source: Span<UInt8>, listed: String?, _ container: SealedContainer?) {
    // What is refused elsewhere is told of there.
    guard let object = try? KubernetesObject(node, in: source, listed: listed) else { return }
    let name = node["metadata"]?["name"]?.string
    let namespace = node["metadata"]?["namespace"]?.string
    switch object {
    case .list(let items, let kind): for item in items { add(item, in: source, listed: kind, container) }
    case .secret:
      guard let name else { return }
      secrets.append(
        Surroundings.Secret(
          name: name, namespace: namespace, isIdentity: node["type"]?.string == ManifestNames.identityType))
    case .configMap:
      guard let name else { return }
      var texts: [String: String] = [:]
      for (key, value) in node["data"]?.pairs ?? [] {
        guard let key = key.string, case .scalar(let text, _) = value.content else { continue }
        texts[key] = text
      }
      let line = TextPosition(of: node.offset, in: source).line
      let end = lastLine(of: node, in: source)
      let sealed = (container?.entries ?? []).filter {
        $0.configMap == name && $0.namespace == namespace && (line...end).contains($0.line)
      }
      configMaps.append(
        Surroundings.ConfigMap(
          name: name, namespace: namespace, isGenerated: false, path: path,
          sealed: sealed.map { SealedPart(entryName: $0.name, path: path, bytes: $0.bytes) }, texts: texts))
    case .other: break
    }
  }

  /// The line on which the last of its keys begins.
  private func lastLine(of node: YAMLNode, in source: Span<UInt8>) -> Int {
    let keys = (node.pairs ?? []).map(\.key.offset) + (node["data"]?.pairs ?? []).map(\.key.offset)
    return TextPosition(of: keys.max() ?? node.offset, in: source).line
  }
}
