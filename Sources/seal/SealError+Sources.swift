import Age
import ArgumentParser
import Files
import Primitives
import SSHSignatures
import Sealing
import Workspace

extension SealError {
  /// Whatever a verb threw, ArgumentParser's errors included, as the error that is shown.
  init(any error: any Error) {
    switch error {
    case let error as SealError: self = error
    case let error as FileError: self.init(error)
    case let error as AgeError: self.init(.identity, error.reason)
    case let error as SSHError: self.init(.internal, error.reason)
    default: self.init(parsing: error)
    }
  }

  /// An error of the command line, in the words of this program.
  ///
  /// ArgumentParser quotes surplus arguments. One of them may be a secret that somebody typed where other tools take it
  /// (`seal set FILE KEY hunter2`), so it is not repeated into a log (Tests/attacks.txt, rows 66 and 67).
  private init(parsing error: any Error) {
    var reason = Seal.message(for: error).prefix { $0 != "\n" }
    let help = Self.help(for: error)
    var hint = help.map { "\"\($0)\" shows how" }
    if let question = reason.firstRange(of: ". Did you mean ") {
      hint = "did you mean " + Self.quoted(reason[question.upperBound...])
      reason = reason[..<question.lowerBound]
    }
    let command = NearestCommand.suggestion(for: Array(CommandLine.arguments.dropFirst()))
    if command.unknown {
      reason = "there is no such command"
      hint = command.nearest.map { "did you mean \"\($0)\"?" } ?? help.map { "\"\($0)\" lists them" }
    } else if reason.hasPrefix("Unexpected argument ") {
      reason = "one argument too many"
    } else if let value = reason.firstRange(of: ", but '") {
      // --trim=hunter2
      reason = reason[..<value.lowerBound]
    } else if reason.contains(" unexpected arguments: ") {
      reason = reason.prefix { $0 != " " } + " arguments too many"
    }
    while reason.hasSuffix(".") { reason.removeLast() }
    self.init(
      .usage, (reason.prefix(1).lowercased() + Self.quoted(reason.dropFirst())).printable, hint: hint?.printable)
  }

  /// The text with 'single quotes' as "double" ones; an apostrophe stays.
  private static func quoted(_ text: Substring) -> String {
    var result = ""
    var previous: Character = " "
    for (index, character) in zip(text.indices, text) {
      let next = text[text.index(after: index)...].first ?? " "
      result.append(character == "'" && !(previous.isLetter && next.isLetter) ? "\"" : character)
      previous = character
    }
    return result
  }

  /// "See 'seal encrypt --help' for more information." is the one place where ArgumentParser says which verb it was.
  private static func help(for error: any Error) -> String? {
    let message = Seal.fullMessage(for: error)
    guard let start = message.firstRange(of: "See '"), let end = message[start.upperBound...].firstIndex(of: "'") else {
      return nil
    }
    return String(message[start.upperBound..<end])
  }
}
