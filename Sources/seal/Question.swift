import Files
import Primitives
import Sealing
import Workspace

/// What is asked at the terminal while a repository is set up.
enum Question {
  /// Whether somebody sits there.
  static var isPossible: Bool { Terminal.isTerminal(0) && Terminal.isTerminal(2) }

  /// An answer, or the default where it is empty.
  ///
  /// - Throws: `usage` where the input ends.
  static func ask(_ question: String, default answer: String) throws(SealError) -> String {
    let suffix = answer.isEmpty ? "" : " [\(answer.printable)]"
    guard let typed = Terminal.ask("seal: \(question)\(suffix): ") else { throw SealError(.usage, "nothing was typed") }
    return typed.trimmed.isEmpty ? answer : typed.trimmed
  }
}
