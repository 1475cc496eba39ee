import Delivery
import Files
import Primitives
import Sealing
import Workspace

/// The one file that prints. Manners of the terminal:
///
/// * Results go to stdout, and nothing else does: it can always be piped. Errors, warnings, notes and hints go to stderr,
///   one line each, lower case, no full stop: what happened, then what to do next.
/// * Silent on success, unless something was asked for, or something was chosen that the caller should know of.
/// * Names are printed, values never, except as the result that was asked for.
/// * What comes from a file or the command line is printed with its control characters spelled out: a name can't move the
///   cursor. Results for machines are JSON, where they are escaped too.
/// * A reader that has gone away (`seal status ... | head -1`) is no error.
/// * Colour is for the one word that says how bad it is, on a terminal, and not with `NO_COLOR`.
enum Console {
  // MARK: Results

  static func result(_ bytes: Span<UInt8>) throws(SealError) {
    do { try StandardStream.writeOutput(bytes) } catch {
      if error.isBrokenPipe { return }
      throw SealError(error)
    }
  }

  /// A secret that was asked for. On a terminal only where it is text: a terminal obeys control characters.
  static func result(_ secret: borrowing SecretBytes) throws(SealError) {
    try secret.withBytes { (bytes) throws(SealError) in
      let isText = bytes.indices.allSatisfy {
        bytes[$0] >= 0x20 && bytes[$0] != 0x7F || [0x09, 0x0A].contains(bytes[$0])
      }
      guard isText || !Terminal.isTerminal(1) else {
        throw SealError(
          .policy, "refusing to print control characters on a terminal", hint: "pass -o FILE, or pipe it on")
      }
      try result(bytes)
    }
  }

  /// A line, to which the LF is added.
  static func line(_ text: String) throws(SealError) {
    try result(Array((text + "\n").utf8).span)
  }

  static func json(_ value: JSON) throws(SealError) {
    try line(value.text)
  }

  // MARK: What else there is to say

  static func error(_ error: SealError) {
    say("\u{1B}[31m", "error[\(error.code.name)]", error.reason)
    if let hint = error.hint { self.hint(hint) }
  }

  static func warning(_ text: String) {
    say("\u{1B}[33m", "warning", text)
  }

  /// What the program chose, where the caller should know.
  static func note(_ text: String) {
    StandardStream.writeError("seal: \(text)\n")
  }

  static func hint(_ text: String) {
    StandardStream.writeError("seal: hint: \(text)\n")
  }

  /// Text of several lines that belongs to a question, or to what is about to be done.
  static func show(_ text: String) {
    StandardStream.writeError(text)
  }

  /// Whether whoever sits at the terminal says yes; anything else is no.
  static func ask(_ question: String) -> Bool {
    StandardStream.writeError("seal: \(question) [y/N] ")
    return ["y", "yes"].contains(readLine()?.lowercased() ?? "")
  }

  private static func say(_ color: String, _ word: String, _ text: String) {
    let word = isColorful ? "\(color)\(word)\u{1B}[0m" : word
    StandardStream.writeError("seal: \(word): \(text)\n")
  }

  private static var isColorful: Bool {
    Terminal.isTerminal(2) && (Environment.get("NO_COLOR") ?? "").isEmpty && Environment.get("TERM") != "dumb"
  }
}
