import Manifests

/// The `.seal.yaml` that a repository begins with.
enum SetupConfiguration {
  /// The list of those who may sign, from the root.
  static let signers = ".seal/allowed_signers"

  /// The file of a recipient, from the root.
  static func recipientFile(_ name: String) -> String { ".seal/\(name).pub" }

  static func text(_ environments: [SetupEnvironment], hasRecovery: Bool) -> String {
    let names = environments.map(\.name) + (hasRecovery ? ["recovery"] : [])
    var text = """
      # Who reads and who signs what is sealed here; "seal status --why FILE" tells what counts for a file.
      # Whoever changes this file, or .seal/, changes that: let somebody look at it.
      version: 1
      signers: \(signers)
      recipients:

      """
    for name in names { text += "  \(YAMLText.scalar(name)): { file: \(recipientFile(name)) }\n" }
    text += "rules:\n"
    for environment in environments {
      for path in environment.paths {
        text += "  - path: \(YAMLText.scalar(path))\n"
        if let namespace = environment.namespace { text += "    namespace: \(YAMLText.scalar(namespace))\n" }
        let to = [environment.name] + (hasRecovery ? ["recovery"] : [])
        text += "    to: [\(to.map { YAMLText.scalar($0) }.joined(separator: ", "))]\n"
        if !hasRecovery { text += "    recovery: none\n" }
      }
    }
    return text
  }
}
