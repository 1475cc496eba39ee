import Primitives
import Sealing

/// A document that is to be edited or to be taken back: its tree, its layout, and the records in it.
struct PatchDocument {
  /// An object with a record.
  struct Record {
    let path: [Int]
    let object: PlacedNode
    /// The annotation; nil where it stands behind an alias.
    let entry: PlacedNode.Entry?
  }

  let source: YAMLSource
  let root: PlacedNode
  /// Whether it is known where its nodes end.
  let isPlaced: Bool
  let style: YAMLStyle
  /// The annotation that holds records.
  let key: String
  let records: [Record]

  /// - Returns: nil where the text holds nothing.
  init?(_ bytes: [UInt8], under key: String) throws(Flaw) {
    source = YAMLSource(bytes)
    guard let root = try NodeResolver.resolve(source) else { return nil }
    self.root = root
    self.key = key
    isPlaced = NodeLayout(source: source).place(root)
    style = YAMLStyle(of: root, in: source)
    records = Self.records(in: root, [], key)
  }

  private static func records(in node: PlacedNode, _ path: [Int], _ key: String) -> [Record] {
    if let items = node["items"]?.value, case .sequence = items.content {
      return items.entries.enumerated().flatMap { records(in: $1.value, path + [$0], key) }
    }
    guard node.value["metadata"]?["annotations"]?[key] != nil else { return [] }
    return [Record(path: path, object: node, entry: node["metadata"]?.value["annotations"]?.value[key])]
  }

  /// The object at a place in Lists.
  func object(at path: [Int]) -> PlacedNode? {
    path.reduce(root as PlacedNode?) { node, index in
      guard let items = node?["items"]?.value.entries, items.indices.contains(index) else { return nil }
      return items[index].value
    }
  }

  /// What a document that is written anew as a whole must not change until it is taken back: all but its records.
  var digest: String {
    var rest: [UInt8] = []
    var place = 0
    for case let entry? in records.map(\.entry) {
      rest += source.bytes[place..<entry.start]
      place = entry.end
    }
    return UndoRecord.digest(rest + source.bytes[place...])
  }

  /// What the document was before it was edited; nil where it has no record.
  func original() throws(Flaw) -> YAMLPatch.Original? {
    guard !records.isEmpty else { return nil }
    let contents = try records.map(content)
    let notes = zip(records, contents).map { ($0.path, $1.note) }
    var splices: [Splice] = []
    for (record, content) in zip(records, contents) {
      switch content.undo {
      case .whole(let text, let digest):
        guard digest == self.digest else {
          throw Flaw(
            code: .policy, offset: record.object.start,
            reason: "this document was written anew as a whole, and was changed since: it can't be put back",
            hint: YAMLPatch.undoHint)
        }
        return YAMLPatch.Original(bytes: Array(text.utf8), notes: notes)
      case .steps(let steps):
        guard let further = try UndoEdit(source: source, style: style, key: key).splices(steps, in: record.object)
        else { throw unusable(record) }
        splices += further
      case .elsewhere: break
      }
    }
    guard let bytes = Splice.apply(splices, to: source.bytes) else { throw unusable(records[0]) }
    return YAMLPatch.Original(bytes: bytes, notes: notes)
  }

  private func content(_ record: Record) throws(Flaw) -> UndoRecord {
    guard isPlaced, let content = record.entry?.value.value.text.flatMap(UndoRecord.init) else {
      throw unusable(record)
    }
    return content
  }

  private func unusable(_ record: Record) -> Flaw {
    Flaw(
      code: .policy, offset: record.entry?.start ?? record.object.start,
      reason: "the annotation \"\(key)\" isn't what was written there, or doesn't lead back",
      hint: "take it out, to go on from what stands there")
  }
}
