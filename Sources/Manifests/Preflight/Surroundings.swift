import Primitives
import Sealing

/// What the files hold that workloads refer to: sealed files, ConfigMaps, identities.
struct Surroundings {
  /// A ConfigMap that a pod could mount.
  struct ConfigMap {
    let name: String
    let namespace: String?
    /// Whether kustomize makes it, and adds a hash to its name.
    let isGenerated: Bool
    let path: String
    let sealed: [SealedPart]
    /// Its other entries; nil where not all of them are known.
    let texts: [String: String]?
  }

  /// A Secret, as it stands in a file.
  struct Secret {
    let name: String
    let namespace: String?
    let isIdentity: Bool
  }

  private(set) var configMaps: [ConfigMap] = []
  private(set) var secrets: [Secret] = []
  private(set) var kustomizations: [Kustomization] = []
  /// Sealed files by themselves, by their paths.
  private(set) var bare: [String: SealedPart] = [:]
  private(set) var findings: [Finding] = []

  /// Takes a file in that is YAML or a sealed file.
  ///
  /// - Throws: `format`.
  mutating func add(_ bytes: [UInt8], path: String) throws(SealError) {
    let container = try SealedContainer(ifSealed: bytes, path: path)
    if let container, container.isBare {
      bare[FilePath.normal(path)] = SealedPart(entryName: container.entries[0].name, path: path, bytes: bytes)
      return
    }
    var reader = Reader(path: path, container: container)
    do { try reader.read(bytes.span) } catch { throw error.located(in: bytes.span, path: path) }
    configMaps += reader.configMaps
    secrets += reader.secrets
    kustomizations += reader.kustomizations
  }

  /// Makes the ConfigMaps that kustomize would, once every file is there.
  ///
  /// - Parameter isComplete: whether a file that isn't there is missing, or just wasn't passed.
  mutating func generate(isComplete: Bool) {
    for kustomization in kustomizations {
      for generator in kustomization.generators {
        var sealed: [SealedPart] = []
        for (key, path) in generator.files where key.hasSuffix(ManifestNames.suffix) {
          if var part = bare[path] {
            part.entryName = key
            sealed.append(part)
          } else {
            findings.append(
              Finding(
                severity: isComplete ? .failure : .unknown, code: .missing,
                path: kustomization.path, line: generator.line, workload: nil, container: nil,
                reason:
                  "there is no sealed file \"\(path.printable)\" for the ConfigMap \"\(generator.name.printable)\"",
                remedy: "seal encrypt -o \(path.printable) makes one"))
          }
        }
        configMaps.append(
          ConfigMap(
            name: generator.name, namespace: generator.namespace ?? kustomization.namespace, isGenerated: true,
            path: kustomization.path, sealed: sealed,
            texts: generator.hasOthers || generator.files.count > sealed.count ? nil : [:]))
      }
    }
  }

  mutating func open(_ values: (SealedPart) -> OpenedValues?) {
    bare = bare.mapValues { part in
      var part = part
      part.values = values(part)
      return part
    }
    configMaps = configMaps.map { configMap in
      let sealed = configMap.sealed.map { part in
        var part = part
        part.values = values(part)
        return part
      }
      return ConfigMap(
        name: configMap.name, namespace: configMap.namespace, isGenerated: configMap.isGenerated, path: configMap.path,
        sealed: sealed, texts: configMap.texts)
    }
  }

  // MARK: Looking

  /// The namespace that an object of a file ends up in; nil where only whoever applies it knows.
  func namespace(_ own: String?, in path: String) -> String? {
    let path = FilePath.normal(path)
    let kustomization = kustomizations.first { $0.namespace != nil && $0.resources.contains(path) }
    return kustomization?.namespace ?? own
  }

  /// The ConfigMaps that a reference may mean, from the files closest to the one that refers to it.
  func configMaps(named name: String, namespace: String?, from path: String) -> [ConfigMap] {
    let found = configMaps.filter { configMap in
      guard
        configMap.isGenerated ? Kustomization.isName(name, generatedFrom: configMap.name) : configMap.name == name
      else { return false }
      return Self.agree(self.namespace(configMap.namespace, in: configMap.path), namespace)
    }
    let closest = found.map { FilePath.closeness($0.path, path) }.max()
    return found.filter { FilePath.closeness($0.path, path) == closest }
  }

  func isIdentity(_ secret: String, namespace: String?) -> Bool {
    secrets.contains { $0.isIdentity && $0.name == secret && Self.agree($0.namespace, namespace) }
  }

  /// Whether a Secret of this name is sealed here, and isn't there in the clear as well.
  func isSealed(_ secret: String, namespace: String?) -> Bool {
    guard !secrets.contains(where: { $0.name == secret && Self.agree($0.namespace, namespace) }) else { return false }
    return (configMaps.flatMap(\.sealed) + bare.values).contains { part in
      guard let file = part.file, file.name == secret else { return false }
      return file.namespace == "*" || Self.agree(file.namespace, namespace)
    }
  }

  /// Whether two namespaces may be the same one.
  private static func agree(_ a: String?, _ b: String?) -> Bool { a == nil || b == nil || a == b }
}

extension Surroundings {
  /// Reads one file of manifests.
  private struct Reader {
    let path: String
    let container: SealedContainer?
    var configMaps: [ConfigMap] = []
    var secrets: [Secret] = []
    var kustomizations: [Kustomization] = []

    init(path: String, container: SealedContainer?) {
      self.path = path
      self.container = container
    }

    mutating func read(_ source: Span<UInt8>) throws(Flaw) {
      for document in try DocumentRange.split(source) where !document.isBlank {
        let text = source.extracting(document.text)
        guard text.count >= YAMLParser.shortest,
          var root = try YAMLParser.parse(text, at: document.text.lowerBound)
        else { continue }
        if YAMLParser.blinds(text), (try? StrictYAML.check(root, in: source)) != nil,
          let sighted = try YAMLParser.parseWithAliases(text, at: document.text.lowerBound)
        {
          root = sighted
        }
        if Kustomization.names.contains(FilePath.name(of: path)) {
          kustomizations.append(Kustomization(root, path: path, in: source))
        }
        add(root, in: source, listed: nil)
      }
    }

    private mutating func add(_ node: YAMLNode, in source: Span<UInt8>, listed: String?) {
      // What is refused elsewhere is told of there.
      guard let object = try? KubernetesObject(node, in: source, listed: listed) else { return }
      let name = node["metadata"]?["name"]?.string
      let namespace = node["metadata"]?["namespace"]?.string
      switch object {
      case .list(let items, let kind): for item in items { add(item, in: source, listed: kind) }
      case .secret:
        guard let name else { return }
        secrets.append(
          Secret(name: name, namespace: namespace, isIdentity: node["type"]?.string == ManifestNames.identityType))
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
          ConfigMap(
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
}
