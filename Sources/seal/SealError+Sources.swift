import Age
import ArgumentParser
import Files
import SSHSignatures
import Sealing

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

  /// What the system refused. A path that isn't there is `missing`, everything else `io`.
  init(_ error: FileError, hint: String? = nil) {
    if error.isAbsence {
      self.init(.missing, "there is no \"\(error.path.printable)\"", hint: hint)
    } else {
      self.init(.io, error.description.printable, hint: hint)
    }
  }

  /// An error of the command line, in the words of this program.
  ///
  /// ArgumentParser quotes surplus arguments. One of them may be a secret that somebody typed where other tools take it
  /// (`seal set FILE KEY hunter2`), so it is not repeated into a log (attacks.md, rows 66 and 67).
  private init(parsing error: any Error) {
    let lines = Seal.message(for: error).split(separator: "\n").map(String.init)
    var reason = lines.isEmpty ? "the command line is wrong" : lines[0]
    var hint = Self.help(for: error)
    if let question = reason.firstRange(of: ". Did you mean ") {
      hint = "did you mean " + reason[question.upperBound...].replacing("'", with: "\"")
      reason = String(reason[..<question.lowerBound])
    }
    if reason.hasPrefix("Unexpected argument ") {
      let isVerb = hint == "\"seal --help\" shows how" || hint == "\"seal key --help\" shows how"
      reason = isVerb ? "there is no such command" : "one argument too many"
    } else if reason.contains(" unexpected arguments: ") {
      reason = reason.prefix { $0 != " " } + " arguments too many"
    }
    while reason.hasSuffix(".") { reason.removeLast() }
    reason = reason.prefix(1).lowercased() + reason.dropFirst()
    self.init(.usage, reason.replacing("'", with: "\"").printable, hint: hint?.printable)
  }

  /// "See 'seal encrypt --help' for more information." is the one place where ArgumentParser says which verb it was.
  private static func help(for error: any Error) -> String? {
    let message = Seal.fullMessage(for: error)
    guard let start = message.firstRange(of: "See '"), let end = message[start.upperBound...].firstIndex(of: "'") else {
      return nil
    }
    return "\"\(message[start.upperBound..<end])\" shows how"
  }
}
