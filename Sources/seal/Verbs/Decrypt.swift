import ArgumentParser
import Delivery
import Manifests
import Primitives
import Sealing
import Workspace

/// `seal decrypt`: sealed values in the clear, for people and for tools outside the cluster.
struct Decrypt: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Open a sealed file with an identity.",
    discussion: """
      Checks what a pod checks, signature first, and then shows all values in one of four forms; \"seal get\" shows single ones. \
      Plaintext goes to stdout; it goes to a disk only where -o or --to-dir says so.

      The Secret of --manifest has the type, labels and annotations that the ConfigMap says it had. No signature covers \
      those: look at them before you apply it.

      EXAMPLES:
        seal decrypt sealed.yaml --identity production.key --to-dir /dev/shm/app
        seal decrypt sealed.yaml --identity production.key --env shell
        seal decrypt sealed.yaml --identity production.key --manifest
      """)

  @Argument(help: "A sealed file, or a manifest with one; \"-\" is stdin.", completion: .file())
  var file: String

  @OptionGroup(title: "What to show") var form: PlaintextForm
  @OptionGroup(title: "Identity") var identity: IdentityOptions
  @OptionGroup(title: "What to accept") var acceptance: AcceptanceOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let choice = try form.choice()
    if case .files = choice, output.output != nil {
      throw SealError(.usage, "--to-dir beside -o contradicts itself", hint: "leave one of the two out")
    }
    guard !identity.isEmpty else {
      throw SealError(.usage, "no identity to open \"\(Input.name(of: file))\" with", hint: "pass --identity FILE")
    }

    let document = try SealedDocument(reading: file)
    let entries = try document.entries(acceptance.scope)
    // Steps 0 to 6 of format.md, section 4, before any identity is read.
    let accepted = try Acceptance(
      NameRequest.parse([entries[0].name]), entries: entries.map(\.entry),
      policy: acceptance.policy(
        namespace: entries[0].namespace, in: acceptance.configuration.workspace(of: [file])))
    let opened = try accepted.open(with: identity.load())
    try show(opened[0], choice, of: entries[0])
  }

  private func show(
    _ opened: OpenedName, _ choice: PlaintextForm.Choice, of entry: SealedDocument.Entry
  ) throws(SealError) {
    let values = opened.values
    switch choice {
    case .files(let folder):
      try PlaintextFolder.write(values, to: folder)
    case .env(let format):
      let variables = try form.selection.selection().variables(of: [opened])
      let file = try EnvFile(of: opened.name, variables[0], format: format, allowed: form.allowName)
      for warning in file.warnings { Console.warning(warning) }
      try output.write(secret: file.text.bytes)
    case .json:
      try output.write(secret: PlaintextJSON.text(of: values))
    case .manifest:
      let copies = values.keys.indices.map { (values.keys[$0], values.copy(at: $0)) }
      let namespace = entry.metadataNamespace ?? entry.namespace
      let carried = entry.carried
      let secret = PlainSecret(
        name: opened.name, namespace: namespace == "*" ? nil : namespace, type: carried.type, labels: carried.labels,
        annotations: carried.annotations, immutable: carried.immutable, values: copies)
      try output.write(secret: secret.rendered())
    }
  }
}
