/// One document of a YAML stream, as bytes.
///
/// A line that begins with `---` or `...` ends a document wherever it stands, even in a quoted text: YAML says so, and
/// so the bytes can be split without being parsed. The ranges of a stream follow one another without gaps: together
/// they are the stream.
struct DocumentRange: Equatable, Sendable {
  /// Every byte of it: its `---` line and the comments before and after it included.
  let range: Range<Int>
  /// What a parser reads: `range` without a byte order mark.
  let text: Range<Int>
  /// Whether it begins with a `---` line.
  let hasMarker: Bool
  /// Whether it holds nothing but blank lines, comments and markers.
  let isBlank: Bool

  static func split(_ source: Span<UInt8>) throws(Flaw) -> [DocumentRange] {
    var documents: [DocumentRange] = []
    let hasMark = source.count >= 3 && source[0] == 0xEF && source[1] == 0xBB && source[2] == 0xBF
    var start = 0
    var textStart = hasMark ? 3 : 0
    var hasMarker = false
    var isBlank = true

    func close(_ end: Int) {
      if end > start {
        documents.append(
          DocumentRange(range: start..<end, text: textStart..<end, hasMarker: hasMarker, isBlank: isBlank))
      }
      (start, textStart, hasMarker, isBlank) = (end, end, false, true)
    }

    var line = textStart
    while line < source.count {
      let next = YAMLLines.nextLine(source, after: line)
      if isMarker(UInt8(ascii: "-"), source, at: line) {
        if line > textStart { close(line) }
        hasMarker = true
        isBlank = isBlankLine(source, line + 3..<next)
      } else if isMarker(UInt8(ascii: "."), source, at: line) {
        close(next)
      } else if isBlank, source[line] == UInt8(ascii: "%") {
        throw Flaw(offset: line, reason: "YAML directives (%) are not supported", hint: "remove the line")
      } else if isBlank {
        isBlank = isBlankLine(source, line..<next)
      }
      line = next
    }
    close(source.count)
    return documents
  }

  private static func isMarker(_ character: UInt8, _ source: Span<UInt8>, at line: Int) -> Bool {
    line + 3 <= source.count && source[line] == character && source[line + 1] == character
      && source[line + 2] == character && YAMLLines.isBlankOrEnd(source, at: line + 3)
  }

  private static func isBlankLine(_ source: Span<UInt8>, _ line: Range<Int>) -> Bool {
    for index in line {
      if source[index] == UInt8(ascii: "#") { return true }
      if !YAMLLines.isBlankOrEnd(source, at: index) { return false }
    }
    return true
  }
}
