import ArgumentParser
import Delivery
import Files
import Manifests
import Primitives
import Sealing

/// `seal decrypt`: sealed values in the clear, for people and for tools outside the cluster.
struct Decrypt: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Open a sealed file with an identity.",
    discussion: """
      Checks what a pod checks, signature first, and then shows one value, or all of them in one of five forms. Plaintext \
      goes to stdout; it goes to a disk only where -o or --to-dir says so.

      EXAMPLES:
        seal decrypt sealed.yaml --identity production.key --key DB_PASSWORD
        seal decrypt sealed.yaml --identity production.key --to-dir /dev/shm/app
        seal decrypt sealed.yaml --identity production.key --env shell > /dev/shm/app.env
        seal decrypt sealed.yaml --identity production.key --manifest | kubectl apply -f -
      """)

  @Argument(help: "A sealed file, or a manifest with one; \"-\" is stdin.", completion: .file())
  var file: String

  @Option(help: ArgumentHelp("One value, byte for byte.", valueName: "key"))
  var key: String?

  @Option(
    help: ArgumentHelp("A file for each value, mode 0600, in a folder; none may exist yet.", valueName: "folder"),
    completion: .directory)
  var toDir: String?

  @Flag(help: "A JSON object, key by key.")
  var json = false

  @Flag(help: "The plain Kubernetes Secret.")
  var manifest = false

  @OptionGroup var envFile: EnvOptions

  @OptionGroup(title: "Identity") var identity: IdentityOptions
  @OptionGroup(title: "What to accept") var acceptance: AcceptanceOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let format = try checkForm()
    let document = try SealedDocument(reading: file)
    let entries = try document.entries(acceptance.scope)
    let name = entries[0].name
    // Steps 0 to 6 of format.md, section 4, before any identity is read.
    let accepted = try Acceptance(
      NameRequest.parse([name]), entries: entries.map(\.entry),
      policy: acceptance.policy(namespace: entries[0].namespace))
    let opened = try accepted.open(with: identity.load())
    let values = opened[0].values

    if let toDir {
      try PlaintextFolder.write(values, to: toDir)
    } else if let key {
      try output.write(secret: value(of: key, in: values, name).bytes)
    } else if let format {
      let file = try EnvFile(of: name, values, format: format, allowed: Set(envFile.allowName))
      for warning in file.warnings { Console.warning(warning) }
      try output.write(secret: file.text.bytes)
    } else if json {
      try output.write(secret: PlaintextJSON.text(of: values))
    } else {
      let copies = values.keys.indices.map { (values.keys[$0], values.copy(at: $0)) }
      let namespace = entries[0].metadataNamespace ?? entries[0].namespace
      try output.write(
        secret: PlainSecret(name: name, namespace: namespace == "*" ? nil : namespace, values: copies).rendered())
    }
  }

  /// Exactly one form, and what goes with it.
  ///
  /// - Returns: the format of an env file; nil for another form.
  private func checkForm() throws(SealError) -> (any EnvFormat)? {
    let format = try envFile.format()
    let forms = [key != nil, toDir != nil, format != nil, json, manifest].count { $0 }
    guard forms == 1 else {
      throw SealError(
        .usage, forms == 0 ? "nothing says what to show" : "more than one form can't be shown at once",
        hint: "pass one of --key KEY, --to-dir FOLDER, --env FORMAT, --json, --manifest")
    }
    guard toDir == nil || output.output == nil else {
      throw SealError(.usage, "--to-dir beside -o contradicts itself", hint: "leave one of the two out")
    }
    guard !identity.isEmpty else {
      throw SealError(.usage, "no identity to open \"\(Input.name(of: file))\" with", hint: "pass --identity FILE")
    }
    return format
  }

  private func value(of key: String, in values: OpenedValues, _ name: String) throws(SealError) -> SharedSecret {
    guard let index = values.keys.firstIndex(of: key) else {
      let keys = values.keys.prefix(20).joined(separator: ", ") + (values.keys.count > 20 ? ", ..." : "")
      throw SealError(
        .missing, "there is no key \"\(key.printable)\" in \"\(name)\"", hint: keys.isEmpty ? nil : "it has \(keys)")
    }
    return values.copy(at: index)
  }
}
