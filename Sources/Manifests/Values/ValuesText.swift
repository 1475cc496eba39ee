package import Delivery
import Primitives
package import Sealing

/// Values as the YAML that people read and edit: a line `KEY: value` for each, blocks for texts of several lines.
///
/// It says the same bytes to every reader of YAML 1.1 and 1.2. What an editor might change unasked (blanks at the ends of
/// lines, line ends at the end, characters that nobody sees) stands in double quotes, spelled out; what is no text, in
/// base64 under `!!binary`.
package enum ValuesText {
  /// Writes all values, in the order of their keys.
  package static func write(_ values: OpenedValues, to text: inout EnvText) {
    for (index, key) in values.keys.enumerated() {
      text.append(YAMLText.scalar(key))
      text.append(": ")
      values.withValue(at: index) { write($0, to: &text) }
      text.append("\n")
    }
  }

  /// The line of a key that has no value yet, without the line end.
  package static func line(of key: String) -> String { "\(YAMLText.scalar(key)):" }

  /// A value after its key, without the line end after it.
  private static func write(_ value: Span<UInt8>, to text: inout EnvText) {
    switch Style(of: value) {
    case .plain: text.append(value)
    case .singleQuoted:
      text.append("'")
      text.append(value) { $0 == UInt8(ascii: "'") ? "''" : nil }
      text.append("'")
    case .doubleQuoted:
      text.append("\"")
      writeEscaped(value, to: &text)
      text.append("\"")
    case .block:
      let endsInBreak = value[value.count - 1] == 0x0A
      text.append(endsInBreak ? "|\n  " : "|-\n  ")
      // A line without anything needs no margin, and would end in blanks.
      for index in 0..<(endsInBreak ? value.count - 1 : value.count) {
        text.append(value.extracting(index..<index + 1))
        if value[index] == 0x0A, index + 1 < value.count, value[index + 1] != 0x0A { text.append("  ") }
      }
    case .binary:
      let base64 = Base64.encodeSecret(value, padding: .required)
      base64.withBytes { base64 in
        text.append("!!binary |-")
        var start = 0
        while start < base64.count {
          text.append("\n  ")
          text.append(base64.extracting(start..<min(start + 76, base64.count)))
          start += 76
        }
      }
    }
  }

  private static func writeEscaped(_ value: Span<UInt8>, to text: inout EnvText) {
    var index = 0
    while index < value.count {
      if let hidden = HiddenCharacter(value, at: index) {
        text.append(hidden.escape)
        index += hidden.length
        continue
      }
      switch value[index] {
      case UInt8(ascii: "\""): text.append("\\\"")
      case UInt8(ascii: "\\"): text.append("\\\\")
      default: text.append(value.extracting(index..<index + 1))
      }
      index += 1
    }
  }

  /// How a value is written.
  private enum Style {
    case plain, singleQuoted, doubleQuoted, block, binary

    init(of value: Span<UInt8>) {
      // Some readers drop a byte order mark at the beginning, spelled out or not.
      let isMarked = value.count >= 3 && value[0] == 0xEF && value[1] == 0xBB && value[2] == 0xBF
      guard !isMarked, (try? UTF8Span(validating: value)) != nil else {
        self = .binary
        return
      }
      guard value.count > 0 else {
        self = .doubleQuoted
        return
      }
      var (hasBreak, hasHidden, hasQuote, hasOther) = (false, false, false, false)
      for index in value.indices {
        switch value[index] {
        case 0x0A: hasBreak = true
        case UInt8(ascii: "'"): hasQuote = true
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): hasOther = true
        default: if HiddenCharacter(value, at: index) != nil { hasHidden = true }
        }
      }
      if hasHidden || (hasQuote && !hasOther && !hasBreak) {
        self = .doubleQuoted
      } else if hasBreak {
        self = Self.isBlock(value) ? .block : .doubleQuoted
      } else {
        self = Self.isPlain(value) ? .plain : .singleQuoted
      }
    }

    /// Lines that no editor changes: no blank at an end or where the margin is told by, at most one line end at the end.
    private static func isBlock(_ value: Span<UInt8>) -> Bool {
      guard value[0] != 0x0A, value[0] != 0x20 else { return false }
      for index in value.indices {
        let isEnd = index + 1 == value.count || value[index + 1] == 0x0A
        if value[index] == 0x20, isEnd { return false }
      }
      return !(value[value.count - 1] == 0x0A && value[value.count - 2] == 0x0A)
    }

    /// What nobody takes for anything but a text. All words that are more to some reader have five letters at most.
    private static func isPlain(_ value: Span<UInt8>) -> Bool {
      guard value.count > 5, Self.isLetter(value[0]) || value[0] == UInt8(ascii: "/") else { return false }
      for index in value.indices {
        switch value[index] {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
          UInt8(ascii: "/"), UInt8(ascii: "+"), UInt8(ascii: "="), UInt8(ascii: "@"):
          continue
        case UInt8(ascii: ":") where index + 1 < value.count: continue
        default: guard Self.isLetter(value[index]) else { return false }
        }
      }
      return true
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
  }
}
