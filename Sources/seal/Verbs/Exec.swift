import ArgumentParser
import Delivery
import Primitives
import Sealing
import Workspace

/// `seal exec`: sealed values in the environment of one command on somebody's machine.
struct Exec: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a command with sealed values in its environment.",
    usage: "seal exec <file> ... --identity <file> [<options>] -- <command> [<argument> ...]",
    discussion: """
      Checks what a pod checks, signature first, and then becomes the command: its exit code and its signals are its own, \
      and the terminal is too. The values stand in its environment and nowhere else, above all on no disk. They win over \
      what the environment says already.

      Whoever runs as your user can read the environment of your programs while they run, and they pass it on to what \
      they start.

      EXAMPLES:
        seal exec sealed.yaml --identity staging.key -- npm start
        seal exec sealed.yaml --identity staging.key --only url --rename url=DATABASE_URL -- psql
      """)

  @Argument(
    help: ArgumentHelp(
      "Sealed files, or manifests with some; \"-\" is stdin. Behind \"--\": the command, which no shell has a part in.",
      valueName: "file"),
    completion: .file())
  var words: [String]
  @OptionGroup(title: "Variables") var selection: SelectionOptions

  @Option(
    help: ArgumentHelp(
      "Allow a variable that changes how programs are loaded, such as PATH. May be given several times.",
      valueName: "variable"))
  var allowName: [String] = []

  @OptionGroup(title: "Identity") var identity: IdentityOptions
  @OptionGroup(title: "What to accept") var acceptance: AcceptanceOptions

  func run() throws {
    guard commandCount > 0 else {
      throw SealError(
        .usage, "there is no command to run", hint: "put it behind \"--\": seal exec sealed.yaml -- COMMAND")
    }
    guard !files.isEmpty else {
      throw SealError(.usage, "no sealed file was given", hint: "for example: seal exec sealed.yaml -- COMMAND")
    }
    guard !identity.isEmpty else {
      throw SealError(
        .usage, "no identity to open \"\(Input.name(of: files[0]))\" with", hint: "pass --identity FILE")
    }
    let selection = try selection.selection()
    let opened = try open()
    let variables = try selection.variables(of: opened.map { ($0.name, $0.values.keys) })
    var environment = CommandEnvironment(allowed: allowName)
    for (name, variables) in zip(opened, variables) {
      for variable in variables { try environment.add(variable.name, name.values, at: variable.index, of: name.name) }
    }
    throw environment.become(lastArguments: commandCount)
  }

  /// ArgumentParser makes one list of what stands before and behind "--", and refuses to make two.
  private var commandCount: Int {
    let arguments = CommandLine.arguments
    return arguments.firstIndex(of: "--").map { arguments.count - $0 - 1 } ?? 0
  }

  private var files: ArraySlice<String> { words.dropLast(commandCount) }

  /// Every name of every file, each as a pod would open it.
  private func open() throws -> [OpenedName] {
    let workspace = try acceptance.configuration.workspace(of: Array(files))
    let policy = try acceptance.policy(namespace: nil, in: workspace)
    var names: [(name: String, file: String, acceptance: Acceptance)] = []
    for file in files {
      for entries in try groups(of: SealedDocument(reading: file)) {
        let name = entries[0].name
        if let other = names.first(where: { $0.name == name }) {
          throw SealError(
            .usage, "\"\(name)\" is in \"\(Input.name(of: other.file))\" and again in \"\(Input.name(of: file))\"",
            hint: "say which namespace's with --namespace, or which name's with --name")
        }
        let own = try Policy(
          policy, namespace: acceptance.scope.expectedNamespace(entries[0].namespace),
          minimumRevisions: policy.minimumRevisions.filter { $0.key == name })
        // Steps 0 to 6 of format.md, section 4, before any identity is read.
        let accepted = try Acceptance(NameRequest.parse([name]), entries: entries.map(\.entry), policy: own)
        names.append((name, file, accepted))
      }
    }
    for name in policy.minimumRevisions.keys.sorted() where !names.contains(where: { $0.name == name }) {
      throw SealError(.usage, "--min-revision names \"\(name.printable)\", which none of the files has")
    }
    let identities = try identity.load()
    return try names.flatMap { try $0.acceptance.open(with: identities) }
  }

  /// The names of one document; of one name in several namespaces, that of the one that is asked for.
  private func groups(of document: SealedDocument) throws(SealError) -> [[SealedDocument.Entry]] {
    let groups = try (document.entries(named: acceptance.scope.name) + document.partsBeside().flatMap(\.entries)).byName
    guard let namespace = acceptance.scope.namespace else { return groups }
    // A single one stays, and is refused for its namespace and not as if it weren't there.
    return groups.filter { group in
      group[0].namespace == namespace
        || !groups.contains { $0[0].name == group[0].name && $0[0].namespace == namespace }
    }
  }
}
