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

  private var configMaps: [ConfigMap] = []
  private var secrets: [Secret] = []
  private(set) var kustomizations: [Kustomization] = []
  /// Sealed files by themselves, by their paths.
  private(set) var bare: [String: SealedPart] = [:]
  private(set) var findings: [Finding] = []

  /// The same by the folders that they lie in.
  private var bareByFolder: [String: [(path: String, part: SealedPart)]] = [:]

  // What is looked up for each workload, by name; once all files are there.
  private var configMapsByName: [String: [Int]] = [:]
  private var secretsByName: [String: [Secret]] = [:]
  /// The namespaces of the sealed files of a name.
  private var sealedNamespaces: [String: Set<String>] = [:]
  /// The namespaces that kustomizations give to the files that they list.
  private var namespaces: [String: String] = [:]

  mutating func add(_ file: PreflightFile) {
    if let part = file.bare { bare[FilePath.normal(file.path)] = part }
    configMaps += file.configMaps
    secrets += file.secrets
    kustomizations += file.kustomizations
  }

  /// Makes the ConfigMaps that kustomize would, once every file is there.
  ///
  /// - Parameter isComplete: whether a file that isn't there is missing, or just wasn't passed.
  mutating func generate(isComplete: Bool) {
    for (path, part) in bare { bareByFolder[FilePath.folder(of: path), default: []].append((path, part)) }
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
        addUnlistedParts(of: generator, in: kustomization)
        configMaps.append(
          ConfigMap(
            name: generator.name, namespace: generator.namespace ?? kustomization.namespace, isGenerated: true,
            path: kustomization.path, sealed: sealed,
            texts: generator.hasOthers || generator.files.count > sealed.count ? nil : [:]))
      }
    }
    index()
  }

  private mutating func index() {
    for (index, configMap) in configMaps.enumerated() { configMapsByName[configMap.name, default: []].append(index) }
    secretsByName = Dictionary(grouping: secrets, by: \.name)
    for file in (configMaps.flatMap(\.sealed) + bare.values).compactMap(\.content) {
      sealedNamespaces[file.name, default: []].insert(file.namespace)
    }
    for kustomization in kustomizations {
      guard let namespace = kustomization.namespace else { continue }
      for path in kustomization.resources where namespaces[path] == nil { namespaces[path] = namespace }
    }
  }

  /// A part that lies beside its main file and isn't in the list that this is in: whoever forgot it finds a pod without its
  /// values.
  private mutating func addUnlistedParts(of generator: Kustomization.Generator, in kustomization: Kustomization) {
    let listed = Set(generator.files.map(\.path))
    for (_, path) in generator.files {
      guard let main = bare[path], main.entryName == "\(main.name ?? "")\(ManifestNames.suffix)" else { continue }
      let parts = (bareByFolder[FilePath.folder(of: path)] ?? []).filter { other, part in
        !listed.contains(other) && part.name == main.name
          && part.content?.namespace == main.content?.namespace && part.entryName != main.entryName
      }
      for (other, part) in parts.sorted(by: { $0.path < $1.path }) {
        findings.append(
          Finding(
            severity: .failure, code: .missing, path: kustomization.path, line: generator.line, workload: nil,
            container: nil,
            reason:
              "\"\(other.printable)\" is a part of \"\(main.entryName)\", and the ConfigMap "
              + "\"\(generator.name.printable)\" doesn't list it: no pod sees its values",
            remedy: "list \(part.entryName) beside \(main.entryName)"))
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
  func namespace(_ own: String?, in path: String) -> String? { namespaces[FilePath.normal(path)] ?? own }

  /// The ConfigMaps that a reference may mean, from the files closest to the one that refers to it.
  func configMaps(named name: String, namespace: String?, from path: String) -> [ConfigMap] {
    let candidates = [name, Kustomization.base(of: name)].compactMap { $0 }
      .flatMap { configMapsByName[$0] ?? [] }.sorted().map { configMaps[$0] }
    let found = candidates.filter { configMap in
      guard
        configMap.isGenerated ? Kustomization.isName(name, generatedFrom: configMap.name) : configMap.name == name
      else { return false }
      return Self.agree(self.namespace(configMap.namespace, in: configMap.path), namespace)
    }
    let closest = found.map { FilePath.closeness($0.path, path) }.max()
    return found.filter { FilePath.closeness($0.path, path) == closest }
  }

  func isIdentity(_ secret: String, namespace: String?) -> Bool {
    secretsByName[secret]?.contains { $0.isIdentity && Self.agree($0.namespace, namespace) } == true
  }

  /// Whether a Secret of this name is sealed here, and isn't there in the clear as well.
  func isSealed(_ secret: String, namespace: String?) -> Bool {
    guard let sealed = sealedNamespaces[secret],
      secretsByName[secret]?.contains(where: { Self.agree($0.namespace, namespace) }) != true
    else { return false }
    return sealed.contains { $0 == "*" || Self.agree($0, namespace) }
  }

  /// Whether two namespaces may be the same one.
  private static func agree(_ a: String?, _ b: String?) -> Bool { a == nil || b == nil || a == b }
}
