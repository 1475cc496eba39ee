/// The splices that make a document say what a tree says.
///
/// Entries that both have stay as they are; within them the edit goes on. What an edit can't enter is written anew, as
/// the entry that holds it: what stands for an alias, a mapping that merges another, a change of type.
struct TreeEdit: ~Copyable {
  private let source: YAMLSource
  private let style: YAMLStyle
  private let renderer: YAMLRenderer
  /// How deep edits may enter: entries at this level are written anew as a whole.
  private let depth: Int
  /// Anchored nodes that can't be referred to any more.
  private let lost: Set<ObjectIdentifier>

  /// The anchored nodes that are taken out, or that say something else than their aliases do from now on.
  private(set) var losing: Set<ObjectIdentifier> = []
  /// The paths of what was written anew, though it has comments or aliases in it.
  private(set) var rewritten: [String] = []

  init(_ source: YAMLSource, _ style: YAMLStyle, depth: Int, lost: Set<ObjectIdentifier>) {
    (self.source, self.style, self.depth, self.lost) = (source, style, depth, lost)
    renderer = YAMLRenderer(style: style)
    losing = lost
  }

  /// - Returns: nil where the root itself has to be written anew.
  mutating func splices(from root: PlacedNode, to wanted: YAMLValue) -> [Splice]? {
    change(root, to: wanted, .anywhere, path: [])
  }

  /// - Returns: nil where the entry that holds the node has to be written anew.
  private mutating func change(
    _ node: PlacedNode, to wanted: YAMLValue, _ place: YAMLText.Place, path: [String]
  ) -> [Splice]? {
    let isSame = node.value == wanted
    if isSame, lost.isEmpty || !refersToLost(node) { return [] }
    if !isSame, node.anchor != nil { losing.insert(ObjectIdentifier(node)) }
    guard path.count <= depth else { return nil }
    switch (node.content, wanted) {
    case (.scalar(let old), .scalar):
      guard !isSame, !node.isUnwritten, node.contentStart == node.start else { return isSame ? [] : nil }
      return scalar(node, old, wanted, place)
    case (.mapping, .mapping(let pairs)): return mapping(node, pairs, path)
    case (.sequence, .sequence(let items)):
      guard !items.isEmpty, !node.entries.isEmpty else { return nil }
      let match = EntryMatch(old: node.entries.map(\.value.value), new: items)
      return entries(node, items.map { (nil, $0) }, match, path)
    default: return nil
    }
  }

  private func scalar(
    _ node: PlacedNode, _ old: YAMLNode.Style, _ wanted: YAMLValue, _ place: YAMLText.Place
  ) -> [Splice]? {
    guard case .scalar(let text, let isPlain) = wanted else { return nil }
    if !isPlain, text.utf8.contains(0x0A), !style.isJSON { return nil }
    let written: String
    switch old {
    case .doubleQuoted where !isPlain: written = YAMLText.doubleQuoted(text)
    case .singleQuoted where !isPlain && text.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != 0x27 }:
      written = "'" + text + "'"
    default: written = renderer.inline(wanted, place)
    }
    return [Splice(node.contentStart..<node.end, written)]
  }

  private mutating func mapping(
    _ node: PlacedNode, _ wanted: [(key: String, value: YAMLValue)], _ path: [String]
  ) -> [Splice]? {
    guard !wanted.isEmpty, !node.entries.isEmpty else { return nil }
    var pairs = wanted
    if let merge = node.entries.firstIndex(where: \.isMerge) {
      guard let own = ownPairs(node, merge, wanted) else { return nil }
      pairs = own
    }
    let match = EntryMatch(old: node.entries.map { $0.key?.value.text ?? "" }, new: pairs.map(\.key))
    guard match.pairs.filter({ node.entries[$0.old].isMerge }).count == node.entries.filter(\.isMerge).count else {
      return nil
    }
    return entries(node, pairs.map { ($0.key, $0.value) }, match, path)
  }

  /// What a mapping that merges another is to have of its own; nil where it can't go on merging it.
  private func ownPairs(
    _ node: PlacedNode, _ merge: Int, _ wanted: [(key: String, value: YAMLValue)]
  ) -> [(key: String, value: YAMLValue)]? {
    guard !refersToLost(node.entries[merge].value) else { return nil }
    let own = Set(node.entries.indices.compactMap { $0 == merge ? nil : node.entries[$0].key?.value.text })
    // What is merged in must stay as it is.
    let merged = (node.value.pairs ?? []).filter { !own.contains($0.key) }
    let values = Dictionary(wanted.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    guard merged.allSatisfy({ values[$0.key] == $0.value }) else { return nil }
    let names = Set(merged.map(\.key))
    var pairs = wanted.filter { !names.contains($0.key) }
    // The merge key stays behind the pair that it stands behind.
    let before = node.entries[..<merge].last { entry in
      entry.key?.value.text.map { values[$0] != nil } ?? false
    }?.key?.value.text
    let place = before.flatMap { name in pairs.firstIndex { $0.key == name } }.map { $0 + 1 } ?? 0
    pairs.insert((key: "<<", value: node.entries[merge].value.value), at: place)
    return pairs
  }

  private mutating func entries(
    _ node: PlacedNode, _ wanted: [(key: String?, value: YAMLValue)], _ match: EntryMatch, _ path: [String]
  ) -> [Splice]? {
    let swaps = match.pairs.isEmpty || wanted.first?.key != nil
    var edit = CollectionEdit(node, in: source, style)
    let moved = Dictionary(match.moved.map { ($0.new, $0.old) }, uniquingKeysWith: { first, _ in first })
    let leaving = Set(match.moved.map(\.old))
    var (old, new) = (0, 0)
    for pair in match.pairs + [(node.entries.count, wanted.count)] {
      // In a mapping, a pair that takes the place of another takes its lines, and so do items where none stays.
      while swaps, old < pair.old, new < pair.new, moved[new] == nil, !leaving.contains(old) {
        lose(node.entries[old])
        let text = written(edit, wanted[new].key, wanted[new].value, at: old)
        edit.inner[old] = [replacing(old, in: edit, with: text)]
        (old, new) = (old + 1, new + 1)
      }
      for index in new..<pair.new {
        let (key, value) = wanted[index]
        let lines = moved[index].flatMap { tile($0, of: edit, saying: value, path) }
        edit.added[old].append(lines ?? .written(written(edit, key, value)))
      }
      for index in old..<pair.old {
        lose(node.entries[index])
        edit.removed[index] = true
      }
      guard pair.old < node.entries.count else { break }
      let entry = node.entries[pair.old]
      let name = Self.name(of: entry, at: pair.old)
      if let splices = change(
        entry.value, to: wanted[pair.new].value, node.isFlow ? .anywhere : .blockValue, path: path + [name])
      {
        edit.inner[pair.old] = splices
      } else {
        lose(entry)
        note(entry.value, wanted[pair.new].value, path + [name])
        let key = entry.key.map { source.text($0.start..<$0.end) }
        let text = written(edit, keyText: key, wanted[pair.new].value, at: pair.old)
        edit.inner[pair.old] = [replacing(pair.old, in: edit, with: text)]
      }
      (old, new) = (pair.old + 1, pair.new + 1)
    }
    return edit.splices()
  }

  /// The lines of an entry that goes to another place, as they are; nil where it has none of its own, or changes.
  private mutating func tile(
    _ index: Int, of edit: CollectionEdit, saying value: YAMLValue, _ path: [String]
  ) -> CollectionEdit.Addition? {
    let entry = edit.node.entries[index]
    if !edit.node.isFlow, !edit.isCompact, entry.value.value == value { return .tile(source.text(edit.tile(index))) }
    if !entry.value.entries.isEmpty { rewritten.append(Self.text(path + [Self.name(of: entry, at: index)])) }
    return nil
  }

  /// - Parameter place: of the entry that it takes the place of.
  private func written(_ edit: CollectionEdit, _ key: String?, _ value: YAMLValue, at place: Int? = nil) -> String {
    let key = key.map { edit.node.isFlow ? renderer.key($0) : YAMLText.scalar($0) }
    return written(edit, keyText: key, value, at: place)
  }

  /// An entry, its key as it is to stand, for a place in a collection.
  private func written(
    _ edit: CollectionEdit, keyText key: String?, _ value: YAMLValue, at place: Int? = nil
  ) -> String {
    if edit.node.isFlow {
      let column = edit.lineColumn
      return key.map { renderer.flowPair($0, value, column: column) } ?? renderer.flow(value, column: column)
    }
    var writer = renderer
    if let place, edit.hasCommentsBeneath(place) { writer.style.hasLiterals = false }
    let column = source.column(of: edit.node.contentStart)
    return key.map { writer.pair($0, value, column: column) } ?? writer.item(value, column: column)
  }

  /// What was written in the place of an entry. A comment at the end of its only line stays on the first; one at the end
  /// of several goes with the last of them.
  private func replacing(_ index: Int, in edit: CollectionEdit, with text: String) -> Splice {
    let place = edit.place(of: index)
    let comment = source.text(edit.node.entries[index].end..<place.upperBound)
    guard !comment.isEmpty, source.lineStart(of: place.lowerBound) == source.lineStart(of: place.upperBound) else {
      return Splice(place, text)
    }
    let lines = text.split(separator: style.lineEnd.last!, maxSplits: 1, omittingEmptySubsequences: false)
    guard lines.count > 1 else { return Splice(place, text + comment) }
    return Splice(place, lines[0] + comment + style.lineEnd + lines[1])
  }

  private mutating func note(_ node: PlacedNode, _ wanted: YAMLValue, _ path: [String]) {
    let isSameKind = node.isCollection && !node.entries.isEmpty && (node.value.pairs == nil) == (wanted.pairs == nil)
    let isGone = wanted.pairs?.isEmpty ?? wanted.items?.isEmpty ?? true
    guard case .alias = node.content else {
      if isSameKind, !isGone { rewritten.append(Self.text(path)) }
      return
    }
    rewritten.append(Self.text(path))
  }

  // MARK: anchors

  private mutating func lose(_ entry: PlacedNode.Entry) {
    var nodes = [entry.key, entry.value].compactMap { $0 }
    while let node = nodes.popLast() {
      if node.anchor != nil { losing.insert(ObjectIdentifier(node)) }
      for entry in node.entries { nodes += [entry.key, entry.value].compactMap { $0 } }
    }
  }

  /// Whether an alias beneath a node, or it itself, refers to what can't be referred to any more.
  private func refersToLost(_ root: PlacedNode) -> Bool {
    guard !lost.isEmpty else { return false }
    var nodes = [root]
    while let node = nodes.popLast() {
      if let target = node.target, lost.contains(ObjectIdentifier(target)) { return true }
      for entry in node.entries { nodes += [entry.key, entry.value].compactMap { $0 } }
    }
    return false
  }

  // MARK: paths

  private static func name(of entry: PlacedNode.Entry, at index: Int) -> String {
    if let key = entry.key?.value.text { return key }
    return "[" + (entry.value.value["name"]?.text ?? String(index)) + "]"
  }

  private static func text(_ path: [String]) -> String {
    path.reduce("") { $0 + ($0.isEmpty || $1.hasPrefix("[") ? $1 : "." + $1) }
  }
}
