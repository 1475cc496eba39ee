import ArgumentParser
import Delivery
import Primitives
import Sealing

/// In which form `seal decrypt` shows what it opened: exactly one.
struct PlaintextForm: ParsableArguments {
  @Option(
    help: ArgumentHelp("A file for each value, mode 0600, in a folder; none may exist yet.", valueName: "folder"),
    completion: .directory)
  var toDir: String?

  @Option(
    help: ArgumentHelp(
      "An env file for one reader: \(EnvFormats.names.joined(separator: ", ")).", valueName: "format"),
    completion: .list(EnvFormats.names))
  var env: String?

  @Flag(help: "With --env shell: export every variable.")
  var export = false

  @Option(
    help: ArgumentHelp(
      "With --env: allow a name that changes how programs are loaded, such as PATH. May be given several times.",
      valueName: "key"))
  var allowName: [String] = []

  @OptionGroup var selection: SelectionOptions

  @Flag(help: "A JSON object, key by key.")
  var json = false

  @Flag(help: "The plain Kubernetes Secret.")
  var manifest = false

  enum Choice {
    case files(folder: String)
    case env(any EnvFormat)
    case json
    case manifest
  }

  /// - Throws: `usage`.
  func choice() throws(SealError) -> Choice {
    var choices: [Choice] = []
    if let toDir { choices.append(.files(folder: toDir)) }
    if let format = try format() { choices.append(.env(format)) }
    if json { choices.append(.json) }
    if manifest { choices.append(.manifest) }
    guard choices.count == 1 else {
      throw SealError(
        .usage, choices.isEmpty ? "nothing says what to show" : "only one form can be shown at a time",
        hint: "pass one of --to-dir FOLDER, --env FORMAT, --json, --manifest; seal get shows one value")
    }
    return choices[0]
  }

  private func format() throws(SealError) -> (any EnvFormat)? {
    guard let env else {
      guard !export, allowName.isEmpty, selection.isEmpty else {
        let option = export ? "--export" : !allowName.isEmpty ? "--allow-name" : "what chooses and names variables"
        throw SealError(.usage, "\(option) is for --env alone")
      }
      return nil
    }
    let format = try EnvFormats.find(env)
    guard export else { return format }
    guard let format = EnvFormats.named(env, export: true) else {
      throw SealError(.usage, "--export is for --env shell alone")
    }
    return format
  }
}
