/// The first place at which two trees say something else.
///
/// The pairs of a mapping may stand in any order; so may variables, mounts and volumes, which others put between.
enum TreeDifference {
  /// - Returns: the way to it; nil where both say the same.
  static func path(from now: YAMLValue, to then: YAMLValue) -> [EntryID]? {
    path(now, then, isOrdered: true)
  }

  private static func path(_ now: YAMLValue, _ then: YAMLValue, isOrdered: Bool) -> [EntryID]? {
    switch (now, then) {
    case (.mapping(let mine), .mapping(let theirs)):
      for (key, value) in mine {
        guard let other = then[key] else { return [.key(key)] }
        let isOrdered = !["env", "volumeMounts", "volumes"].contains(key)
        if let rest = path(value, other, isOrdered: isOrdered) { return [.key(key)] + rest }
      }
      return theirs.first { now[$0.key] == nil }.map { [.key($0.key)] }
    case (.sequence(let mine), .sequence(let theirs)):
      guard let field = EntryMatch.field(of: mine, theirs) else { return byPlace(mine, theirs) }
      let (ids, others) = (mine.map { EntryMatch.id($0, field) }, theirs.map { EntryMatch.id($0, field) })
      let places = Dictionary(zip(others, theirs), uniquingKeysWith: { first, _ in first })
      for (id, item) in zip(ids, mine) {
        guard let other = places[id] else { return [id] }
        if let rest = path(item, other, isOrdered: true) { return [id] + rest }
      }
      let known = Set(ids)
      if let gone = others.first(where: { !known.contains($0) }) { return [gone] }
      return isOrdered ? zip(ids, others).first { $0 != $1 }.map { [$0.0] } : nil
    default: return now == then ? nil : []
    }
  }

  private static func byPlace(_ now: [YAMLValue], _ then: [YAMLValue]) -> [EntryID]? {
    for (index, (mine, theirs)) in zip(now, then).enumerated() {
      if let rest = path(mine, theirs, isOrdered: true) { return [.index(index, "")] + rest }
    }
    return now.count == then.count ? nil : [.index(min(now.count, then.count), "")]
  }
}

extension PlacedNode {
  /// Where a path leads, or as much of it as there is.
  func start(of path: [EntryID]) -> (offset: Int, isThere: Bool) {
    var (node, offset) = (self, start)
    for id in path {
      let found = (node.target ?? node).entries.enumerated().first { index, entry in
        switch id {
        case .key(let key): entry.key?.value.text == key
        case .field(let field, let text): entry.value.value[field]?.text == text
        case .index(let place, _): index == place
        }
      }
      guard let entry = found?.element else { return (offset, false) }
      (node, offset) = (entry.value, entry.start)
    }
    return (offset, true)
  }
}
