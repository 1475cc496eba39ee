import ArgumentParser
import Delivery
import Manifests
import Primitives
import Sealing
import Workspace

/// `seal get`: single values in the clear.
struct GetValue: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get",
    abstract: "Print values of sealed files.",
    discussion: """
      Checks what a pod checks, signature first. The value of one KEY is printed byte for byte, and nothing else. Of several \
      KEYs, of several files, or without a KEY, everything is printed as YAML, which holds values of any bytes, or as \
      JSON. "seal decrypt" has more forms.

      EXAMPLES:
        seal get sealed.yaml DB_PASSWORD --identity production.key
        seal get sealed.yaml tls.key --identity production.key -o tls.key
        seal get staging.yaml API_URL --also production.yaml --identity all.key
        seal get sealed.yaml --identity production.key --json | jq -r .DB_PASSWORD
      """)

  @OptionGroup var files: EditedFiles

  @Argument(help: "The keys; all of them where none is named.")
  var keys: [String] = []

  @Flag(help: "A JSON object, key by key; of several files an object for each.")
  var json = false

  @OptionGroup(title: "Identity") var identity: IdentityOptions
  @OptionGroup(title: "What to accept") var acceptance: AcceptanceOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    for key in keys { try Names.checkKey(key) }
    let paths = try files.paths()
    try output.check(against: paths)
    guard !identity.isEmpty else {
      throw SealError(
        .usage, "no identity to open \"\(Input.name(of: paths[0]))\" with", hint: "pass --identity FILE")
    }
    // Steps 0 to 6 of format.md, section 4, for all of them, before any identity is read.
    let workspace = try acceptance.configuration.workspace(of: paths)
    let accepted = try paths.map { (path) throws(SealError) in try accept(path, workspace) }
    let identities = try identity.load()
    var found: [(path: String, name: String, values: OpenedValues)] = []
    for (path, accepted) in accepted {
      let opened = try accepted.open(with: identities)[0]
      found.append((path, opened.name, try choose(from: opened)))
    }
    if keys.count == 1, found.count == 1, !json {
      try output.write(secret: found[0].values.copy(at: 0).bytes)
    } else if json {
      try output.write(
        secret: found.count == 1 ? PlaintextJSON.text(of: found[0].values) : PlaintextJSON.text(of: found))
    } else {
      try output.write(
        secret: EnvText.build { text in
          for (path, name, values) in found {
            if found.count > 1 { text.append("--- # \(Input.name(of: path)): \(name)\n") }
            ValuesText.write(values, to: &text)
          }
        })
    }
  }

  private func accept(_ path: String, _ workspace: Workspace?) throws(SealError) -> (path: String, Acceptance) {
    let entries = try entries(of: SealedDocument(reading: path))
    let policy = try acceptance.policy(namespace: entries[0].namespace, in: workspace)
    return (path, try Acceptance(NameRequest.parse([entries[0].name]), entries: entries.map(\.entry), policy: policy))
  }

  /// The files of one name: the one that the options say, the one that has the keys, or the only one there is.
  private func entries(of document: SealedDocument) throws(SealError) -> [SealedDocument.Entry] {
    let groups = document.entries.byName.filter { acceptance.scope.name == nil || $0[0].name == acceptance.scope.name }
    let holders = groups.filter { group in
      !keys.isEmpty && keys.allSatisfy { key in group.contains { $0.holds(key) } }
    }
    // Where it isn't the keys that tell, it is the options that must.
    return holders.count == 1 ? holders[0] : try document.entries(acceptance.scope)
  }

  private func choose(from opened: OpenedName) throws(SealError) -> OpenedValues {
    guard !keys.isEmpty else { return opened.values }
    var values: [String: SharedSecret] = [:]
    for key in keys {
      guard let index = opened.values.keys.firstIndex(of: key) else { throw Self.missing(key, in: opened) }
      values[key] = opened.values.copy(at: index)
    }
    return OpenedValues(copying: values)
  }

  private static func missing(_ key: String, in opened: OpenedName) -> SealError {
    let keys = opened.values.keys
    let list = keys.prefix(20).joined(separator: ", ") + (keys.count > 20 ? ", ..." : "")
    return SealError(
      .missing, "there is no key \"\(key.printable)\" in \"\(opened.name)\"",
      hint: keys.isEmpty ? nil : "it has \(list)")
  }
}
