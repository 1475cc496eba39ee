/// The bytes of a document, without a byte order mark, and where its lines begin.
struct YAMLSource: Sendable {
  let bytes: [UInt8]
  private let lineStarts: [Int]
  /// How the first line ends, and so the others: LF where the text has but one.
  let lineEnd: String

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    let span = bytes.span
    var starts = [0]
    var end = "\n"
    var index = 0
    while index < bytes.count {
      let length = YAMLLines.breakLength(span, at: index)
      index += max(length, 1)
      guard length > 0 else { continue }
      if starts.count == 1, length == 2, bytes[index - 1] == 0x0A { end = "\r\n" }
      starts.append(index)
    }
    (lineStarts, lineEnd) = (starts, end)
  }

  /// Where the line that holds `offset` begins.
  func lineStart(of offset: Int) -> Int { lineStarts[lineIndex(of: offset)] }

  /// Where the line after the one that holds `offset` begins, or the end of the text.
  func nextLine(after offset: Int) -> Int {
    let index = lineIndex(of: offset) + 1
    return index < lineStarts.count ? lineStarts[index] : bytes.count
  }

  /// Where the line before the one that begins at `start` begins.
  func previousLine(before start: Int) -> Int? {
    let index = lineIndex(of: start)
    return index > 0 ? lineStarts[index - 1] : nil
  }

  /// Where the text of the line that holds `offset` ends: its line break left out.
  func lineTextEnd(of offset: Int) -> Int {
    let next = nextLine(after: offset)
    return max(offset, next - breakLength(endingAt: next))
  }

  /// How far `offset` stands from the start of its line, in bytes: the column where only indentation stands before it.
  func column(of offset: Int) -> Int { offset - lineStart(of: offset) }

  /// The length of the line break that ends at `offset`; 0 where there is none.
  func breakLength(endingAt offset: Int) -> Int {
    for length in [2, 3, 1] where offset >= length {
      if YAMLLines.breakLength(bytes.span, at: offset - length) == length { return length }
    }
    return 0
  }

  /// The number of spaces at the start of a line.
  func indentation(ofLineAt start: Int) -> Int {
    var index = start
    while index < bytes.count, bytes[index] == 0x20 { index += 1 }
    return index - start
  }

  /// Past the blanks at `offset`.
  func skipBlanks(_ offset: Int) -> Int {
    var index = offset
    while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
    return index
  }

  /// Past blanks, line ends and comments at `offset`, which is no place inside a scalar.
  func skipFiller(_ offset: Int) -> Int {
    var index = offset
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "#"), isBlankOrEnd(index - 1) {
        index = lineTextEnd(of: index)
      } else if isBlankOrEnd(index) {
        index += max(1, YAMLLines.breakLength(bytes.span, at: index))
      } else {
        break
      }
    }
    return index
  }

  /// Whether a blank, a line break or the end of the text stands at `offset`; so it does before its start.
  func isBlankOrEnd(_ offset: Int) -> Bool {
    guard offset >= 0 else { return true }
    if offset < bytes.count, bytes[offset] & 0xC0 == 0x80 {
      // The last byte of one of YAML 1.1's line breaks.
      return breakLength(endingAt: offset + 1) > 0
    }
    return YAMLLines.isBlankOrEnd(bytes.span, at: offset)
  }

  /// Whether blanks alone stand on the line from `offset` on, or, before the end, a comment.
  func isBlankLine(from offset: Int, orComment: Bool) -> Bool {
    let index = skipBlanks(offset)
    return index >= bytes.count || YAMLLines.breakLength(bytes.span, at: index) > 0
      || orComment && bytes[index] == UInt8(ascii: "#")
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  private func lineIndex(of offset: Int) -> Int {
    var (low, high) = (0, lineStarts.count)
    while low + 1 < high {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }
}
