import ArgumentParser
import Delivery
import Primitives
import Sealing

/// In which form `seal decrypt` shows what it opened: exactly one.
struct PlaintextForm: ParsableArguments {
  @Option(help: ArgumentHelp("One value, byte for byte.", valueName: "key"))
  var key: String?

  @Option(
    help: ArgumentHelp("A file for each value, mode 0600, in a folder; none may exist yet.", valueName: "folder"),
    completion: .directory)
  var toDir: String?

  @Option(
    help: ArgumentHelp(
      "An env file for one reader: \(EnvFormats.names.joined(separator: " or ")).", valueName: "format"),
    completion: .list(EnvFormats.names))
  var env: String?

  @Flag(help: "With --env shell: export every variable.")
  var export = false

  @Option(
    help: ArgumentHelp(
      "With --env: allow a name that changes how programs are loaded, such as PATH. May be given several times.",
      valueName: "key"))
  var allowName: [String] = []

  @Flag(help: "A JSON object, key by key.")
  var json = false

  @Flag(help: "The plain Kubernetes Secret.")
  var manifest = false

  enum Choice {
    case value(of: String)
    case files(folder: String)
    case env(any EnvFormat)
    case json
    case manifest
  }

  /// - Throws: `usage`.
  func choice() throws(SealError) -> Choice {
    var choices: [Choice] = []
    if let key { choices.append(.value(of: key)) }
    if let toDir { choices.append(.files(folder: toDir)) }
    if let format = try format() { choices.append(.env(format)) }
    if json { choices.append(.json) }
    if manifest { choices.append(.manifest) }
    guard choices.count == 1 else {
      throw SealError(
        .usage, choices.isEmpty ? "nothing says what to show" : "only one form can be shown at a time",
        hint: "pass one of --key KEY, --to-dir FOLDER, --env FORMAT, --json, --manifest")
    }
    return choices[0]
  }

  private func format() throws(SealError) -> (any EnvFormat)? {
    guard let env else {
      guard !export, allowName.isEmpty else {
        throw SealError(.usage, "\(export ? "--export" : "--allow-name") is for --env alone")
      }
      return nil
    }
    guard EnvFormats.names.contains(env) else {
      throw SealError(
        .usage, "there is no env format \"\(env.printable)\"",
        hint: "the formats are \(EnvFormats.names.joined(separator: " and "))")
    }
    guard let format = EnvFormats.named(env, export: export) else {
      throw SealError(.usage, "--export is for --env shell alone")
    }
    return format
  }
}
