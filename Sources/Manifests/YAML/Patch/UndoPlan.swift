/// Finds the steps that lead from an edited document back to the original, byte for byte.
struct UndoPlan {
  let edited: YAMLSource
  let original: YAMLSource
  let style: YAMLStyle
  /// That of records.
  let key: String

  /// - Returns: nil where the two have no entry in common, or differ in more than their entries.
  func steps(from now: PlacedNode, to old: PlacedNode) -> [UndoStep]? {
    guard now.isCollection, old.isCollection, now.isFlow == old.isFlow, !now.entries.isEmpty, !old.entries.isEmpty
    else {
      return nil
    }
    let (here, there) = (CollectionEdit(now, in: edited, style), CollectionEdit(old, in: original, style))
    guard here.isCompact == there.isCompact, let names = Names(now, old, without: key) else { return nil }
    guard names.isMapping || !names.match.pairs.isEmpty else { return nil }

    var steps: [UndoStep] = []
    var last: EntryID?
    var (new, gone) = (0, 0)
    for pair in names.match.pairs + [(now.entries.count, old.entries.count)] {
      while names.isMapping, new < pair.old, gone < pair.new {
        steps.append(swap(new, in: here, for: gone, in: there, names))
        last = names.id(new)
        (new, gone) = (new + 1, gone + 1)
      }
      for index in new..<pair.old { steps.append(.drop(names.id(index), made: made(now.entries[index]))) }
      let next = pair.old < now.entries.count ? names.id(pair.old) : nil
      if last == nil, gone < pair.new, now.isFlow || here.isCompact {
        guard pair.new < old.entries.count, let head = there.head(before: pair.new) else { return nil }
        steps.append(.put(original.text(head), after: nil, before: next))
      } else {
        for index in gone..<pair.new {
          steps.append(.put(original.text(there.tile(index)), after: last, before: next))
        }
      }
      guard pair.old < now.entries.count else { break }
      steps += matched(pair, in: here, there, names)
      last = names.id(pair.old)
      (new, gone) = (pair.old + 1, pair.new + 1)
    }
    return steps
  }

  /// What changes in an entry that both have.
  private func matched(
    _ pair: (old: Int, new: Int), in here: CollectionEdit, _ there: CollectionEdit, _ names: Names
  ) -> [UndoStep] {
    let (now, old) = (here.node.entries[pair.old], there.node.entries[pair.new])
    guard edited.bytes[here.place(of: pair.old)] != original.bytes[there.place(of: pair.new)] else { return [] }
    let id = names.id(pair.old)
    if case .scalar = now.value.content, case .scalar = old.value.content, !now.value.isUnwritten,
      !old.value.isUnwritten
    {
      let text = original.text(old.value.start..<old.value.end)
      return [.text(id, text, was: UndoRecord.digest(now.value.value, without: key))]
    }
    guard let steps = steps(from: now.value, to: old.value) else {
      return [swap(pair.old, in: here, for: pair.new, in: there, names)]
    }
    if case .inside(let path, let further)? = steps.first, steps.count == 1 { return [.inside([id] + path, further)] }
    return steps.isEmpty ? [] : [.inside([id], steps)]
  }

  private func swap(
    _ index: Int, in here: CollectionEdit, for other: Int, in there: CollectionEdit, _ names: Names
  ) -> UndoStep {
    let (now, old) = (here.node.entries[index], there.node.entries[other])
    let isSameKey = now.key?.value.text == old.key?.value.text
    return .swap(
      names.id(index), original.text(there.place(of: other)),
      was: UndoRecord.digest(now.value.value, without: key),
      made: isSameKey && Self.isEmpty(old.value) ? made(now) : [])
  }

  private static func isEmpty(_ node: PlacedNode) -> Bool {
    node.value.pairs?.isEmpty ?? node.value.items?.isEmpty ?? node.value.text.map(PlainScalar.isNull) ?? false
  }

  /// The entries that were made with a pair, and that others may stand beside by the time it goes.
  private func made(_ entry: PlacedNode.Entry) -> [UndoStep] {
    guard entry.key != nil else { return [] }
    if entry.value.value.pairs != nil {
      return entry.value.entries.compactMap { child in
        guard let name = child.key?.value.text else { return nil }
        return .drop(.key(name), made: child.value.value.pairs == nil ? [] : made(child))
      }
    }
    let items = entry.value.value.items ?? []
    guard let field = EntryMatch.field(of: items, items) else { return [] }
    return items.map { .drop(EntryMatch.id($0, field), made: []) }
  }
}

extension UndoPlan {
  /// How the entries of two collections are told apart.
  private struct Names {
    let match: EntryMatch
    let isMapping: Bool
    private let now: PlacedNode
    private let field: String?
    private let key: String

    init?(_ now: PlacedNode, _ old: PlacedNode, without key: String) {
      (self.now, self.key) = (now, key)
      switch (now.content, old.content) {
      case (.mapping, .mapping):
        let keys = { (node: PlacedNode) in node.entries.map { $0.key?.value.text ?? "" } }
        match = EntryMatch(old: keys(now), new: keys(old))
        (isMapping, field) = (true, nil)
      case (.sequence, .sequence):
        let (here, there) = (now.entries.map(\.value.value), old.entries.map(\.value.value))
        match = EntryMatch(old: here, new: there)
        (isMapping, field) = (false, EntryMatch.field(of: here, there))
      default: return nil
      }
    }

    func id(_ index: Int) -> EntryID {
      let entry = now.entries[index]
      if let key = entry.key { return .key(key.value.text ?? "") }
      if let field { return EntryMatch.id(entry.value.value, field) }
      return .index(index, UndoRecord.digest(entry.value.value, without: key))
    }
  }
}
