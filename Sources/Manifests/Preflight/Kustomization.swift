/// What preflight needs of a `kustomization.yaml`.
struct Kustomization {
  /// One entry of `configMapGenerator`.
  struct Generator {
    let name: String
    let namespace: String?
    /// Its files by the keys that they get.
    let files: [(key: String, path: String)]
    /// Whether it has entries that stand in no file of their own.
    let hasOthers: Bool
    /// Where it stands, from 1.
    let line: Int
  }

  let path: String
  let namespace: String?
  /// The files that it lists as resources, as paths from where the folder's path begins.
  let resources: [String]
  let generators: [Generator]

  static let names: Set<String> = ["kustomization.yaml", "kustomization.yml", "Kustomization"]

  init(_ root: YAMLNode, path: String, in source: Span<UInt8>) {
    self.path = path
    let folder = FilePath.folder(of: path)
    namespace = root["namespace"]?.string
    resources = (root["resources"]?.items ?? []).compactMap { $0.string.map { FilePath.join(folder, $0) } }
    var generators: [Generator] = []
    for node in root["configMapGenerator"]?.items ?? [] {
      guard let name = node["name"]?.string else { continue }
      let files = (node["files"]?.items ?? []).compactMap { $0.string }.map { text in
        let sides = text.split(separator: "=", maxSplits: 1).map(String.init)
        let path = sides[sides.count - 1]
        return (key: sides.count == 2 ? sides[0] : FilePath.name(of: path), path: FilePath.join(folder, path))
      }
      let others = ["literals", "envs", "env"].contains { node[$0].map { !$0.isNull } ?? false }
      generators.append(
        Generator(
          name: name, namespace: node["namespace"]?.string, files: files, hasOthers: others,
          line: TextPosition(of: node.offset, in: source).line))
    }
    self.generators = generators
  }

  /// A name without what may be the hash at its end; nil where there is none.
  static func base(of name: String) -> String? {
    guard let hyphen = name.lastIndex(of: "-") else { return nil }
    let base = String(name[..<hyphen])
    return isName(name, generatedFrom: base) ? base : nil
  }

  /// Whether a name in a workload is that of a generated ConfigMap: kustomize adds a hash of ten characters.
  static func isName(_ name: String, generatedFrom base: String) -> Bool {
    guard name.hasPrefix("\(base)-") else { return name == base }
    let hash = name.dropFirst(base.count + 1)
    return hash.count == 10 && hash.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
  }
}
