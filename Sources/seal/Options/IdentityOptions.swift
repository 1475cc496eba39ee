import ArgumentParser
import Primitives
import Sealing

/// `--identity FILE`, everywhere.
struct IdentityOptions: ParsableArguments {
  @Option(
    name: .customLong("identity"),
    help: ArgumentHelp(
      "An identity file: age identities, one a line, or an OpenSSH ed25519 key. May be given several times.",
      valueName: "file"),
    completion: .file())
  var files: [String] = []

  /// Whether none was given. A verb that can do without asks this first.
  var isEmpty: Bool { files.isEmpty }

  /// The identities of all files.
  ///
  /// - Throws: `identity`, also where others can read a file; `usage` where no file was given.
  func load() throws(SealError) -> Identities {
    try loadFiles().identities
  }

  /// The same, with the text of each file.
  func loadFiles() throws(SealError) -> (identities: Identities, texts: [SharedSecret]) {
    guard !files.isEmpty else { throw SealError(.usage, "no identity was given", hint: "pass --identity FILE") }
    var identities = Identities()
    var texts: [SharedSecret] = []
    for path in files {
      let file = try IdentitySource(path)
      let text = try file.text()
      // First what it is: a recipient by mistake is none that others must not read.
      try text.bytes.withBytes { (bytes) throws(SealError) in try identities.add(file: bytes, named: path) }
      try file.checkMode()
      texts.append(text)
    }
    return (identities, texts)
  }
}
