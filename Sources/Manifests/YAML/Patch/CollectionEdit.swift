/// Takes entries out of a collection and puts others in.
///
/// The text of a block collection is cut into tiles, one after the other: each goes from where the one before it ends to
/// the end of its entry's last line. So the comments above an entry are its own, and what is taken out of a place and put
/// back there gives the same bytes. In a flow collection, an entry goes with the comma before it, or, where no entry
/// before it stays, with the one after it.
struct CollectionEdit {
  /// What is put in.
  enum Addition {
    /// An entry that was written for this place, without indentation, comma or line end.
    case written(String)
    /// A tile, or an entry with its comma, as ``tile(_:)`` and ``head(before:)`` give it.
    case tile(String)
  }

  let source: YAMLSource
  let node: PlacedNode
  let style: YAMLStyle

  /// For each entry, whether it is taken out.
  var removed: [Bool]
  /// What is put in: before the first entry, then after each.
  var added: [[Addition]]
  /// For each entry, what is done inside of it or in its place.
  var inner: [[Splice]]

  init(_ node: PlacedNode, in source: YAMLSource, _ style: YAMLStyle) {
    (self.source, self.node, self.style) = (source, node, style)
    removed = [Bool](repeating: false, count: node.entries.count)
    added = [[Addition]](repeating: [], count: node.entries.count + 1)
    inner = [[Splice]](repeating: [], count: node.entries.count)
  }

  private var entries: [PlacedNode.Entry] { node.entries }
  private var column: Int { source.column(of: node.contentStart) }

  /// Whether the first entry stands on the line of what is around it, as `- name: x` does.
  var isCompact: Bool {
    !node.isFlow && source.skipBlanks(source.lineStart(of: node.contentStart)) != node.contentStart
  }

  /// What an entry is replaced in: itself and, in a block, what follows on its last line.
  func place(of index: Int) -> Range<Int> {
    let entry = entries[index]
    return entry.start..<(node.isFlow ? entry.end : max(entry.end, source.lineTextEnd(of: entry.end)))
  }

  /// Whether comments stand beneath an entry that are its own.
  func hasCommentsBeneath(_ index: Int) -> Bool {
    !node.isFlow && boundary(index + 1) > source.nextLine(after: entries[index].end)
  }

  /// The tile of an entry, or the entry with the comma before it.
  func tile(_ index: Int) -> Range<Int> {
    if node.isFlow { return (index > 0 ? entries[index - 1].end : entries[0].start)..<entries[index].end }
    return boundary(index)..<boundary(index + 1)
  }

  /// All before the entry at `index`, where an entry can't be told from what is between them: in a flow collection, and
  /// where the first one stands behind a dash. Nil where comments are between.
  func head(before index: Int) -> Range<Int>? {
    let range = entries[0].start..<entries[index].start
    guard !node.isFlow else { return range }
    let lineStart = source.lineStart(of: range.upperBound)
    return index > 0 && boundary(index) == lineStart && source.skipBlanks(lineStart) == range.upperBound ? range : nil
  }

  /// Where the tile of the entry at `index` begins and the one before it ends.
  private func boundary(_ index: Int) -> Int {
    if index == 0, isCompact { return entries[0].start }
    var line: Int
    if index > 0 {
      line = source.nextLine(after: entries[index - 1].end)
    } else {
      line = header
    }
    // Comments that stand deeper belong to what is before them.
    while line < source.bytes.count, case let text = line + source.indentation(ofLineAt: line), text - line > column,
      text < source.bytes.count, source.bytes[text] == UInt8(ascii: "#")
    {
      line = source.nextLine(after: line)
    }
    return line
  }

  /// Where the line after that of the key or dash around the collection begins: the comments above its first entry are
  /// that one's own. Those at the head of a document are not.
  private var header: Int {
    let first = source.lineStart(of: entries[0].start)
    var line = first
    while let previous = source.previousLine(before: line) {
      guard source.isBlankLine(from: previous, orComment: true) else {
        return source.bytes[previous...].starts(with: "---".utf8) ? first : line
      }
      line = previous
    }
    return first
  }

  // MARK: splices

  /// What the edit does to the text; nil where it can't be made in place.
  func splices() -> [Splice]? {
    guard removed.contains(false) else { return nil }
    return node.isFlow ? flowSplices() : blockSplices()
  }

  private func flowSplices() -> [Splice]? {
    let first = removed.firstIndex(of: false) ?? 0
    var splices: [Splice] = []
    let head = added[0...first].flatMap { $0 }.map { addition in
      switch addition {
      case .written(let text): text + separator
      case .tile(let text): text
      }
    }
    if first > 0 || !head.isEmpty {
      splices.append(Splice(entries[0].start..<entries[first].start, head.joined()))
    }
    for index in first..<entries.count {
      if removed[index] { splices.append(Splice(tile(index), "")) } else { splices += inner[index] }
      for addition in added[index + 1] {
        switch addition {
        case .written(let text): splices.append(Splice(entries[index].end..<entries[index].end, separator + text))
        case .tile(let text): splices.append(Splice(entries[index].end..<entries[index].end, text))
        }
      }
    }
    return splices
  }

  /// What stands between two entries: a comma, and the line end and the indentation of those that have a line each.
  private var separator: String {
    guard let column = lineColumn else { return style.isTight ? "," : ", " }
    return "," + style.lineEnd + String(repeating: " ", count: column)
  }

  /// The column of the entries of a flow collection that have a line each.
  var lineColumn: Int? {
    guard node.isFlow, let first = entries.first else { return nil }
    let line = source.lineStart(of: first.start)
    return line > node.contentStart && source.skipBlanks(line) == first.start ? first.start - line : nil
  }

  private func blockSplices() -> [Splice]? {
    let first = removed.firstIndex(of: false) ?? 0
    var splices: [Splice] = []
    var index = 0
    if isCompact, first > 0 || !added[0].isEmpty {
      guard added[1..<(first + 1)].allSatisfy(\.isEmpty) || first == 0, let splice = compactHead(first) else {
        return nil
      }
      splices.append(splice)
      index = first
    } else if !added[0].isEmpty {
      splices.append(Splice(boundary(0)..<boundary(0), lines(added[0], at: boundary(0))))
    }
    while index < entries.count {
      if removed[index] {
        splices.append(Splice(boundary(index)..<boundary(index + 1), ""))
      } else {
        splices += inner[index]
      }
      if !added[index + 1].isEmpty {
        let end = boundary(index + 1)
        splices.append(Splice(end..<end, lines(added[index + 1], at: end)))
      }
      index += 1
    }
    return withoutLastLineEnd(splices)
  }

  /// What stands behind the dash in the place of the entries before the one at `first`.
  private func compactHead(_ first: Int) -> Splice? {
    guard let range = first > 0 ? head(before: first) : entries[0].start..<entries[0].start else { return nil }
    let margin = style.lineEnd + String(repeating: " ", count: column)
    let texts = added[0].map { addition in
      switch addition {
      case .written(let text): text + margin
      case .tile(let text): text
      }
    }
    return Splice(range, texts.joined())
  }

  /// Lines to put in at `place`, where one begins or the text ends without a line end.
  private func lines(_ additions: [Addition], at place: Int) -> String {
    var text = ""
    for addition in additions {
      switch addition {
      case .written(let entry): text += String(repeating: " ", count: column) + entry + style.lineEnd
      case .tile(let tile): text += Self.endsLine(tile) ? tile : tile + style.lineEnd
      }
    }
    guard place == source.bytes.count, place > 0, source.breakLength(endingAt: place) == 0 else {
      return text
    }
    return style.lineEnd + Self.droppingLineEnd(text)
  }

  /// Where a text ends without a line end, and its last entry is taken out, the line end before that goes with it.
  private func withoutLastLineEnd(_ splices: [Splice]) -> [Splice]? {
    let end = source.bytes.count
    guard removed.last == true, let last = splices.last, last.range.upperBound == end, last.text.isEmpty,
      !last.range.isEmpty,
      source.breakLength(endingAt: end) == 0
    else { return splices }
    var kept = splices
    while let splice = kept.last, splice.text.isEmpty, !splice.range.isEmpty,
      splice.range.upperBound == (splices.count == kept.count ? end : splices[kept.count].range.lowerBound)
    {
      kept.removeLast()
    }
    let start = splices[kept.count].range.lowerBound
    if let addition = kept.last, addition.range == start..<start {
      kept.removeLast()
      return kept + [Splice(start..<end, Self.droppingLineEnd(String(decoding: addition.text, as: UTF8.self)))]
    }
    return kept + [Splice(start - source.breakLength(endingAt: start)..<end, "")]
  }

  private static func endsLine(_ text: String) -> Bool {
    let bytes = Array(text.utf8.suffix(3))
    return (1...3).contains { length in
      bytes.count >= length && YAMLLines.breakLength(bytes.span, at: bytes.count - length) == length
    }
  }

  private static func droppingLineEnd(_ text: String) -> String {
    if text.utf8.suffix(2).elementsEqual("\r\n".utf8) { return String(decoding: text.utf8.dropLast(2), as: UTF8.self) }
    return text.utf8.last == 0x0A ? String(decoding: text.utf8.dropLast(), as: UTF8.self) : text
  }
}
