import ArgumentParser
import Files
import Manifests
import Primitives
import SSHSignatures
import Sealing
import Workspace

/// `seal encrypt`: Secrets in, sealed manifests out.
struct Encrypt: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Seal Secrets, or single values, for git.",
    discussion: """
      Takes Secret manifests, YAML or JSON, from a file or stdin; several documents, and a List, are fine. Each Secret \
      becomes a ConfigMap that carries it sealed; documents that are no Secret pass through unchanged. Or takes values \
      one by one, with --from-env-file, --from-file and --prompt, spelled as kubectl spells them.

      The result is signed by you: a pod accepts nothing that no trusted signer vouches for. Namespace and name come \
      from the Secret, or from --namespace and --name, and are bound into every value.

      Where there is a .seal.yaml, its rule for the file that is written (for the input, where the result goes to stdout) says \
      whom it is sealed to, and what of the namespace is left open: "seal status --why FILE" shows it.

      EXAMPLES:
        seal encrypt secret.yaml --to production=@production.pub -o sealed.yaml
        seal encrypt secret.yaml -o overlays/production/db.yaml        # with a .seal.yaml
        kubectl get secrets -n shop -o yaml | seal encrypt --to @shop.pub > all.yaml
        seal encrypt --from-env-file .env --namespace shop --name app \\
          --to @shop.pub -o app.sealed
        seal encrypt --prompt PASSWORD --namespace shop --name db --to @shop.pub
        seal encrypt secret.yaml --for kubernetes --to @shop.pub -o sealed.yaml
      """)

  @Argument(help: "The manifests; \"-\", or nothing, is stdin.", completion: .file())
  var file: String?

  @Flag(help: "Let -o replace a sealed file even where keys go with it.")
  var replace = false

  @OptionGroup(title: "Values") var values: ValueSources
  @OptionGroup(title: "Readers") var consumers: ConsumerOptions
  @OptionGroup(title: "Recipients") var recipients: RecipientOptions
  @OptionGroup(title: "Scope") var scope: ScopeOptions
  @OptionGroup(title: "Signature") var signing: SigningOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var configuration: ConfigurationOptions

  func run() throws {
    try consumers.check()
    try output.check(against: [file ?? "-"] + values.fromEnvFile + values.filesOfFromFile)
    let workspace = try configuration.workspace(of: [path ?? "-"])
    let target = Target(rule: try rule(in: workspace), trusted: SignersOptions.standard(in: workspace))
    if values.isEmpty { try encryptManifests(for: target) } else { try encryptValues(for: target) }
  }

  /// The rule of the file that the result is for; nil where there is no `.seal.yaml`, or no such file.
  ///
  /// - Throws: `policy` where there is a `.seal.yaml` and it has no rule for the file; `usage` where nothing says whom to seal
  ///   to.
  private func rule(in workspace: Workspace?) throws(SealError) -> Rule? {
    guard let workspace else { return nil }
    let hint = "name the file that it is for with -o: .seal.yaml says whom that is sealed to"
    guard let path else {
      if recipients.isEmpty { throw SealError(.usage, "no recipients for what goes to stdout", hint: hint) }
      return nil
    }
    do { return try workspace.rule(for: path) } catch {
      throw output.isFile ? error : SealError(error.code, error.reason, hint: hint)
    }
  }

  /// The file whose rule counts; nil for what comes from stdin and goes to stdout.
  private var path: String? { output.isFile ? output.output : file == "-" ? nil : file }

  /// What is known of the file that the result is for.
  private struct Target {
    let rule: Rule?
    /// Nil where it isn't known who is trusted.
    let trusted: AllowedSigners?
  }

  // MARK: Manifests

  private func encryptManifests(for target: Target) throws(SealError) {
    guard file != nil || !Terminal.isTerminal(0) else {
      throw SealError(
        .usage, "there is nothing to seal", hint: "name a FILE, pipe a Secret in, or pass --from-env-file or --prompt")
    }
    let name = Input.name(of: file ?? "-")
    let recipients = try recipients.load(for: name, rule: target.rule)
    let source = try Input.readSecret(file ?? "-", limit: 64 << 20)
    let stream = try ManifestStream(parsing: SharedSecret(source), path: name)
    let secrets = stream.secrets
    try check(stream, name)
    var keys: [Scope: Set<String>] = [:]
    for secret in secrets {
      let scope = try plan(secret, name, target.rule)
      guard keys.updateValue(Set(secret.values.map(\.key)), forKey: scope) == nil else {
        throw SealError(
          .usage, "there are two Secrets \"\(scope.name.printable)\" for one namespace in \"\(name)\"",
          hint: "a pod would ask for one of them: leave the other out, or join them")
      }
    }
    try refuseLoss(of: keys)

    let signer = try signing.signer()
    if output.wantsSealedFile {
      let scope = try plan(secrets[0], name, target.rule)
      let file = try seal(secrets[0], scope, to: recipients, signer, target)
      try write(file.bytes, [scope.name])
    } else {
      let bytes = try stream.replacingSecrets { (secret) throws(SealError) in
        let scope = try plan(secret, name, target.rule)
        let file = try seal(secret, scope, to: recipients, signer, target)
        return try SealedManifest(
          name: scope.name, namespace: scope.metadataNamespace, type: secret.type, labels: secret.labels,
          annotations: secret.annotations, immutable: secret.immutable,
          entries: [("\(scope.name).sealed", file.bytes)]
        ).rendered()
      }
      try write(bytes, secrets.compactMap { $0.name ?? scope.name })
    }
  }

  private func check(_ stream: ManifestStream, _ name: String) throws(SealError) {
    var others = 0
    for document in stream.documents {
      switch document.content {
      case .sealed(let configMap):
        throw SealError(
          .usage, "\"\(configMap.printable)\" in \"\(name)\", line \(document.line), is sealed already",
          hint: "\"seal set\" changes a value of it")
      case .other: others += 1
      case .secrets, .blank: break
      }
    }
    let secrets = stream.secrets.count
    guard secrets > 0 else { throw SealError(.missing, "there is no Secret in \"\(name)\"") }
    let lines = stream.linesLeftOut
    if !lines.isEmpty {
      Console.note(
        "left out the comments beside a Secret, which may tell of it: \(name) line "
          + lines.map { String($0) }.joined(separator: ", "))
    }
    guard !output.wantsSealedFile || (secrets == 1 && others == 0) else {
      throw SealError(
        .usage, "\"\((output.output ?? "").printable)\" would be one sealed file, and \"\(name)\" holds more",
        hint: "write manifests: -o FILE.yaml")
    }
  }

  // MARK: Values

  private func encryptValues(for target: Target) throws(SealError) {
    if let file {
      throw SealError(
        .usage, "\"\(file.printable)\" beside values of their own", hint: "seal the manifest and the values one by one")
    }
    let scope = try plan(name: nil, namespace: nil, "the values", target.rule)
    let recipients = try recipients.load(for: scope.name, rule: target.rule)
    let signer = try signing.signer()
    let values = try values.read()
    guard !values.isEmpty else { throw SealError(.usage, "there is no value to seal") }
    try refuseLoss(of: [scope: Set(values.keys)])
    let file = try seal(values, scope, to: recipients, signer, target)
    if output.wantsSealedFile { return try write(file.bytes, [scope.name]) }
    let manifest = SealedManifest(
      name: scope.name, namespace: scope.metadataNamespace, entries: [("\(scope.name).sealed", file.bytes)])
    try write(manifest.rendered(), [scope.name])
  }

  // MARK: Both

  /// What one file is sealed for.
  private struct Scope: Hashable {
    let name: String
    /// As it stands in the sealed file; `*` for any.
    let namespace: String
    let metadataNamespace: String?
  }

  private func plan(_ secret: SecretManifest, _ path: String, _ rule: Rule?) throws(SealError) -> Scope {
    let what = secret.name.map { "\"\($0.printable)\"" } ?? "a Secret in \"\(Input.name(of: path))\""
    guard !secret.values.isEmpty else { throw SealError(.usage, "\(what) holds no value to seal") }
    return try plan(name: secret.name, namespace: secret.namespace, what, rule)
  }

  /// The document's own name and namespace, or those of the options; where both say something they agree, as with
  /// kubectl. The rule adds what neither says, and is held against the rest.
  private func plan(
    name: String?, namespace: String?, _ what: String, _ rule: Rule?
  ) throws(SealError) -> Scope {
    let name = try Self.agree("name", name, scope.name, what)
    let metadataNamespace = try Self.agree("namespace", namespace, scope.namespace, what) ?? rule?.namespace
    guard let name else { throw SealError(.usage, "there is no name for \(what)", hint: "pass --name NAME") }
    let isForAny = scope.anyNamespace || rule?.anyNamespace == true
    guard let namespace = isForAny ? "*" : metadataNamespace else {
      throw SealError(
        .usage, "there is no namespace for \(what)",
        hint: "pass --namespace NAMESPACE, that of the pods that will open it, or --any-namespace")
    }
    try rule?.checkScope(namespace: namespace, metadata: metadataNamespace, of: what)
    return Scope(name: name, namespace: namespace, metadataNamespace: metadataNamespace)
  }

  private static func agree(
    _ word: String, _ found: String?, _ option: String?, _ what: String
  ) throws(SealError) -> String? {
    guard let found, let option, found != option else { return found ?? option }
    throw SealError(
      .usage, "\(what) has the \(word) \"\(found.printable)\", and --\(word) says \"\(option.printable)\"",
      hint: "leave --\(word) out, or change the Secret")
  }

  private func seal(
    _ secret: SecretManifest, _ scope: Scope, to recipients: [LabelledRecipient], _ signer: ChosenSigner?,
    _ target: Target
  ) throws(SealError) -> SealedFile {
    if let reason = secret.readByKubernetes {
      Console.warning(
        "no init container can serve \"\(scope.name)\" (\(secret.type.printable)) to Kubernetes itself: \(reason)")
    }
    if secret.immutable {
      Console.warning(
        "\"\(scope.name)\" is immutable, and so is the ConfigMap that carries it: the cluster refuses a changed one "
          + "under the same name, so let kustomize name each anew, or leave \"immutable\" out")
    }
    for (kind, keys) in [("label", secret.droppedLabels), ("annotation", secret.droppedAnnotations)] {
      for key in keys {
        Console.warning("\"\(scope.name)\": left out the \(kind) \(key.printable), which holds plaintext")
      }
    }
    var values: [String: SharedSecret] = [:]
    for (key, value) in secret.values { values[key] = value }
    return try seal(values, scope, to: recipients, signer, target)
  }

  private func seal(
    _ values: [String: SharedSecret], _ scope: Scope, to recipients: [LabelledRecipient], _ signer: ChosenSigner?,
    _ target: Target
  ) throws(SealError) -> SealedFile {
    let file = try SealedFile.seal(namespace: scope.namespace, name: scope.name, values: values, to: recipients)
    try consumers.warn(of: values, in: scope.name)
    let result = try signing.sign(file, with: signer)
    try result.warnUnlessTrusted(by: target.trusted, named: scope.name)
    result.warnIfLarge(named: scope.name)
    return result
  }

  /// What the file at `-o` has sealed, and what comes now hasn't, would be gone in silence: nobody sees the keys in a diff
  /// of sealed bytes.
  ///
  /// - Throws: `policy`.
  private func refuseLoss(of keys: [Scope: Set<String>]) throws(SealError) {
    guard !replace, output.isFile, let path = output.output else { return }
    var lost: [String] = []
    for entry in try sealed(in: path) {
      let old = try Self.readable(path) { () throws(SealError) in
        try SealedFile(parsing: entry.entry.bytes, named: entry.entry.entryName)
      }
      let kept = keys.first { $0.key.name == old.name && $0.key.namespace == old.namespace }?.value
      let gone = old.values.map(\.key).filter { kept?.contains($0) != true }.sorted()
      guard !gone.isEmpty else { continue }
      lost.append(gone.joined(separator: ", ") + " of \"\(old.name)\" in \(old.namespace)")
    }
    guard lost.isEmpty else {
      throw SealError(
        .policy, "\"\(path.printable)\" would lose what is sealed in it: \(lost.joined(separator: "; "))",
        hint: "\"seal set\" changes one value and keeps the others; --replace seals all anew")
    }
  }

  /// What is sealed in a file that is there already. One that holds anything else, such as a key, isn't ours to replace.
  private func sealed(in path: String) throws(SealError) -> [SealedDocument.Entry] {
    guard let status = try? File.status(path), status.kind == .regular, status.size > 0 else { return [] }
    guard let document = try Self.readable(path, { () throws(SealError) in try SealedDocument(ifSealed: path) }) else {
      throw SealError(
        .policy, "\"\(path.printable)\" exists, and carries nothing sealed",
        hint: "name another file, or pass --replace")
    }
    return document.entries
  }

  /// What can't be read can't be compared: git's conflict markers must not make keys disappear.
  private static func readable<R>(_ path: String, _ body: () throws(SealError) -> R) throws(SealError) -> R {
    do { return try body() } catch {
      throw SealError(
        .policy, "\"\(path.printable)\" exists, and what is sealed in it can't be read: \(error.reason)",
        hint: "mend it first, or pass --replace to seal all anew")
    }
  }

  private func write(_ bytes: [UInt8], _ names: [String]) throws(SealError) {
    if let path = output.output, output.isFile { warn(of: path, names) }
    try output.write(bytes.span)
  }

  private func warn(of path: String, _ names: [String]) {
    let fileName = path.split(separator: "/").last.map(String.init) ?? ""
    if output.wantsSealedFile, SealedEntry.name(ofEntry: fileName) != names[0] {
      Console.warning(
        "a pod that wants \"\(names[0])\" looks for \"\(names[0]).sealed\", not for \"\(fileName.printable)\"")
    }
    // To a pod with a floor, what is sealed anew looks like something old.
    for entry in (try? SealedDocument(reading: path))?.entries ?? [] where names.contains(entry.name) {
      let old = try? SealedFile(parsing: entry.entry.bytes, named: entry.entry.entryName)
      if let old, old.revision > 1 {
        Console.warning(
          "\"\(path.printable)\" held revision \(old.revision) of \"\(old.name)\", and now begins again at revision 1")
      }
    }
  }
}
