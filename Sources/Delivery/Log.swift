import Files
import Primitives
package import Sealing

/// What a program of the pod says, line by line, on stderr: text for people, or JSON for a collector.
package struct Log: Sendable {
  package enum Format: String, CaseIterable, Sendable {
    case text, json
  }

  package enum Level: String, Sendable {
    case info, warning
  }

  let program: String
  let format: Format

  package init(program: String, format: Format) {
    self.program = program
    self.format = format
  }

  /// - Parameter details: what a collector may want in fields; people read it in the message.
  package func write(_ level: Level, _ message: String, details: @autoclosure () -> [(String, JSON)] = []) {
    StandardStream.writeError(line(level, message, details: details()))
  }

  package func write(_ error: SealError) {
    StandardStream.writeError(lines(error))
  }

  func line(_ level: Level, _ message: String, details: @autoclosure () -> [(String, JSON)]) -> String {
    switch format {
    case .text: "\(program): \(level == .info ? "" : "\(level.rawValue): ")\(message.escaped)\n"
    case .json:
      JSON.object([("level", .string(level.rawValue)), ("message", .string(message))] + details()).text + "\n"
    }
  }

  func lines(_ error: SealError) -> String {
    let message = Self.text(error, program: program)
    switch format {
    case .text: return message
    case .json:
      var members: [(String, JSON)] = [
        ("level", .string("error")), ("class", .string(error.code.name)),
        ("message", .string(String(message.prefix { $0 != "\n" }))),
      ]
      if let hint = error.hint { members.append(("hint", .string(hint))) }
      return JSON.object(members).text + "\n"
    }
  }

  /// An error as a terminal shows it: one line, and at most one more that says what to do next.
  static func text(_ error: SealError, program: String) -> String {
    var text = "\(program): error[\(error.code.name)]: \(error.reason.escaped)\n"
    if let hint = error.hint { text += "\(program): hint: \(hint.escaped)\n" }
    return text
  }
}
