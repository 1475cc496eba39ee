import ArgumentParser
import Files
import Manifests
import Primitives
import Sealing
import Workspace

/// Where the values of `seal set` come from: files, stdin, prompts or chance; never the command line, which other users can
/// read and shells remember.
struct NewValues: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Take the value from a file, byte for byte; with one KEY, a path alone will do. May be given several times.",
      valueName: "[key=]path"), completion: .file())
  var fromFile: [String] = []

  @Option(
    help: ArgumentHelp(
      "Values from a file of KEY=VALUE lines, read as kubectl reads it. May be given several times.",
      valueName: "file"), completion: .file())
  var fromEnvFile: [String] = []

  @Flag(help: "Leave out the newline that the value ends in.")
  var trim = false

  @Flag(help: "The newline that the value ends in is part of it.")
  var keepNewline = false

  @Flag(help: "Make the values of the KEYs up, at random. They are shown nowhere.")
  var generate = false

  @Option(help: ArgumentHelp("With --generate: the number of characters. (default: 32)", valueName: "number"))
  var length: Int?

  @Option(
    help: ArgumentHelp(
      "With --generate: \(GeneratedValue.Alphabet.allCases.map(\.rawValue).joined(separator: ", ")). "
        + "(default: alphanumeric)", valueName: "alphabet"),
    completion: .list(GeneratedValue.Alphabet.allCases.map(\.rawValue)))
  var alphabet: String?

  /// What is to be set, and from where; nothing has been asked for yet, and of stdin nothing read.
  struct Plan {
    fileprivate enum Source {
      case chance(GeneratedValue)
      /// `isKeyed`: its key stands before it, where other tools take the value itself.
      case file(String, isKeyed: Bool)
      case text(SharedSecret)
      /// stdin, or where that is a terminal, whoever sits there.
      case typed
    }

    fileprivate var sources: [(key: String, source: Source)] = []

    var keys: [String] { sources.map(\.key) }
    /// Those whose values nobody chooses.
    var generated: Set<String> {
      Set(sources.filter { if case .chance = $0.source { true } else { false } }.map(\.key))
    }
    /// Those that stand on the command line alone, one after the other.
    var typed: [String] { sources.filter { if case .typed = $0.source { true } else { false } }.map(\.key) }
    /// How many values come from stdin.
    var readersOfStdin: Int {
      sources.count { source in
        switch source.source {
        case .file("-", _): true
        case .typed: !Terminal.isTerminal(0)
        default: false
        }
      }
    }

    fileprivate mutating func add(_ key: String, _ source: Source) throws(SealError) {
      guard !sources.contains(where: { $0.key == key }) else {
        throw SealError(.usage, "there are two values for \"\(key.printable)\"", hint: "leave one of them out")
      }
      sources.append((key, source))
    }
  }

  /// - Parameter keys: the KEYs of the command line.
  /// - Throws: `usage`; `format`, `missing` and `io` for an env file.
  func plan(_ keys: [String]) throws(SealError) -> Plan {
    for key in keys { try Names.checkKey(key) }
    guard !(trim && keepNewline) else {
      throw SealError(.usage, "--trim beside --keep-newline contradicts itself", hint: "leave one of the two out")
    }
    let chance = try chance()
    var plan = Plan()
    var files = fromFile
    // seal set FILE KEY --from-file PATH
    if keys.count == 1, files.count == 1, chance == nil, fromEnvFile.isEmpty, !files[0].utf8.contains(UInt8(ascii: "="))
    {
      try plan.add(keys[0], .file(files.removeFirst(), isKeyed: false))
    } else {
      for key in keys { try plan.add(key, chance.map { .chance($0) } ?? .typed) }
    }
    for argument in files {
      let source = try FileSource(parsing: argument)
      try plan.add(source.keyOfFile(), .file(source.path, isKeyed: source.key != nil))
    }
    for path in fromEnvFile {
      let text = try Input.readSecret(path, limit: 64 << 20)
      let values = try text.withBytes { (text) throws(SealError) in
        try EnvFileSource.parse(text, path: Input.name(of: path))
      }
      for (key, value) in values { try plan.add(key, .text(value)) }
    }
    guard !plan.sources.isEmpty else {
      throw SealError(
        .usage, "nothing says what to set", hint: "name a KEY, or pass --from-file KEY=PATH or --from-env-file FILE")
    }
    if plan.typed.count > 1, !Terminal.isTerminal(0) {
      throw SealError(
        .usage, "stdin can be the value of one key, and \(plan.typed.count) were given",
        hint: "pass --from-file KEY=PATH for each; no value stands on the command line")
    }
    return plan
  }

  private func chance() throws(SealError) -> GeneratedValue? {
    guard generate else {
      guard length == nil, alphabet == nil else {
        throw SealError(.usage, "\(length == nil ? "--alphabet" : "--length") is for --generate alone")
      }
      return nil
    }
    guard let known = GeneratedValue.Alphabet(rawValue: alphabet ?? "alphanumeric") else {
      throw SealError(
        .usage, "there is no alphabet \"\((alphabet ?? "").printable)\"",
        hint: "there are " + GeneratedValue.Alphabet.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return try GeneratedValue(length: length ?? 32, of: known)
  }

  /// The values of a plan.
  ///
  /// - Throws: `usage`, `missing`, `io`.
  func read(_ plan: Plan) throws(SealError) -> [String: SharedSecret] {
    var values: [String: SharedSecret] = [:]
    for (key, source) in plan.sources {
      values[key] =
        switch source {
        case .chance(let value): SharedSecret(value.generate())
        case .text(let value): value
        case .file(let path, let isKeyed): SharedSecret(try readFile(path, key, isKeyed))
        case .typed where Terminal.isTerminal(0): SharedSecret(try Passphrase.ask("value of \(key.printable): "))
        case .typed: SharedSecret(try readInput(key))
        }
    }
    return values
  }

  private func readFile(_ path: String, _ key: String, _ isKeyed: Bool) throws(SealError) -> SecretBytes {
    do { return try ValueFile.read(path, for: key, trim: trim, keepNewline: keepNewline) } catch {
      guard error == SealError(.missing, ""), isKeyed else { throw error }
      throw ValueFile.missing(key)
    }
  }

  private func readInput(_ key: String) throws(SealError) -> SecretBytes {
    let value = try ValueFile.read("-", for: key, trim: trim, keepNewline: keepNewline)
    // What a pipe leaves when the program before it failed.
    guard value.count > 0 else {
      throw SealError(.usage, "the value of \"\(key)\" is empty", hint: "--from-file /dev/null sets an empty value")
    }
    return value
  }
}
