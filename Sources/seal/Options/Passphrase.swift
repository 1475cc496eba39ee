import Files
import Primitives
import Sealing

/// Secrets that somebody types at the terminal, unseen.
enum Passphrase {
  /// - Parameter prompt: ends in a colon and a blank.
  /// - Throws: `usage` where nobody sits at a terminal.
  static func ask(_ prompt: String) throws(SealError) -> SecretBytes {
    do { return try Terminal.readWithoutEcho(prompt) } catch {
      guard !error.isNoTerminal else {
        throw SealError(.usage, "there is no terminal to ask for the \(prompt.prefix { $0 != ":" })")
      }
      guard !error.isTooLarge else {
        throw SealError(.usage, "a line of 4,095 bytes or more can't be typed", hint: "pass it as a file, or on stdin")
      }
      throw SealError(.io, error.isCanceled ? "nothing was typed" : error.description)
    }
  }

  /// The same, typed twice.
  static func askTwice(_ what: String) throws(SealError) -> SecretBytes {
    let first = try ask("\(what): ")
    let second = try ask("\(what), again: ")
    guard first.constantTimeEquals(second) else { throw SealError(.usage, "the two are not the same") }
    return first
  }
}
