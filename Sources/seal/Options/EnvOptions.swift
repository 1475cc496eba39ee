import ArgumentParser
import Delivery
import Sealing

/// `--env FORMAT`: an env file, written for one named reader.
struct EnvOptions: ParsableArguments {
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

  /// The format; nil without `--env`.
  ///
  /// - Throws: `usage`.
  func format() throws(SealError) -> (any EnvFormat)? {
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
