import Primitives

/// Takes the steps of a record in a document as it stands now.
struct UndoEdit {
  let source: YAMLSource
  let style: YAMLStyle
  /// That of records.
  let key: String

  /// - Returns: nil where the steps leave nothing of the node.
  /// - Throws: where somebody changed what a step is about to replace, or what it stands beside.
  func splices(_ steps: [UndoStep], in node: PlacedNode, path: [EntryID] = []) throws(Flaw) -> [Splice]? {
    var edit = CollectionEdit(node, in: source, style)
    var finder = EntryFinder(node, without: key)
    for step in steps {
      switch step {
      case .inside(let ids, let further):
        guard let id = ids.first, let index = finder.index(of: id) else { throw missing(ids.first, in: node) }
        let rest = ids.count > 1 ? [UndoStep.inside(Array(ids.dropFirst()), further)] : further
        try inner(rest, index, in: &edit)
      case .drop(let id, let made):
        guard let index = finder.index(of: id) else { continue }
        try drop(index, made, in: &edit)
      case .put(let text, let after, let before):
        edit.added[try place(after, before, in: edit, &finder)].append(.tile(text))
      case .swap(let id, let text, let was, let made):
        guard let index = finder.index(of: id) else { throw missing(id, in: node) }
        let entry = node.entries[index]
        if !made.isEmpty, entry.value.isCollection, hasMore(than: made, in: entry.value) {
          try inner(made, index, in: &edit)
        } else {
          if made.isEmpty, let was { try check(entry, was) }
          edit.inner[index] = [Splice(edit.place(of: index), text)]
        }
      case .text(let id, let text, let was):
        guard let index = finder.index(of: id) else { throw missing(id, in: node) }
        let entry = node.entries[index]
        try check(entry, was)
        edit.inner[index] = [Splice(entry.value.start..<entry.value.end, text)]
      }
    }
    guard edit.removed.contains(false) else { return nil }
    guard let splices = edit.splices() else {
      throw Flaw(offset: node.start, reason: "what was changed here can't be taken back", hint: Self.hint)
    }
    return splices
  }

  private func inner(_ steps: [UndoStep], _ index: Int, in edit: inout CollectionEdit) throws(Flaw) {
    let entry = edit.node.entries[index]
    guard entry.value.isCollection, !entry.value.entries.isEmpty else { throw changed(entry) }
    if let splices = try splices(steps, in: entry.value) {
      edit.inner[index] = splices
    } else {
      // Only what was put in is left of it.
      let end = source.text(entry.start..<entry.valueStart) + (entry.value.value.pairs == nil ? " []" : " {}")
      edit.inner[index] = [Splice(entry.start..<entry.end, end)]
    }
  }

  private func drop(_ index: Int, _ made: [UndoStep], in edit: inout CollectionEdit) throws(Flaw) {
    let value = edit.node.entries[index].value
    if !made.isEmpty, value.isCollection, hasMore(than: made, in: value) {
      try inner(made, index, in: &edit)
    } else {
      edit.removed[index] = true
    }
  }

  /// Whether a collection has entries beside those that were made with it.
  private func hasMore(than made: [UndoStep], in node: PlacedNode) -> Bool {
    var finder = EntryFinder(node, without: key)
    var isMade = [Bool](repeating: false, count: node.entries.count)
    for case .drop(let id, let further) in made {
      guard let index = finder.index(of: id) else { continue }
      let value = node.entries[index].value
      isMade[index] = further.isEmpty || !value.isCollection || !hasMore(than: further, in: value)
    }
    return isMade.contains(false)
  }

  /// Where, among what is put in, an entry comes back.
  private func place(
    _ after: EntryID?, _ before: EntryID?, in edit: CollectionEdit, _ finder: inout EntryFinder
  ) throws(Flaw) -> Int {
    guard let after else { return 0 }
    if let index = finder.index(of: after) { return index + 1 }
    // A line can stand anywhere; an entry with the comma before it can't.
    guard !edit.node.isFlow, let index = before.flatMap({ finder.index(of: $0) }), index > 0 || !edit.isCompact else {
      throw missing(after, in: edit.node)
    }
    return index
  }

  private func check(_ entry: PlacedNode.Entry, _ was: String) throws(Flaw) {
    guard UndoRecord.digest(entry.value.value, without: key) == was else { throw changed(entry) }
  }

  private func changed(_ entry: PlacedNode.Entry) -> Flaw {
    Flaw(
      offset: entry.start, reason: "this was changed since, and what stood here before can't be put back",
      hint: Self.hint)
  }

  private func missing(_ id: EntryID?, in node: PlacedNode) -> Flaw {
    let name =
      switch id {
      case .key(let key): "\"\(key.printable)\""
      case .field(let field, let text): "the item with \(field) \"\(text.printable)\""
      default: "an item"
      }
    return Flaw(
      offset: node.start, reason: "\(name) is gone from here, and what was changed there can't be put back",
      hint: Self.hint)
  }

  private static let hint = "undo that change first, or take the file from before out of git"
}
