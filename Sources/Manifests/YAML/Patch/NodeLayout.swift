/// Finds where the nodes of a document end and their entries begin, by the rules of YAML.
///
/// The parser says where nodes begin. Each next one must stand where the last one's end leads; where it doesn't, or where
/// a document has what nobody writes in a workload (`? ` keys), the layout isn't known and nothing is edited in place.
struct NodeLayout {
  let source: YAMLSource

  /// Places a root and all beneath it.
  ///
  /// - Returns: whether every node is where it must be.
  func place(_ root: PlacedNode) -> Bool {
    place(root, parentColumn: -1, inFlow: false, after: root.start)
  }

  private func place(_ node: PlacedNode, parentColumn: Int, inFlow: Bool, after: Int, isKey: Bool = false) -> Bool {
    let ends = ScalarEnds(source: source, parentColumn: parentColumn, inFlow: inFlow)
    let properties = propertiesEnd(of: node)
    if case .scalar(.plain) = node.content, node.value.text?.isEmpty == true {
      // Nothing is written: its place is after the colon or the dash, or after its anchor.
      (node.start, node.end) = properties.map { (node.start, $0) } ?? (after, after)
      node.contentStart = node.end
      return true
    }
    node.contentStart = properties.map(source.skipFiller) ?? node.start
    guard node.contentStart < source.bytes.count else { return false }
    switch node.content {
    case .alias:
      node.end = ends.plain(from: node.contentStart, isKey: isKey)
      return true
    case .scalar(let style):
      node.end = ends.end(of: style, from: node.contentStart, isKey: isKey)
      return node.end > node.contentStart
    case .sequence, .mapping:
      let opening = source.bytes[node.contentStart]
      node.isFlow = opening == UInt8(ascii: "[") || opening == UInt8(ascii: "{")
      if node.isFlow { return placeFlow(node) }
      // Inside brackets, a mapping without braces is a single pair: `[a: b]`.
      return !inFlow && placeBlock(node)
    }
  }

  /// Where the anchor and the tag of a node end; nil where it has none.
  private func propertiesEnd(of node: PlacedNode) -> Int? {
    if case .mapping = node.content, node.entries.first?.key?.start == node.start { return nil }
    var end: Int?
    var offset = node.start
    while let word = PropertyWord(at: offset, in: source) {
      end = word.end
      offset = source.skipFiller(word.end)
    }
    return end
  }

  private func placeBlock(_ node: PlacedNode) -> Bool {
    let column = source.column(of: node.contentStart)
    var place = node.contentStart
    for index in node.entries.indices {
      let start = source.skipFiller(place)
      guard start < source.bytes.count, source.column(of: start) == column else { return false }
      node.entries[index].start = start
      let entry = node.entries[index]
      if let key = entry.key {
        guard start == key.start, self.place(key, parentColumn: column, inFlow: false, after: start, isKey: true) else {
          return false
        }
        let colon = source.skipBlanks(key.end)
        guard key.end > key.start, colon < source.bytes.count, source.bytes[colon] == UInt8(ascii: ":") else {
          return false
        }
        place = colon + 1
      } else {
        guard source.bytes[start] == UInt8(ascii: "-") else { return false }
        place = start + 1
      }
      guard source.isBlankOrEnd(place) else { return false }
      node.entries[index].valueStart = place
      guard self.place(entry.value, parentColumn: column, inFlow: false, after: place), entry.value.start >= place
      else { return false }
      place = entry.value.end
    }
    node.end = place
    return !node.entries.isEmpty
  }

  private func placeFlow(_ node: PlacedNode) -> Bool {
    var place = node.contentStart + 1
    for index in node.entries.indices {
      let start = skipCommas(place)
      node.entries[index].start = start
      let entry = node.entries[index]
      if let key = entry.key {
        guard start == key.start, self.place(key, parentColumn: -1, inFlow: true, after: start, isKey: true) else {
          return false
        }
        let colon = source.skipFiller(key.end)
        guard colon < source.bytes.count else { return false }
        place = source.bytes[colon] == UInt8(ascii: ":") ? colon + 1 : key.end
      } else {
        place = start
      }
      node.entries[index].valueStart = place
      guard self.place(entry.value, parentColumn: -1, inFlow: true, after: place) else { return false }
      // An item begins where it was looked for, and a value after nothing but filler.
      let value = entry.value
      guard value.isUnwritten || value.start == source.skipFiller(place), value.end > start else { return false }
      place = value.end
    }
    let closing = skipCommas(place)
    let isSequence = source.bytes[node.contentStart] == UInt8(ascii: "[")
    guard closing < source.bytes.count, source.bytes[closing] == (isSequence ? UInt8(ascii: "]") : UInt8(ascii: "}"))
    else { return false }
    node.end = closing + 1
    return true
  }

  private func skipCommas(_ offset: Int) -> Int {
    var index = source.skipFiller(offset)
    while index < source.bytes.count, source.bytes[index] == UInt8(ascii: ",") { index = source.skipFiller(index + 1) }
    return index
  }
}
