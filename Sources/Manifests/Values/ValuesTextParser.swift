package import Primitives
package import Sealing

extension ValuesText {
  /// What somebody wrote for one key.
  package struct Entry: Sendable {
    package let key: String
    /// Nil where nothing follows the colon.
    package let value: SharedSecret?
    /// From 1.
    package let line: Int
  }

  /// Reads such a text, as somebody has edited it, without a copy of a value outside guarded memory.
  ///
  /// It is YAML: one mapping from keys to texts, plain, quoted on one line, literal blocks, `!!binary`, comments. What it
  /// takes, every other reader of YAML takes for the same; the rest of YAML (folded and flow styles, texts that go on on the
  /// next line, anchors, other tags) is refused, with the place. Every value is a text, `5432` and `yes` included. A block
  /// that ends the file ends in a line end, whether the editor wrote one or not.
  ///
  /// - Throws: `format` with line and column, never a value.
  package static func parse(_ text: Span<UInt8>, path: String) throws(SealError) -> [Entry] {
    do {
      var parser = ValuesTextParser(text)
      return try parser.parse(text)
    } catch {
      throw error.located(in: text, path: path)
    }
  }
}

/// Where a reader of such a text stands.
private struct ValuesTextParser {
  private struct Line {
    /// Its end left out.
    let range: Range<Int>
    let next: Int
  }

  /// The beginning of the line that is looked at.
  private var position: Int
  private var number = 0

  init(_ text: Span<UInt8>) {
    position = text.count >= 3 && text[0] == 0xEF && text[1] == 0xBB && text[2] == 0xBF ? 3 : 0
  }

  mutating func parse(_ text: Span<UInt8>) throws(Flaw) -> [ValuesText.Entry] {
    do { _ = try UTF8Span(validating: text) } catch {
      throw Flaw(offset: error.byteOffsets.lowerBound, reason: "the text is not UTF-8")
    }
    var entries: [ValuesText.Entry] = []
    var keys: Set<String> = []
    var hasMarker = false
    while let line = try take(text) {
      let start = Self.skipBlanks(text, line.range)
      if let tab = (line.range.lowerBound..<start).first(where: { text[$0] == 0x09 }) {
        throw Flaw(offset: tab, reason: "a tab at the beginning of a line", hint: "YAML has blanks there")
      }
      if start == line.range.upperBound || text[start] == UInt8(ascii: "#") { continue }
      if !hasMarker, entries.isEmpty, text.extracting(line.range).isText("---") {
        hasMarker = true
        continue
      }
      guard start == line.range.lowerBound else {
        throw Flaw(
          offset: start, reason: "an indented line that belongs to no value",
          hint: "a value of several lines is a block: KEY: |")
      }
      let place = number
      let (key, colon) = try Self.key(text, line.range)
      guard keys.insert(key).inserted else {
        throw Flaw(offset: line.range.lowerBound, reason: "the key \"\(key)\" stands here a second time")
      }
      let value = try value(text, colon + 1..<line.range.upperBound, of: key)
      entries.append(ValuesText.Entry(key: key, value: value, line: place))
    }
    return entries
  }

  // MARK: Lines

  /// The next line; nil at the end.
  private mutating func take(_ text: Span<UInt8>) throws(Flaw) -> Line? {
    guard let line = try peek(text) else { return nil }
    position = line.next
    number += 1
    return line
  }

  private func peek(_ text: Span<UInt8>) throws(Flaw) -> Line? {
    guard position < text.count else { return nil }
    var end = position
    while end < text.count, text[end] != 0x0A { end += 1 }
    let hasReturn = end > position && text[end - 1] == 0x0D
    let line = Line(range: position..<(hasReturn ? end - 1 : end), next: min(end + 1, text.count))
    for index in line.range {
      guard let hidden = HiddenCharacter(text, at: index), !hidden.isAllowedInside else { continue }
      throw Flaw(
        offset: index, reason: "a character that can't stand here in the clear",
        hint: "write it in double quotes: \"\\u....\"")
    }
    return line
  }

  // MARK: Keys

  /// A key, and where its colon stands.
  private static func key(_ text: Span<UInt8>, _ line: Range<Int>) throws(Flaw) -> (String, colon: Int) {
    var start = line.lowerBound
    var end = start
    let quote = text[start]
    let isQuoted = quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
    if isQuoted {
      start += 1
      end = start
      while end < line.upperBound, text[end] != quote { end += 1 }
    } else {
      while end < line.upperBound, text[end] != UInt8(ascii: ":") { end += 1 }
    }
    let colon = isQuoted ? end + 1 : end
    guard colon < line.upperBound, text[colon] == UInt8(ascii: ":"),
      colon + 1 == line.upperBound || isBlank(text[colon + 1])
    else {
      throw Flaw(
        offset: line.lowerBound, reason: "a line that is no \"KEY: value\"", hint: "a comment begins with \"#\"")
    }
    // What is no key may be a value that slipped: it isn't repeated.
    guard let utf8 = try? UTF8Span(validating: text.extracting(start..<end)),
      case let key = String(copying: utf8), Names.isKey(key), isQuoted || !["-", "---", "..."].contains(key)
    else {
      throw Flaw(
        offset: line.lowerBound, reason: "a key that can't be one",
        hint: "use 1 to 253 of the characters A-Z a-z 0-9 - _ .")
    }
    return (key, colon)
  }

  // MARK: Values

  private mutating func value(
    _ text: Span<UInt8>, _ rest: Range<Int>, of key: String
  ) throws(Flaw) -> SharedSecret? {
    let start = Self.skipBlanks(text, rest)
    let content = start..<rest.upperBound
    guard !content.isEmpty, text[start] != UInt8(ascii: "#") else { return nil }
    let binary = "!!binary"
    guard text[start] == UInt8(ascii: "!") else { return SharedSecret(try scalar(text, content, of: key)) }
    let after = start + binary.utf8.count
    guard after < rest.upperBound, text.extracting(start..<after).isText(binary), Self.isBlank(text[after]) else {
      throw Flaw(offset: start, reason: "a tag other than !!binary", hint: "write the value in quotes")
    }
    let first = Self.skipBlanks(text, after..<rest.upperBound)
    guard first < rest.upperBound else { throw Flaw(offset: start, reason: "!!binary without a value") }
    let base64 = try scalar(text, first..<rest.upperBound, of: key)
    guard let bytes = base64.withBytes({ Self.decode($0) }) else {
      throw Flaw(offset: first, reason: "the value of \"\(key)\" is no base64")
    }
    return SharedSecret(bytes)
  }

  private mutating func scalar(
    _ text: Span<UInt8>, _ content: Range<Int>, of key: String
  ) throws(Flaw) -> SecretBytes {
    switch text[content.lowerBound] {
    case UInt8(ascii: "|"): return try block(text, content)
    case UInt8(ascii: "'"): return try Self.singleQuoted(text, content)
    case UInt8(ascii: "\""): return try Self.doubleQuoted(text, content)
    default: return try Self.plain(text, content, of: key)
    }
  }

  private static func plain(
    _ text: Span<UInt8>, _ content: Range<Int>, of key: String
  ) throws(Flaw) -> SecretBytes {
    let start = content.lowerBound
    func refuse(_ offset: Int) -> Flaw {
      Flaw(
        offset: offset, reason: "the value of \"\(key)\" means something else in YAML",
        hint: "write it in single quotes: \(key): '...'")
    }
    switch text[start] {
    case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"):
      guard start + 1 < content.upperBound, !isBlank(text[start + 1]) else { throw refuse(start) }
    case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ","),
      UInt8(ascii: "#"), UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "|"), UInt8(ascii: ">"),
      UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "`"):
      throw refuse(start)
    default: break
    }
    var end = start
    var index = start
    while index < content.upperBound {
      if text[index] == UInt8(ascii: "#"), isBlank(text[index - 1]) { break }
      if text[index] == UInt8(ascii: ":"), index + 1 == content.upperBound || isBlank(text[index + 1]) {
        throw refuse(index)
      }
      guard text[index] != 0x09 else { throw refuse(index) }
      if !isBlank(text[index]) { end = index + 1 }
      index += 1
    }
    let value = text.extracting(start..<end)
    for word in ["~", "null", "Null", "NULL"] where value.isText(word) { throw refuse(start) }
    return SecretBytes(copying: value)
  }

  private static func singleQuoted(_ text: Span<UInt8>, _ content: Range<Int>) throws(Flaw) -> SecretBytes {
    var bytes = SecretBytes(zeros: content.count)
    var count = 0
    var index = content.lowerBound + 1
    while index < content.upperBound {
      if text[index] == UInt8(ascii: "'") {
        guard index + 1 < content.upperBound, text[index + 1] == UInt8(ascii: "'") else { break }
        index += 1
      }
      bytes.withMutableBytes { $0[count] = text[index] }
      count += 1
      index += 1
    }
    try checkEnd(text, index, content)
    return bytes.withBytes { SecretBytes(copying: $0.extracting(0..<count)) }
  }

  private static func doubleQuoted(_ text: Span<UInt8>, _ content: Range<Int>) throws(Flaw) -> SecretBytes {
    // No escape is shorter than what it stands for.
    var bytes = SecretBytes(zeros: content.count)
    var count = 0
    var index = content.lowerBound + 1
    while index < content.upperBound, text[index] != UInt8(ascii: "\"") {
      var (utf8, length): ([UInt8], Int) = ([text[index]], 1)
      if text[index] == UInt8(ascii: "\\") {
        guard let escape = Escape(text, index..<content.upperBound) else {
          throw Flaw(offset: index, reason: "an escape that YAML doesn't know", hint: "write a backslash as \\\\")
        }
        (utf8, length) = (escape.utf8, escape.length)
      }
      bytes.withMutableBytes { bytes in for offset in utf8.indices { bytes[count + offset] = utf8[offset] } }
      count += utf8.count
      index += length
    }
    try checkEnd(text, index, content)
    return bytes.withBytes { SecretBytes(copying: $0.extracting(0..<count)) }
  }

  /// After a closing quote nothing but a comment follows.
  private static func checkEnd(_ text: Span<UInt8>, _ quote: Int, _ content: Range<Int>) throws(Flaw) {
    guard quote < content.upperBound else {
      throw Flaw(
        offset: content.lowerBound, reason: "a quote that isn't closed on its line",
        hint: "a value of several lines is a block: KEY: |")
    }
    let rest = skipBlanks(text, quote + 1..<content.upperBound)
    guard rest == content.upperBound || (text[rest] == UInt8(ascii: "#") && rest > quote + 1) else {
      throw Flaw(offset: rest, reason: "something after the closing quote")
    }
  }

  // MARK: Blocks

  private mutating func block(_ text: Span<UInt8>, _ header: Range<Int>) throws(Flaw) -> SecretBytes {
    var chomping: UInt8?
    var margin: Int?
    var index = header.lowerBound + 1
    while index < header.upperBound, !Self.isBlank(text[index]) {
      switch text[index] {
      case UInt8(ascii: "+") where chomping == nil, UInt8(ascii: "-") where chomping == nil: chomping = text[index]
      case UInt8(ascii: "1")...UInt8(ascii: "9") where margin == nil: margin = Int(text[index] - UInt8(ascii: "0"))
      default: throw Flaw(offset: index, reason: "something after \"|\"", hint: "write the text on the lines below it")
      }
      index += 1
    }
    let rest = Self.skipBlanks(text, index..<header.upperBound)
    guard rest == header.upperBound || text[rest] == UInt8(ascii: "#") else {
      throw Flaw(offset: rest, reason: "something after \"|\"", hint: "write the text on the lines below it")
    }

    var lines: [Range<Int>] = []
    var widestBlank = 0
    while let line = try peek(text) {
      let start = line.range.first { text[$0] != 0x20 } ?? line.range.upperBound
      let indent = start - line.range.lowerBound
      if start == line.range.upperBound {
        if margin == nil { widestBlank = max(widestBlank, indent) }
        lines.append(min(line.range.lowerBound + (margin ?? indent), start)..<start)
      } else {
        guard margin != nil || text[start] != 0x09 else {
          throw Flaw(
            offset: start, reason: "a tab where the margin of a block is told by", hint: "YAML has blanks there")
        }
        let column = margin ?? max(1, indent)
        guard indent >= column else { break }
        guard margin != nil || widestBlank <= indent else {
          throw Flaw(offset: start, reason: "a blank line above reaches further than the margin of the block")
        }
        margin = column
        lines.append(line.range.lowerBound + column..<line.range.upperBound)
      }
      _ = try take(text)
    }
    return Self.joined(lines, chomping, in: text)
  }

  /// The lines with a line end after each, save for those that the block's header chomps: all with `-`, all but one with
  /// nothing, none with `+`.
  private static func joined(_ lines: [Range<Int>], _ chomping: UInt8?, in text: Span<UInt8>) -> SecretBytes {
    var lines = lines[...]
    if chomping != UInt8(ascii: "+") { while lines.last?.isEmpty == true { lines.removeLast() } }
    let count = lines.reduce(0) { $0 + $1.count + 1 } - (chomping == UInt8(ascii: "-") && !lines.isEmpty ? 1 : 0)
    return SecretBytes(count: count) { bytes in
      var filled = 0
      for line in lines {
        for index in line {
          bytes[filled] = text[index]
          filled += 1
        }
        if filled < count { bytes[filled] = 0x0A }
        filled += 1
      }
    }
  }

  // MARK: Bytes

  /// Base64 in which line ends and blanks don't count.
  private static func decode(_ base64: Span<UInt8>) -> SecretBytes? {
    var digits = SecretBytes(zeros: base64.count)
    let count = digits.withMutableBytes { digits in
      var count = 0
      for index in base64.indices where base64[index] != 0x0A && base64[index] != 0x20 {
        digits[count] = base64[index]
        count += 1
      }
      return count
    }
    return digits.withBytes { Base64.decodeSecret($0.extracting(0..<count), padding: .required) }
  }

  private static func skipBlanks(_ text: Span<UInt8>, _ range: Range<Int>) -> Int {
    range.first { !isBlank(text[$0]) } ?? range.upperBound
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}

/// A backslash in a double-quoted text, and what it stands for (YAML 1.2.2, section 5.7).
private struct Escape {
  /// Bytes in the text, the backslash included.
  let length: Int
  /// What they stand for.
  let utf8: [UInt8]

  /// Nil for what YAML doesn't know.
  init?(_ text: Span<UInt8>, _ range: Range<Int>) {
    guard range.count > 1 else { return nil }
    let start = range.lowerBound
    let letter = text[start + 1]
    let digits = [UInt8(ascii: "x"): 2, UInt8(ascii: "u"): 4, UInt8(ascii: "U"): 8][letter] ?? 0
    guard digits > 0 else {
      guard let value = Self.letters[letter], let scalar = Unicode.Scalar(value) else { return nil }
      (length, utf8) = (2, Array(String(scalar).utf8))
      return
    }
    guard range.count >= 2 + digits else { return nil }
    var value: UInt32 = 0
    for index in start + 2..<start + 2 + digits {
      guard let digit = Character(Unicode.Scalar(text[index])).hexDigitValue, value < 0x1000_0000 else { return nil }
      value = value << 4 | UInt32(digit)
    }
    guard let scalar = Unicode.Scalar(value) else { return nil }
    (length, utf8) = (2 + digits, Array(String(scalar).utf8))
  }

  private static let letters: [UInt8: UInt32] = [
    UInt8(ascii: "0"): 0, UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "t"): 9, 0x09: 9,
    UInt8(ascii: "n"): 10, UInt8(ascii: "v"): 11, UInt8(ascii: "f"): 12, UInt8(ascii: "r"): 13,
    UInt8(ascii: "e"): 27, UInt8(ascii: " "): 32, UInt8(ascii: "\""): 34, UInt8(ascii: "/"): 47,
    UInt8(ascii: "\\"): 92, UInt8(ascii: "N"): 0x85, UInt8(ascii: "_"): 0xA0, UInt8(ascii: "L"): 0x2028,
    UInt8(ascii: "P"): 0x2029,
  ]
}

extension Span<UInt8> {
  fileprivate func isText(_ text: String) -> Bool {
    count == text.utf8.count && zip(indices, text.utf8).allSatisfy { self[$0] == $1 }
  }
}
