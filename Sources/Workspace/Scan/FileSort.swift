/// What a file is, by its name.
enum FileSort {
  /// YAML or JSON, or a template of it.
  case manifest
  /// A Helm chart's `values.yaml`.
  case chartValues
  /// `.env`, `production.env`
  case environment
  case other

  init(of path: String) {
    let name = AbsolutePath.components(of: path).last.map { String($0).lowercased() } ?? ""
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    if parts.dropFirst().contains(where: { Self.manifests.contains($0) }) || name == "kustomization" || path == "-" {
      self =
        name.hasPrefix("values") || name.hasSuffix("values.yaml") || name.hasSuffix("values.yml")
        ? .chartValues : .manifest
    } else if parts.dropFirst().contains("env") {
      self = .environment
    } else {
      self = .other
    }
  }

  /// `deployment.yaml`, `deployment.yaml.gotmpl`, `config.json`
  private static let manifests: Set<Substring> = ["yaml", "yml", "json"]
}
