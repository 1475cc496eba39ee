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
    let swaps = names.isMapping || names.match.pairs.isEmpty
    var steps: [UndoStep] = []
    var last: EntryID?
    var (new, gone) = (0, 0)
    for pair in names.match.pairs + [(now.entries.count, old.entries.count)] {
      let next = pair.old < now.entries.count ? names.id(pair.old) : nil
      while swaps, new < pair.old, gone < pair.new {
        if isLine(new, gone, here), !names.match.pairs.isEmpty, case let items = made(now.entries[new]), !items.isEmpty
        {
          steps.append(.drop(names.id(new), made: items))
          steps.append(.put(original.text(there.tile(gone)), after: last, before: next))
        } else {
          guard hasSameFiller((new, gone), here, there, above: true) else { return nil }
          steps.append(swap(new, in: here, for: gone, in: there, names))
          last = names.id(new)
        }
        (new, gone) = (new + 1, gone + 1)
      }
      for index in new..<pair.old { steps.append(.drop(names.id(index), made: made(now.entries[index]))) }
      if last == nil, gone < pair.new, now.isFlow || here.isCompact {
        guard pair.new < old.entries.count, let head = there.head(before: pair.new) else { return nil }
        steps.append(.put(original.text(head), after: nil, before: next))
      } else {
        for index in gone..<pair.new {
          steps.append(.put(original.text(there.tile(index)), after: last, before: next))
        }
      }
      guard pair.old < now.entries.count else { break }
      guard hasSameFiller(pair, here, there) else { return nil }
      steps += matched(pair, in: here, there, names)
      last = names.id(pair.old)
      (new, gone) = (pair.old + 1, pair.new + 1)
    }
    return steps
  }

  /// Whether a list stands in the place of something else, and has lines of its own: somebody may have put more into it by
  /// the time it goes.
  private func isLine(_ index: Int, _ other: Int, _ edit: CollectionEdit) -> Bool {
    edit.node.entries[index].value.value.items != nil && !edit.node.isFlow
      && !(edit.isCompact && (index == 0 || other == 0))
  }

  /// Whether the same comments stand above two entries, and beneath them: no step puts those back.
  private func hasSameFiller(
    _ pair: (old: Int, new: Int), _ here: CollectionEdit, _ there: CollectionEdit, above isAbove: Bool = false
  ) -> Bool {
    func isBlock(_ index: Int, _ edit: CollectionEdit) -> Bool {
      let value = edit.node.entries[index].value
      return value.isCollection && !value.isFlow
    }
    // What is beneath a block collection is beneath its last entry.
    let isAbove = isAbove || isBlock(pair.old, here) || isBlock(pair.new, there)
    func filler(_ index: Int, _ edit: CollectionEdit, _ source: YAMLSource) -> [UInt8] {
      let (tile, place) = (edit.tile(index), edit.place(of: index))
      let above = source.bytes[tile.lowerBound..<max(tile.lowerBound, place.lowerBound)]
      let beneath = source.bytes[place.upperBound..<max(tile.upperBound, place.upperBound)]
      return isAbove ? Array(above) : above + [0] + beneath.drop { $0 == 0x0A || $0 == 0x0D }
    }
    guard !here.node.isFlow, !here.isCompact || pair.old > 0 && pair.new > 0 else { return true }
    return filler(pair.old, here, edited) == filler(pair.new, there, original)
  }

  /// What changes in an entry that both have.
  private func matched(
    _ pair: (old: Int, new: Int), in here: CollectionEdit, _ there: CollectionEdit, _ names: Names
  ) -> [UndoStep] {
    let (now, old) = (here.node.entries[pair.old], there.node.entries[pair.new])
    guard edited.bytes[here.place(of: pair.old)] != original.bytes[there.place(of: pair.new)] else { return [] }
    let id = names.id(pair.old)
    // What stands around the value can't be put back by itself.
    guard let value = inside(pair.old, here, in: edited), let oldValue = inside(pair.new, there, in: original),
      frame(pair.old, here, value, in: edited) == frame(pair.new, there, oldValue, in: original)
    else { return [swap(pair.old, in: here, for: pair.new, in: there, names)] }
    if case .scalar = now.value.content, case .scalar = old.value.content {
      let was = UndoRecord.digest(now.value.value, without: key)
      return [.text(id, original.text(oldValue), was: was)]
    }
    guard let steps = steps(from: now.value, to: old.value) else {
      return [swap(pair.old, in: here, for: pair.new, in: there, names)]
    }
    if case .inside(let path, let further)? = steps.first, steps.count == 1 { return [.inside([id] + path, further)] }
    return steps.isEmpty ? [] : [.inside([id], steps)]
  }

  /// What may differ in an entry that stays: a scalar, or all entries of a collection; nil where nothing may.
  private func inside(_ index: Int, _ edit: CollectionEdit, in source: YAMLSource) -> Range<Int>? {
    let value = edit.node.entries[index].value
    guard !value.isUnwritten else { return nil }
    if case .scalar = value.content { return value.start..<value.end }
    guard value.isCollection, let last = value.entries.last else { return nil }
    let inner = CollectionEdit(value, in: source, style)
    return value.isFlow || inner.isCompact
      ? value.entries[0].start..<last.end : inner.tile(0).lowerBound..<max(inner.tile(0).lowerBound, last.end)
  }

  /// An entry without what may differ in it.
  private func frame(_ index: Int, _ edit: CollectionEdit, _ inside: Range<Int>, in source: YAMLSource) -> [UInt8] {
    let place = edit.place(of: index)
    let value = edit.node.entries[index].value
    // What follows on the last line of a block is its last entry's.
    let end = value.isCollection && !value.isFlow ? inside.upperBound : place.upperBound
    return Array(source.bytes[place.lowerBound..<inside.lowerBound] + source.bytes[inside.upperBound..<end])
  }

  private func swap(
    _ index: Int, in here: CollectionEdit, for other: Int, in there: CollectionEdit, _ names: Names
  ) -> UndoStep {
    let (now, old) = (here.node.entries[index], there.node.entries[other])
    let isSameKey = now.key?.value.text == old.key?.value.text
    let made = isSameKey && Self.isEmpty(old.value) ? made(now) : []
    // What was made may change by and by, as pins do, and the record with it if it said what that was.
    return .swap(
      names.id(index), original.text(there.place(of: other)),
      was: made.isEmpty ? UndoRecord.digest(now.value.value, without: key) : nil, made: made)
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
