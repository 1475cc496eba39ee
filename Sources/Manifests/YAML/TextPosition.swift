/// A place in a text as an editor shows it: lines end in LF, columns count Unicode scalars, both from 1.
package struct TextPosition: Equatable, Sendable, CustomStringConvertible {
  package let line: Int
  package let column: Int

  init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// The position of the byte at `offset`, or of the end where `offset` is beyond it.
  init(of offset: Int, in text: Span<UInt8>) {
    var line = 1
    var column = 1
    for index in 0..<min(offset, text.count) {
      if text[index] == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if text[index] & 0xC0 != 0x80 {
        column += 1
      }
    }
    self.line = line
    self.column = column
  }

  package var description: String { "line \(line), column \(column)" }
}

/// Counts lines through a text in one pass, for offsets that ascend.
struct LineCounter {
  private var line = 1
  private var offset = 0

  /// The line of the byte at `offset`, from 1.
  mutating func line(at wanted: Int, in text: Span<UInt8>) -> Int {
    while offset < wanted {
      if text[offset] == UInt8(ascii: "\n") { line += 1 }
      offset += 1
    }
    return line
  }
}
