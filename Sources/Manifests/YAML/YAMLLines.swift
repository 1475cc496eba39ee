/// Lines as libyaml breaks them: at LF, CR LF and CR, and as YAML 1.1 does at U+0085, U+2028 and U+2029.
enum YAMLLines {
  /// The length of the line break at `index`; 0 where there is none.
  static func breakLength(_ text: Span<UInt8>, at index: Int) -> Int {
    switch text[index] {
    case 0x0A: return 1
    case 0x0D: return index + 1 < text.count && text[index + 1] == 0x0A ? 2 : 1
    case 0xC2: return index + 1 < text.count && text[index + 1] == 0x85 ? 2 : 0
    case 0xE2:
      guard index + 2 < text.count, text[index + 1] == 0x80 else { return 0 }
      return text[index + 2] == 0xA8 || text[index + 2] == 0xA9 ? 3 : 0
    default: return 0
    }
  }

  /// Where the line after the one that holds `index` begins, or the end of the text.
  static func nextLine(_ text: Span<UInt8>, after index: Int) -> Int {
    var index = index
    while index < text.count {
      let length = breakLength(text, at: index)
      if length > 0 { return index + length }
      index += 1
    }
    return index
  }

  /// Whether a blank, a line break or the end of the text stands at `index`.
  static func isBlankOrEnd(_ text: Span<UInt8>, at index: Int) -> Bool {
    index >= text.count || text[index] == 0x20 || text[index] == 0x09 || breakLength(text, at: index) > 0
  }
}

/// Follows libyaml's marks (line and column from 1, columns in Unicode scalars) through a text, as byte offsets.
///
/// Marks come in the order of the text, so that following all of them costs one pass.
struct MarkCursor {
  private var line = 1
  private var column = 1
  private var offset = 0

  /// The byte at the mark, or the end of the text where the mark is beyond it.
  mutating func offset(ofLine wantedLine: Int, column wantedColumn: Int, in text: Span<UInt8>) -> Int {
    if (wantedLine, wantedColumn) < (line, column) { self = MarkCursor() }
    while offset < text.count, (line, column) < (wantedLine, wantedColumn) {
      let length = YAMLLines.breakLength(text, at: offset)
      if length > 0 {
        // A column beyond the end of its line: stay on the line.
        guard line < wantedLine else { break }
        offset += length
        line += 1
        column = 1
      } else {
        repeat { offset += 1 } while offset < text.count && text[offset] & 0xC0 == 0x80
        column += 1
      }
    }
    return offset
  }
}
