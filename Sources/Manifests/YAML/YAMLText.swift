/// YAML written by hand: what any reader of YAML 1.1, 1.2 or (where quoted) JSON takes for the same string.
package enum YAMLText {
  /// Where a scalar stands.
  package enum Place {
    /// As a key, or between brackets or braces.
    case anywhere
    /// As a value or an item of a block collection, with nothing after it on its line.
    case blockValue
  }

  /// A string as a key or a value: plain where nobody can take it for anything else, double-quoted otherwise.
  package static func scalar(_ text: String, _ place: Place = .anywhere) -> String {
    isPlain(Array(text.utf8), place) && !PlainScalar.isAmbiguous(text) ? text : doubleQuoted(text)
  }

  private static func isPlain(_ text: [UInt8], _ place: Place) -> Bool {
    guard let first = text.first, let last = text.last, !text.starts(with: "---".utf8), text != Array("...".utf8) else {
      return false
    }
    switch place {
    case .anywhere: return isPlain(first, "/.") && text.allSatisfy { isPlain($0, "-_./") }
    // `registry:5000/app:1`, `--env`, `NAME@sha256:...`: a colon is an indicator before a blank alone, and at the end.
    case .blockValue:
      return isPlain(first, "/.-") && text != Array("-".utf8) && last != UInt8(ascii: ":")
        && text.allSatisfy { isPlain($0, "-_./:@=+?") }
    }
  }

  private static func isPlain(_ byte: UInt8, _ others: StaticString) -> Bool {
    isLetterOrDigit(byte) || others.description.utf8.contains(byte)
  }

  /// A double-quoted string, which is JSON too.
  static func doubleQuoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      // Controls, the line breaks of YAML 1.1, the byte order mark, and what YAML doesn't allow in the clear.
      case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{FFFE}", "\u{FFFF}":
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// The lines of a literal block, each `indent` spaces in.
  ///
  /// - Precondition: `isBlock(text)`
  static func block(_ text: Span<UInt8>, indent: Int, lineEnd: String = "\n") -> [UInt8] {
    let margin = [UInt8](repeating: 0x20, count: indent)
    var lines: [UInt8] = []
    lines.reserveCapacity(text.count + text.count / 16 + indent)
    var isStart = true
    for index in 0..<text.count {
      if isStart { lines += margin }
      isStart = text[index] == 0x0A
      if isStart { lines += Array(lineEnd.utf8) } else { lines.append(text[index]) }
    }
    return lines
  }

  /// Whether a text is what a sealed file is: lines of printable ASCII, none of them empty, the first not indented, and
  /// an LF at the end. Such a text needs neither indentation nor chomping indicators.
  static func isBlock(_ text: Span<UInt8>) -> Bool {
    guard text.count > 1, text[0] != 0x20, text[0] != 0x0A, text[text.count - 1] == 0x0A else { return false }
    for index in 0..<text.count {
      let isBreak = text[index] == 0x0A
      guard isBreak || (0x20...0x7E).contains(text[index]) else { return false }
      if isBreak, text[index - 1] == 0x0A { return false }
    }
    return true
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: false
    }
  }
}
