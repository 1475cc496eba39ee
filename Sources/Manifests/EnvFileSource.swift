package import Primitives
package import Sealing

/// `--from-env-file`, read as `kubectl create secret --from-env-file` reads it (kubectl's `env_file.go`).
///
/// Lines are `KEY=VALUE`. White space before the key is skipped, and so are lines that are then empty or begin with `#`.
/// All after the first `=` is the value: quotes, blanks at the end, `#` and `$` included. A line ends in LF or CR LF.
///
/// What kubectl does and this doesn't: take the value of a key without `=` from the environment (the file would mean
/// another thing in each shell), and stop in silence at a line of 64 KiB.
package enum EnvFileSource {
  /// - Parameters:
  ///   - text: the file, UTF-8, with or without a byte order mark.
  ///   - path: for messages.
  /// - Returns: the values, in the order of the file.
  /// - Throws: `format` with the line's number, never its text.
  package static func parse(
    _ text: Span<UInt8>, path: String
  ) throws(SealError) -> [(key: String, value: SharedSecret)] {
    var values: [(key: String, value: SharedSecret)] = []
    var keys: Set<String> = []
    var number = 0
    var start = text.count >= 3 && text[0] == 0xEF && text[1] == 0xBB && text[2] == 0xBF ? 3 : 0
    while start < text.count {
      var end = start
      while end < text.count, text[end] != 0x0A { end += 1 }
      number += 1
      let line = text.extracting(start..<(end > start && text[end - 1] == 0x0D ? end - 1 : end))
      start = end + 1

      func refuse(_ reason: String, hint: String? = nil) -> SealError {
        SealError(.format, "\"\(path)\" line \(number): \(reason)", hint: hint)
      }
      guard (try? UTF8Span(validating: line)) != nil else { throw refuse("the text is not UTF-8") }
      let first = firstCharacter(line)
      guard first < line.count, line[first] != UInt8(ascii: "#") else { continue }
      var equals = first
      while equals < line.count, line[equals] != UInt8(ascii: "=") { equals += 1 }
      guard equals < line.count else {
        throw refuse("a line without \"=\"", hint: "write KEY=VALUE; values are not taken from the environment")
      }
      guard let key = key(line.extracting(first..<equals)) else {
        throw refuse(
          "a key that is no name", hint: "use A-Z a-z 0-9 - _ . and no digit first; \"export\" and blanks don't belong")
      }
      guard keys.insert(key).inserted else { throw refuse("the key \"\(key)\" stands here a second time") }
      values.append((key, SharedSecret(SecretBytes(copying: line.extracting(equals + 1..<line.count)))))
    }
    return values
  }

  /// The first that isn't white space, as Go's `unicode.IsSpace` has it.
  private static func firstCharacter(_ line: Span<UInt8>) -> Int {
    var index = 0
    while index < line.count {
      switch line[index] {
      case 0x09...0x0D, 0x20: index += 1
      case 0xC2 where line[index + 1] == 0x85 || line[index + 1] == 0xA0: index += 2
      case 0xE1 where line[index + 1] == 0x9A && line[index + 2] == 0x80: index += 3
      case 0xE2
      where line[index + 1] == 0x80 && [0x80...0x8A, 0xA8...0xA9, 0xAF...0xAF].contains { $0 ~= line[index + 2] },
        0xE2 where line[index + 1] == 0x81 && line[index + 2] == 0x9F:
        index += 3
      case 0xE3 where line[index + 1] == 0x80 && line[index + 2] == 0x80: index += 3
      default: return index
      }
    }
    return index
  }

  /// A key by the rule for environment variables, which kubectl applies here: a ConfigMap's key that begins with no digit.
  private static func key(_ bytes: Span<UInt8>) -> String? {
    guard let utf8 = try? UTF8Span(validating: bytes) else { return nil }
    let key = String(copying: utf8)
    guard Names.isKey(key), let first = key.utf8.first,
      !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
    else { return nil }
    return key
  }
}
