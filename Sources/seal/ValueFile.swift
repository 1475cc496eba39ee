import Primitives
import Sealing
import Workspace

/// A file, or stdin, as one value.
enum ValueFile {
  /// The bytes as the value of `key`.
  ///
  /// - Throws: `usage`, `missing`, `io`.
  static func read(_ path: String, for key: String) throws(SealError) -> SecretBytes {
    do { return try Input.readSecret(path, limit: Limits.valueCount) } catch {
      guard error == SealError(.format, "") else { throw error }
      throw SealError(
        .usage, "the value of \"\(key.printable)\" has more than the \(Limits.valueCount) bytes of one value")
    }
  }

  /// The same, with a word on the newline at its end.
  ///
  /// `echo` adds a line end to a password, and nobody sees it; so on stdin one must be spoken for. A file is taken as it
  /// is, as kubectl does.
  static func read(_ path: String, for key: String, trim: Bool, keepNewline: Bool) throws(SealError) -> SecretBytes {
    let value = try read(path, for: key)
    let end = value.withBytes { lineEnd($0) }
    guard end > 0 else { return value }
    if trim { return value.withBytes { SecretBytes(copying: $0.extracting(0..<($0.count - end))) } }
    guard path != "-" || keepNewline else {
      throw SealError(
        .usage, "the value of \"\(key.printable)\" on stdin ends in a newline",
        hint: "--trim leaves it out, --keep-newline keeps it")
    }
    return value
  }

  /// What is wrong with KEY=PATH where there is no such file. The path isn't repeated: with --from-literal in mind people
  /// put the value there.
  static func missing(_ key: String) -> SealError {
    SealError(
      .missing, "there is no file to take the value of \"\(key)\" from",
      hint: "--from-file takes KEY=PATH, and no value")
  }

  /// How many bytes the line end at the end has: 0, 1 or, with CR, 2.
  private static func lineEnd(_ value: Span<UInt8>) -> Int {
    guard value.count > 0, value[value.count - 1] == 0x0A else { return 0 }
    return value.count > 1 && value[value.count - 2] == 0x0D ? 2 : 1
  }
}
