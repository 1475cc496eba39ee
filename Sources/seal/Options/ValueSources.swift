import ArgumentParser
import Files
import Manifests
import Primitives
import Sealing
import Workspace

/// Where `seal encrypt` finds values that aren't in a manifest.
struct ValueSources: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Values from a file of KEY=VALUE lines, read as kubectl reads it: quotes are part of the value. Unlike kubectl, a KEY "
        + "without \"=\" is an error, and not taken from the environment. May be given several times.",
      valueName: "file"),
    completion: .file())
  var fromEnvFile: [String] = []

  @Option(
    help: ArgumentHelp(
      "A value from a file, byte for byte, or from all files of a folder. May be given several times.",
      valueName: "[key=]path"),
    completion: .file())
  var fromFile: [String] = []

  @Option(help: ArgumentHelp("Ask for a value at the terminal. May be given several times.", valueName: "key"))
  var prompt: [String] = []

  var isEmpty: Bool { fromEnvFile.isEmpty && fromFile.isEmpty && prompt.isEmpty }

  /// The paths of `--from-file`, without their keys.
  var filesOfFromFile: [String] { fromFile.compactMap { try? FileSource(parsing: $0).path } }

  /// All values, each key once.
  ///
  /// - Throws: `usage`, `format`, `missing`, `io`.
  func read() throws(SealError) -> [String: SharedSecret] {
    var values: [String: SharedSecret] = [:]
    func add(_ key: String, _ value: SharedSecret) throws(SealError) {
      guard values.updateValue(value, forKey: key) == nil else {
        throw SealError(.usage, "there are two values for \"\(key.printable)\"", hint: "leave one of them out")
      }
    }
    // Before anybody types a value in vain.
    for key in prompt { try Names.checkKey(key) }
    for path in fromEnvFile {
      let text = try Input.readSecret(path, limit: 64 << 20)
      let found = try text.withBytes { (text) throws(SealError) in
        try EnvFileSource.parse(text, path: Input.name(of: path))
      }
      for (key, value) in found { try add(key, value) }
    }
    for argument in fromFile {
      for (key, path) in try Self.files(of: FileSource(parsing: argument)) {
        try add(key, SharedSecret(try ValueFile.read(path, for: key)))
      }
    }
    for key in prompt {
      try add(key, SharedSecret(try Passphrase.ask("value of \(key): ")))
    }
    return values
  }

  /// The one file, or the regular files of a folder; as kubectl does, folders and links in it are passed over.
  private static func files(of source: FileSource) throws(SealError) -> [(key: String, path: String)] {
    do {
      guard try File.status(source.path).kind == .directory else {
        return [(try source.keyOfFile(), source.path)]
      }
      let folder = try Directory(opening: source.path)
      let names = try folder.entries().filter { (name) throws(FileError) in
        try folder.status(of: name)?.kind == .regular
      }
      return try source.keysOfFolder(names).map { ($0, "\(source.path)/\($0)") }
    } catch let error as FileError where error.isAbsence && source.key != nil {
      throw ValueFile.missing(source.key ?? "")
    } catch {
      throw SealError(any: error)
    }
  }
}
