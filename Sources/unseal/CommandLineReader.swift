import Files
import Primitives
import Sealing

/// What a command line asks for.
enum Request: Sendable {
  case help, version, task
}

/// Reads the command line and the environment by the table of ``Flag``: a flag counts, else its twin, else the default.
struct CommandLineReader {
  private let command: Command
  private let flags: [Flag]
  /// What was given for each flag, at its place; nil where it wasn't.
  private var given: [[String]?]
  private var names: [String] = []
  /// How many words stand behind "--".
  private var lastCount = 0

  private init(_ command: Command) {
    self.command = command
    flags = command.flags
    given = [[String]?](repeating: nil, count: flags.count)
  }

  /// - Parameters:
  ///   - arguments: those after the command's own name.
  ///   - options: filled in; where errors go to is known even if the rest is wrong.
  /// - Throws: `usage`.
  static func read(
    _ arguments: ArraySlice<String>, of command: Command, into options: inout Options
  ) throws(SealError) -> Request {
    // Whoever asks for help gets it, whatever else is wrong.
    let flags = arguments.prefix { $0 != "--" }
    if flags.contains("--help") || flags.contains("-h") { return .help }
    if flags.contains("--version") { return .version }

    var reader = CommandLineReader(command)
    let failure = reader.collect(arguments)
    for index in reader.flags.indices where reader.flags[index].isForErrors { try reader.apply(index, to: &options) }
    if let failure { throw failure }
    for index in reader.flags.indices where !reader.flags[index].isForErrors { try reader.apply(index, to: &options) }
    options.names = reader.names
    if command.hasTwins, reader.names.isEmpty { options.names = list(Environment.get("SEAL_NAMES") ?? "") }
    options.commandCount = reader.lastCount
    return .task
  }

  /// Takes in the whole line; returns the first thing that is wrong with it.
  private mutating func collect(_ arguments: ArraySlice<String>) -> SealError? {
    var failure: SealError?
    var rest = arguments
    while let argument = rest.popFirst() {
      if argument == "--" {
        if command == .exec { lastCount = rest.count } else { names += rest }
        break
      }
      guard argument.hasPrefix("-") else {
        names.append(argument)
        continue
      }
      do throws(SealError) { try take(argument, &rest) } catch { failure = failure ?? error }
    }
    return failure
  }

  private mutating func take(_ argument: String, _ rest: inout ArraySlice<String>) throws(SealError) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard argument.hasPrefix("--"), let index = index(of: parts[0].dropFirst(2)) else {
      let name = String(parts[0])
      throw SealError(.usage, "there is no flag \"\(name.printable)\"", hint: suggestion(name))
    }
    let flag = flags[index]
    guard flag.isList || given[index] == nil else { throw SealError(.usage, "--\(flag.name) was given twice") }
    guard let placeholder = flag.value else {
      guard parts.count == 1 else { throw SealError(.usage, "--\(flag.name) takes no value") }
      given[index] = ["true"]
      return
    }
    guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst(), !value.isEmpty else {
      throw SealError(.usage, "--\(flag.name) needs a value", hint: "--\(flag.name) \(placeholder)")
    }
    given[index] = (given[index] ?? []) + [value]
  }

  private func apply(_ index: Int, to options: inout Options) throws(SealError) {
    let flag = flags[index]
    if let values = given[index] {
      try flag.apply(&options, values)
    } else if command.hasTwins, flag.name != "namespace", let text = Environment.get(flag.twin), !text.isEmpty {
      // The service account's namespace comes before SEAL_NAMESPACE, so that twin has its turn later.
      do throws(SealError) { try flag.apply(&options, try Self.twinValues(of: flag, text)) } catch {
        throw SealError(error.code, "from the environment, \(flag.twin): \(error.reason)", hint: error.hint)
      }
    }
  }

  private static func twinValues(of flag: Flag, _ text: String) throws(SealError) -> [String] {
    if flag.isList { return list(text) }
    guard flag.value == nil else { return [text] }
    switch text {
    case "true", "1": return ["true"]
    case "false", "0": return ["false"]
    default: throw SealError(.usage, "neither \"true\" nor \"false\"")
    }
  }

  private static func list(_ text: String) -> [String] {
    text.split { $0 == " " || $0 == "," || $0 == "\t" || $0 == "\n" }.map(String.init)
  }

  private func index(of name: Substring) -> Int? { flags.firstIndex { $0.name == name } }

  private func suggestion(_ argument: String) -> String {
    let typed = String(argument.drop { $0 == "-" })
    let best = flags.map { (name: $0.name, distance: Self.distance(typed, $0.name)) }
      .min { $0.distance < $1.distance }
    guard let best, best.distance <= 2 else { return "\"unseal --help\" lists the flags" }
    return "did you mean --\(best.name)?"
  }

  /// How many letters have to be changed, added or left out to make one word of the other.
  private static func distance(_ a: String, _ b: String) -> Int {
    let b = Array(b.utf8)
    var row = Array(0...b.count)
    for (i, letter) in a.utf8.prefix(40).enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        (diagonal, row[j + 1]) = (
          row[j + 1], Swift.min(diagonal + (letter == b[j] ? 0 : 1), row[j] + 1, row[j + 1] + 1)
        )
      }
    }
    return row[b.count]
  }
}
