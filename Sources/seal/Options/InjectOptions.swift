import ArgumentParser
import Manifests
import Primitives
import SSHSignatures
import Sealing
import Workspace

/// How a workload is to get its values. What is left open, an injected workload's own record says.
struct InjectOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The image of unseal. (default: the one that is there)", valueName: "image"))
  var image: String?

  @Option(
    name: .customLong("env"),
    help: ArgumentHelp(
      "How variables come: \"envfile\" (fileKeyRef, Kubernetes 1.35 and later) or \"exec\" (any version; wraps the command).",
      valueName: "how"))
  var environment: String?

  @Option(
    help: ArgumentHelp(
      "With exec: what a container runs that has no command: words, or a JSON list of them.",
      valueName: "container=command"))
  var entrypoint: [String] = []

  @Option(help: ArgumentHelp("Give the pods this fsGroup, and their files to it.", valueName: "gid"))
  var fsGroup: Int?

  @Option(
    help: ArgumentHelp(
      "Trusted signers: an allowed_signers file that becomes a ConfigMap, which the pods pin. (default: those beside the "
        + "identity; where a list is pinned already, that of .seal.yaml)", valueName: "file"),
    completion: .file())
  var signers: String?

  @Option(help: ArgumentHelp("The Secret with the identity. (default: seal-keys)", valueName: "name"))
  var keysSecret: String?

  @Option(
    help: ArgumentHelp("The sealed name that stands for a Secret of another name.", valueName: "secret=name"))
  var secret: [String] = []

  @Option(
    help: ArgumentHelp(
      "Deliver a variable although it changes how programs are loaded, as PATH does.", valueName: "name"))
  var allowName: [String] = []

  /// Whose signatures are trusted: the list that the pods are to have, or else the one that other verbs go by.
  ///
  /// - Throws: `policy`.
  func trusted(in workspace: Workspace?) throws(SealError) -> AllowedSigners? {
    try SignersOptions(file: signers).loadIfAny(in: workspace)
  }

  /// Options for a workload that nothing was ever said of, where it is only asked whether anything is to be done.
  static var assumed: InjectionOptions {
    var options = InjectionOptions()
    (options.environment, options.image) = (.envfile, "unseal")
    return options
  }

  /// Whether what the options name is there.
  ///
  /// - Parameter uses: what the workloads have.
  /// - Throws: `usage`.
  func check(against uses: InjectedFile.Uses) throws(SealError) {
    func check(_ flag: String, _ texts: [String], among names: Set<String>, _ what: String) throws(SealError) {
      for text in texts {
        let name = String(text.prefix { $0 != "=" })
        guard !names.contains(name) else { continue }
        let known = names.sorted().map { "\"\($0.printable)\"" }.joined(separator: ", ")
        throw SealError(
          .usage, "\(flag) names \"\(name.printable)\", and no workload has such a \(what)",
          hint: known.isEmpty ? "leave it out" : "there is \(known)")
      }
    }
    try check("--entrypoint", entrypoint, among: uses.containers, "container")
    try check("--secret", secret, among: uses.secrets, "Secret")
  }

  /// - Parameter workspace: whose signers take the place of those that a workload has pinned already.
  /// - Throws: `usage`; `policy` for signers that are refused.
  func load(in workspace: Workspace?) throws(SealError) -> (options: InjectionOptions, signersList: [UInt8]?) {
    var options = InjectionOptions()
    options.image = image
    if let environment {
      guard let known = InjectionOptions.Environment(rawValue: environment) else {
        throw SealError(
          .usage, "--env takes \"envfile\" or \"exec\", not \"\(environment.printable)\"",
          hint: "envfile needs Kubernetes 1.35 or later; exec works in any version")
      }
      options.environment = known
    }
    for text in entrypoint {
      let (container, command) = try Self.pair(text, "--entrypoint", "app=/app/server")
      guard let words = InjectionOptions.command(parsing: command) else {
        throw SealError(
          .usage, "--entrypoint has no command for \"\(container.printable)\"",
          hint: "words, or a JSON list of strings: app='[\"node\", \"server.js\"]'")
      }
      options.entrypoints[container] = words
    }
    for text in secret {
      let (secret, name) = try Self.pair(text, "--secret", "db-credentials=app-secrets")
      options.secrets[secret] = name
    }
    options.fsGroup = fsGroup
    options.keysSecret = keysSecret
    options.allowedNames = allowName
    var list: [UInt8]?
    if let signers {
      let bytes = try SignersOptions(file: signers).load()
      options.signers = InjectionOptions.Signers(of: bytes)
      list = bytes
    } else if let path = workspace?.signers {
      let bytes = try SignersSource(path: path, origin: .workspace, list: workspace?.signersList).load()
      options.renewedSigners = InjectionOptions.Signers(of: bytes)
      list = bytes
    }
    try options.check()
    return (options, list)
  }

  private static func pair(
    _ text: String, _ flag: String, _ example: String
  ) throws(SealError) -> (String, String) {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else {
      throw SealError(.usage, "\(flag) takes two things with \"=\" between them", hint: "\(flag) \(example)")
    }
    return (parts[0], parts[1])
  }
}
