/// Where scalars end, by the rules of YAML as libyaml has them.
struct ScalarEnds {
  let source: YAMLSource
  /// The column of the block collection around the scalar; -1 where there is none.
  let parentColumn: Int
  let inFlow: Bool

  func end(of style: YAMLNode.Style, from start: Int, isKey: Bool) -> Int {
    switch style {
    case .plain: plain(from: start, isKey: isKey)
    case .singleQuoted, .doubleQuoted: quoted(from: start)
    case .literal, .folded: block(from: start)
    }
  }

  /// - Parameter isKey: whether it ends with its line, as keys do.
  func plain(from start: Int, isKey: Bool) -> Int {
    var end = start
    var index = start
    while true {
      let lineEnd = source.lineTextEnd(of: index)
      while index < lineEnd, !endsPlain(at: index) {
        if !source.isBlankOrEnd(index) { end = index + 1 }
        index += 1
      }
      guard index == lineEnd, !isKey else { return end }
      // The next line that isn't blank goes on with it where it stands deeper than what is around.
      index = source.nextLine(after: index)
      while index < source.bytes.count, source.isBlankLine(from: index, orComment: false) {
        index = source.nextLine(after: index)
      }
      let text = source.skipBlanks(index)
      guard text < source.bytes.count, inFlow || source.indentation(ofLineAt: index) > parentColumn,
        source.bytes[text] != UInt8(ascii: "#")
      else { return end }
      index = text
    }
  }

  private func endsPlain(at index: Int) -> Bool {
    switch source.bytes[index] {
    case UInt8(ascii: "#"): return source.isBlankOrEnd(index - 1)
    case UInt8(ascii: ":"):
      if source.isBlankOrEnd(index + 1) { return true }
      return inFlow && ",[]{}".utf8.contains(source.bytes[index + 1])
    case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"): return inFlow
    default: return false
    }
  }

  private func quoted(from start: Int) -> Int {
    let quote = source.bytes[start]
    var index = start + 1
    while index < source.bytes.count {
      if quote == UInt8(ascii: "\""), source.bytes[index] == UInt8(ascii: "\\") {
        index += 2
      } else if source.bytes[index] != quote {
        index += 1
      } else if quote == UInt8(ascii: "'"), index + 1 < source.bytes.count, source.bytes[index + 1] == quote {
        index += 2
      } else {
        return index + 1
      }
    }
    return source.bytes.count
  }

  /// The end of the last line that isn't blank; where its blank lines count (`|+`), of the last of them.
  private func block(from start: Int) -> Int {
    var index = start + 1
    var margin: Int?
    var keepsBlankLines = false
    while index < source.bytes.count {
      switch source.bytes[index] {
      case UInt8(ascii: "1")...UInt8(ascii: "9"):
        margin = max(parentColumn, 0) + Int(source.bytes[index] - UInt8(ascii: "0"))
      case UInt8(ascii: "+"): keepsBlankLines = true
      case UInt8(ascii: "-"): break
      default:
        return content(after: index, margin: margin, keepsBlankLines)
      }
      index += 1
    }
    return index
  }

  private func content(after header: Int, margin: Int?, _ keepsBlankLines: Bool) -> Int {
    var margin = margin
    var end = header
    var line = source.nextLine(after: header)
    while line < source.bytes.count {
      let indentation = source.indentation(ofLineAt: line)
      let isBlank =
        line + indentation >= source.bytes.count
        || YAMLLines.breakLength(source.bytes.span, at: line + indentation) > 0
      if !isBlank || indentation > margin ?? Int.max {
        let least = max(parentColumn + 1, 1)
        guard indentation >= margin ?? least else { break }
        margin = margin ?? indentation
        end = source.lineTextEnd(of: line)
      } else if keepsBlankLines {
        end = source.lineTextEnd(of: line)
      }
      line = source.nextLine(after: line)
    }
    return end
  }
}
