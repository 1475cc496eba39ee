import ArgumentParser
import Files
import Primitives
import Sealing
import Workspace

/// Where one value comes from: a file, stdin, or a prompt; never the command line, which other users can read and shells
/// remember.
struct ValueSource: ParsableArguments {
  @Option(
    help: ArgumentHelp("Take the value from a file, byte for byte.", valueName: "file"), completion: .file())
  var fromFile: String?

  @Flag(help: "Leave out the newline that the value ends in.")
  var trim = false

  @Flag(help: "The newline that the value ends in is part of it.")
  var keepNewline = false

  /// The value of `key`: of the file given, else of stdin, else, where stdin is a terminal, as it is typed.
  ///
  /// `echo` adds a line end to a password, and nobody sees it; so on stdin one must be spoken for. A file is taken as it
  /// is, as kubectl does.
  ///
  /// - Throws: `usage`, `missing`, `io`.
  func read(_ key: String) throws(SealError) -> SecretBytes {
    guard !(trim && keepNewline) else {
      throw SealError(.usage, "--trim beside --keep-newline contradicts itself", hint: "leave one of the two out")
    }
    if fromFile == nil, Terminal.isTerminal(0) { return try Passphrase.ask("value of \(key.printable): ") }
    let value = try Self.read(fromFile ?? "-", for: key)
    let end = value.withBytes { Self.lineEnd($0) }
    guard end > 0 else { return value }
    if trim { return value.withBytes { SecretBytes(copying: $0.extracting(0..<($0.count - end))) } }
    guard fromFile != nil || keepNewline else {
      throw SealError(
        .usage, "the value of \"\(key.printable)\" on stdin ends in a newline",
        hint: "--trim leaves it out, --keep-newline keeps it")
    }
    return value
  }

  /// A file's bytes as the value of `key`.
  static func read(_ path: String, for key: String) throws(SealError) -> SecretBytes {
    do { return try Input.readSecret(path, limit: Limits.valueCount) } catch {
      guard error == SealError(.format, "") else { throw error }
      throw SealError(
        .usage, "the value of \"\(key.printable)\" has more than the \(Limits.valueCount) bytes of one value")
    }
  }

  /// How many bytes the line end at the end has: 0, 1 or, with CR, 2.
  private static func lineEnd(_ value: Span<UInt8>) -> Int {
    guard value.count > 0, value[value.count - 1] == 0x0A else { return 0 }
    return value.count > 1 && value[value.count - 2] == 0x0D ? 2 : 1
  }
}
