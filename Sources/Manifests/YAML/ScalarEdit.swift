/// Bytes to put in the place of others: how the value of one key changes in the text of a document.
///
/// The parser says where a value begins, not where it ends. So an edit is a guess by the rules of YAML, and whoever
/// makes one parses the result and compares: ``SealedContainer`` does.
struct ScalarEdit {
  let range: Range<Int>
  let replacement: [UInt8]

  /// The ways in which the value at `offset` may become `text`, the best first: a literal block, then quotes where a block
  /// can't stand (in JSON). Empty for a plain scalar.
  static func replacing(
    valueAt offset: Int, ofKeyAt keyOffset: Int, in source: Span<UInt8>, with text: [UInt8]
  ) -> [ScalarEdit] {
    guard offset < source.count else { return [] }
    let column = column(of: keyOffset, in: source)
    switch source[offset] {
    case UInt8(ascii: "|"), UInt8(ascii: ">"):
      let block = Block(at: offset, keyColumn: column, in: source)
      return [block.edit(at: offset, with: text, in: source)]
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      let end = endOfQuotes(from: offset, in: source)
      let line = Line(from: end, in: source)
      let quoted = ScalarEdit(
        range: offset..<end,
        replacement: Array(YAMLText.doubleQuoted(String(decoding: text, as: UTF8.self)).utf8))
      guard line.isBlank(in: source) else { return [quoted] }
      let block = Block(line: line, end: line.next, indent: column + 2)
      return [block.edit(at: offset, with: text, in: source), quoted]
    default: return []
    }
  }

  /// A new entry after the one at `offset`, which must be a block.
  static func adding(
    _ key: String, afterValueAt offset: Int, ofKeyAt keyOffset: Int, in source: Span<UInt8>, with text: [UInt8]
  ) -> ScalarEdit? {
    guard offset < source.count, source[offset] == UInt8(ascii: "|") || source[offset] == UInt8(ascii: ">") else {
      return nil
    }
    let column = column(of: keyOffset, in: source)
    let block = Block(at: offset, keyColumn: column, in: source)
    let header = String(repeating: " ", count: column) + YAMLText.scalar(key) + ": |" + block.line.ending
    return ScalarEdit(
      range: block.end..<block.end,
      replacement: Array(header.utf8) + YAMLText.block(text.span, indent: block.indent, lineEnd: block.line.ending))
  }

  /// The text with the edit made.
  func applied(to source: Span<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(source.count - range.count + replacement.count)
    for index in 0..<range.lowerBound { result.append(source[index]) }
    result += replacement
    for index in range.upperBound..<source.count { result.append(source[index]) }
    return result
  }

  private static func column(of offset: Int, in source: Span<UInt8>) -> Int {
    var start = offset
    while start > 0, source[start - 1] != 0x0A { start -= 1 }
    return offset - start
  }

  private static func endOfQuotes(from offset: Int, in source: Span<UInt8>) -> Int {
    let quote = source[offset]
    var index = offset + 1
    while index < source.count {
      if quote == UInt8(ascii: "\""), source[index] == UInt8(ascii: "\\") {
        index += 2
      } else if source[index] != quote {
        index += 1
      } else if quote == UInt8(ascii: "'"), index + 1 < source.count, source[index + 1] == quote {
        index += 2
      } else {
        return index + 1
      }
    }
    return source.count
  }
}

extension ScalarEdit {
  /// The rest of a line, and how it ends.
  fileprivate struct Line {
    /// What stands on it, its end left out.
    let text: Range<Int>
    /// Where the next one begins.
    let next: Int
    /// LF, or CR LF as in the rest of such a file; LF where the text ends without one.
    let ending: String

    init(from start: Int, in source: Span<UInt8>) {
      var end = start
      while end < source.count, source[end] != 0x0A { end += 1 }
      next = min(end + 1, source.count)
      let isCRLF = end < source.count && end > start && source[end - 1] == 0x0D
      text = start..<(isCRLF ? end - 1 : end)
      ending = isCRLF ? "\r\n" : "\n"
    }

    /// Whether it holds nothing but blanks and a comment.
    func isBlank(in source: Span<UInt8>) -> Bool {
      for index in text {
        if source[index] == UInt8(ascii: "#") { return true }
        if source[index] != 0x20, source[index] != 0x09 { return false }
      }
      return true
    }
  }

  /// A literal or folded block: the rest of its first line, after the indicators, and its content.
  fileprivate struct Block {
    let line: Line
    /// Where its last line that isn't blank ends: the blank ones after it stay as they are.
    var end: Int
    var indent: Int

    init(line: Line, end: Int, indent: Int) {
      (self.line, self.end, self.indent) = (line, end, indent)
    }

    init(at offset: Int, keyColumn: Int, in source: Span<UInt8>) {
      var index = offset + 1
      var given: Int?
      while index < source.count {
        if (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(source[index]) {
          given = keyColumn + Int(source[index] - UInt8(ascii: "0"))
        } else if source[index] != UInt8(ascii: "+"), source[index] != UInt8(ascii: "-") {
          break
        }
        index += 1
      }
      line = Line(from: index, in: source)
      end = line.next
      index = end
      while index < source.count {
        var start = index
        while start < source.count, source[start] == 0x20 { start += 1 }
        let next = Line(from: start, in: source)
        if !next.text.isEmpty {
          // The first line that isn't blank sets the margin where no indicator does.
          guard start - index >= given ?? keyColumn + 1 else { break }
          given = given ?? (start - index)
          end = next.next
        }
        index = next.next
      }
      indent = given ?? keyColumn + 2
    }

    /// A literal block in its place, at the same margin; a comment on its first line stays.
    func edit(at offset: Int, with text: [UInt8], in source: Span<UInt8>) -> ScalarEdit {
      var replacement = [UInt8(ascii: "|")]
      for index in line.text { replacement.append(source[index]) }
      replacement += Array(line.ending.utf8)
      replacement += YAMLText.block(text.span, indent: indent, lineEnd: line.ending)
      return ScalarEdit(range: offset..<end, replacement: replacement)
    }
  }
}
