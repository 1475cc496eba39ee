/// How deep a text may nest, told before a parser that calls itself sees it.
enum YAMLNesting {
  /// Far above what manifests have, far below what the stack of a thread holds.
  private static let depth = 100

  /// Whether no more than that many collections can be open at once: one for each bracket, for each indentation that is
  /// deeper than the one around it, and for each dash before an item.
  static func isBounded(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var brackets = 0
    var indents: [Int] = []
    var (lineStart, isAtStart, dashes) = (range.lowerBound, true, 0)
    for index in range {
      let byte = bytes[index]
      if byte == 0x0A || byte == 0x0D {
        (lineStart, isAtStart, dashes) = (index + 1, true, 0)
        continue
      }
      if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") {
        brackets += 1
      } else if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") {
        brackets = max(0, brackets - 1)
      }
      if isAtStart, byte != 0x20 {
        if byte == UInt8(ascii: "-") || byte == UInt8(ascii: "?") {
          dashes += 1
        } else {
          isAtStart = false
        }
        if dashes <= 1 {
          while let last = indents.last, last >= index - lineStart { indents.removeLast() }
          indents.append(index - lineStart)
        }
      }
      if brackets + indents.count + dashes > depth { return false }
    }
    return true
  }
}
