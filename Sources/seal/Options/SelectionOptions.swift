import ArgumentParser
import Delivery
import Sealing

/// Which values become environment variables, and what those are called.
struct SelectionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "No variables but this one. May be given several times; NAME/KEY means that of one sealed name.",
      valueName: "key"))
  var only: [String] = []

  @Option(help: ArgumentHelp("All variables but this one. May be given several times.", valueName: "key"))
  var except: [String] = []

  @Option(
    help: ArgumentHelp(
      "Give a variable another name than its key: tls.crt=TLS_CRT. May be given several times.", valueName: "key=new"))
  var rename: [String] = []

  @Option(
    help: ArgumentHelp(
      "Put this before every key that isn't renamed, or NAME=PREFIX before those of one sealed name.",
      valueName: "prefix"))
  var prefix: [String] = []

  var isEmpty: Bool { only.isEmpty && except.isEmpty && rename.isEmpty && prefix.isEmpty }

  /// - Throws: `usage`.
  func selection() throws(SealError) -> Selection {
    try Selection(only: only, except: except, rename: rename, prefix: prefix)
  }
}
