/// Finds the entries of a collection by their names.
struct EntryFinder {
  private let node: PlacedNode
  private let key: String
  /// For keys, for items by what they say, and for each field that was asked for.
  private var places: [String: [String: Int]] = [:]

  init(_ node: PlacedNode, without key: String) { (self.node, self.key) = (node, key) }

  mutating func index(of id: EntryID) -> Int? {
    switch id {
    case .key(let name): return place("", name) { $0.key?.value.text }
    case .field(let field, let text): return place("." + field, text) { $0.value.value[field]?.text }
    case .index(let index, let was):
      guard case .sequence = node.content else { return nil }
      let digest = { [key] (entry: PlacedNode.Entry) in UndoRecord.digest(entry.value.value, without: key) }
      // Where it was, or where it alone says what it said.
      if node.entries.indices.contains(index), digest(node.entries[index]) == was { return index }
      return place("#", was, digest)
    }
  }

  /// Nil where none or several have the name.
  private mutating func place(_ kind: String, _ name: String, _ named: (PlacedNode.Entry) -> String?) -> Int? {
    if places[kind] == nil {
      places[kind] = Dictionary(
        node.entries.enumerated().compactMap { index, entry in named(entry).map { ($0, index) } },
        uniquingKeysWith: { _, _ in -1 })
    }
    return places[kind]?[name].flatMap { $0 < 0 ? nil : $0 }
  }
}
