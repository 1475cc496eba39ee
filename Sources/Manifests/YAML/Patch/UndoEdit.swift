import Primitives
import Sealing

/// Takes the steps of a record in a document as it stands now.
struct UndoEdit {
  let source: YAMLSource
  let style: YAMLStyle
  /// That of records.
  let key: String

  /// What somebody has taken out since stays out; nothing is put back in its place.
  ///
  /// - Parameter path: that of the node, for messages.
  /// - Returns: nil where the steps leave nothing of the node.
  /// - Throws: where somebody changed what a step is about to replace.
  func splices(_ steps: [UndoStep], in node: PlacedNode, path: [EntryID] = []) throws(Flaw) -> [Splice]? {
    var edit = CollectionEdit(node, in: source, style)
    var finder = EntryFinder(node, without: key)
    // What comes back comes last: by then it is known what else goes.
    for step in steps.filter({ !$0.isPut }) + steps.filter(\.isPut) {
      switch step {
      case .inside(let ids, let further):
        guard let id = ids.first, let index = finder.index(of: id) else { continue }
        let rest = ids.count > 1 ? [UndoStep.inside(Array(ids.dropFirst()), further)] : further
        try inner(rest, index, in: &edit, path + [id])
      case .drop(let id, let made):
        guard let index = finder.index(of: id) else { continue }
        try drop(index, made, in: &edit, path + [id])
      case .put(let text, let after, let before):
        if try !join(text, in: &edit, path) { edit.added[place(after, before, in: edit, &finder)].append(.tile(text)) }
      case .swap(let id, let text, let was, let made):
        guard let index = finder.index(of: id) else { continue }
        let entry = node.entries[index]
        if !made.isEmpty, entry.value.isCollection, hasMore(than: made, in: entry.value) {
          try inner(made, index, in: &edit, path + [id])
        } else {
          if made.isEmpty, let was { try check(entry, was, path + [id]) }
          edit.inner[index] = [Splice(edit.place(of: index), text)]
        }
      case .text(let id, let text, let was):
        guard let index = finder.index(of: id) else { continue }
        let entry = node.entries[index]
        try check(entry, was, path + [id])
        edit.inner[index] = [Splice(entry.value.start..<entry.value.end, text)]
      }
    }
    guard edit.removed.contains(false) else { return nil }
    guard let splices = edit.splices() else {
      throw Self.flaw(node.start, "what was changed in \(path.quoted) since can't be taken back")
    }
    return splices
  }

  private func inner(
    _ steps: [UndoStep], _ index: Int, in edit: inout CollectionEdit, _ path: [EntryID]
  ) throws(Flaw) {
    let entry = edit.node.entries[index]
    guard entry.value.isCollection, !entry.value.entries.isEmpty else { throw Self.changed(entry, path) }
    if let splices = try splices(steps, in: entry.value, path: path) {
      edit.inner[index] = splices
    } else {
      // Only what was put in is left of it.
      let end = source.text(entry.start..<entry.valueStart) + (entry.value.value.pairs == nil ? " []" : " {}")
      edit.inner[index] = [Splice(entry.start..<entry.end, end)]
    }
  }

  private func drop(
    _ index: Int, _ made: [UndoStep], in edit: inout CollectionEdit, _ path: [EntryID]
  ) throws(Flaw) {
    let value = edit.node.entries[index].value
    if !made.isEmpty, value.isCollection, hasMore(than: made, in: value) {
      try inner(made, index, in: &edit, path)
    } else {
      edit.removed[index] = true
    }
  }

  /// Puts a list back where somebody has made one of that name since: its items come after theirs, so that they go on
  /// counting before those that were there by then.
  ///
  /// - Returns: whether it was such a list.
  private func join(_ text: String, in edit: inout CollectionEdit, _ path: [EntryID]) throws(Flaw) -> Bool {
    guard edit.node.value.pairs != nil, let old = Self.pair(text, key), let name = old.root.entries[0].key?.value.text,
      let index = edit.node.entries.firstIndex(where: { $0.key?.value.text == name }), !edit.removed[index]
    else { return false }
    let (now, then) = (edit.node.entries[index].value, old.root.entries[0].value)
    guard case .sequence = now.content, case .sequence = then.content, !now.entries.isEmpty, !then.entries.isEmpty
    else {
      throw Self.flaw(now.start, "\((path + [.key(name)]).quoted) stands where another one was")
    }
    var list = CollectionEdit(now, in: source, style)
    let (tiles, renderer) = (CollectionEdit(then, in: old.source, old.style), YAMLRenderer(style: style))
    list.added[now.entries.count] = then.entries.indices.map { item in
      guard !now.isFlow, !then.isFlow, old.isPlaced else {
        let value = then.entries[item].value.value
        return .written(
          now.isFlow ? renderer.flow(value) : renderer.item(value, column: source.column(of: now.contentStart)))
      }
      let shift = source.column(of: now.contentStart) - old.source.column(of: then.contentStart)
      return .tile(old.source.text(tiles.tile(item)).shifted(by: shift))
    }
    edit.inner[index] += list.splices() ?? []
    return true
  }

  /// The pair that a step puts back: lines, or an entry of a flow collection with its comma.
  private static func pair(_ text: String, _ key: String) -> PatchDocument? {
    let bytes = Array(text.utf8)
    let isFlow = bytes.first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D } == UInt8(ascii: ",")
    let pair =
      isFlow ? [UInt8(ascii: "{")] + bytes.drop { $0 != UInt8(ascii: ",") }.dropFirst() + [UInt8(ascii: "}")] : bytes
    guard let document = try? PatchDocument(pair, under: key), document.root.value.pairs?.count == 1,
      document.root.entries.count == 1
    else { return nil }
    return document
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

  /// Where, among what is put in, an entry comes back: at the end, where its neighbours are gone.
  private func place(
    _ after: EntryID?, _ before: EntryID?, in edit: CollectionEdit, _ finder: inout EntryFinder
  ) -> Int {
    guard let after else { return 0 }
    if let index = finder.index(of: after) { return index + 1 }
    // A line can stand anywhere; an entry with the comma before it can't.
    guard !edit.node.isFlow, let index = before.flatMap({ finder.index(of: $0) }), index > 0 || !edit.isCompact else {
      return edit.node.entries.count
    }
    return index
  }

  private func check(_ entry: PlacedNode.Entry, _ was: String, _ path: [EntryID]) throws(Flaw) {
    guard UndoRecord.digest(entry.value.value, without: key) == was else { throw Self.changed(entry, path) }
  }

  private static func changed(_ entry: PlacedNode.Entry, _ path: [EntryID]) -> Flaw {
    flaw(entry.start, "\(path.quoted) was changed since, and what stood there before can't be put back")
  }

  private static func flaw(_ offset: Int, _ reason: String) -> Flaw {
    Flaw(code: .policy, offset: offset, reason: reason, hint: YAMLPatch.undoHint)
  }
}

extension String {
  /// Its lines that many columns deeper; a blank one stays.
  fileprivate func shifted(by columns: Int) -> String {
    var result: [UInt8] = []
    var isLineStart = true
    var dropped = 0
    for byte in utf8 {
      if isLineStart, byte != 0x0A, byte != 0x0D {
        if columns < 0, dropped < -columns, byte == 0x20 {
          dropped += 1
          continue
        }
        result += [UInt8](repeating: 0x20, count: max(columns, 0))
        (isLineStart, dropped) = (false, 0)
      }
      result.append(byte)
      if byte == 0x0A { (isLineStart, dropped) = (true, 0) }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
