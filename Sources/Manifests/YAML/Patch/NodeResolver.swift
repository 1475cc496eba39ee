/// Resolves the aliases and merge keys of a document.
///
/// Aliases are what Kubernetes's readers take them for; merge keys are expanded as YAML 1.1 has it: a mapping's own keys
/// win over merged ones, and of several merged mappings the first. What no workload needs is refused: keys that are no
/// scalars, tags other than `!!str`, `!!map` and `!!seq`, more than ``depth`` levels, more than ``weight`` nodes.
struct NodeResolver: ~Copyable {
  static let depth = 64
  /// How many nodes a document may stand for once its aliases are resolved: nine lines of them can stand for billions.
  static let weight = 1_000_000

  private let source: YAMLSource
  private var anchors: [String: PlacedNode] = [:]

  /// The tree of one document; nil where it holds nothing.
  ///
  /// - Parameter source: offsets of nodes and flaws are its own.
  static func resolve(_ source: YAMLSource) throws(Flaw) -> PlacedNode? {
    guard let root = try YAMLParser.parseUnresolved(source.bytes.span, at: 0) else { return nil }
    var resolver = NodeResolver(source)
    return try resolver.node(root, depth: 1)
  }

  private init(_ source: YAMLSource) { self.source = source }

  private mutating func node(_ node: YAMLNode, depth: Int) throws(Flaw) -> PlacedNode {
    guard depth <= Self.depth else {
      throw Flaw(offset: node.offset, reason: "nested more than \(Self.depth) levels deep")
    }
    if case .scalar(let text, .plain) = node.content, text.utf8.first == UInt8(ascii: "*") {
      guard source.bytes[node.offset] == UInt8(ascii: "*") else {
        throw Flaw(offset: node.offset, reason: "an alias (*) can't have an anchor or a tag of its own")
      }
      return try alias(String(text.dropFirst()), at: node.offset)
    }
    let (anchor, tag) = try properties(of: node)
    let placed: PlacedNode
    switch node.content {
    case .scalar(let text, let style):
      let value = YAMLValue.scalar(text, isPlain: style == .plain && tag != "!!str")
      placed = PlacedNode(.scalar(style), value: value, anchor: anchor, at: node.offset)
    case .sequence(let items):
      let entries = try items.map { (item) throws(Flaw) in
        PlacedNode.Entry(key: nil, value: try self.node(item, depth: depth + 1))
      }
      placed = PlacedNode(
        .sequence, value: .sequence(entries.map(\.value.value)), anchor: anchor, entries: entries, at: node.offset)
    case .mapping(let pairs):
      let entries = try pairs.map { (pair) throws(Flaw) in
        guard case .scalar = pair.key.content else {
          throw Flaw(offset: pair.key.offset, reason: "a key of several parts")
        }
        return PlacedNode.Entry(
          key: try self.node(pair.key, depth: depth + 1), value: try self.node(pair.value, depth: depth + 1))
      }
      placed = PlacedNode(
        .mapping, value: .mapping(try Self.merged(entries)), anchor: anchor, entries: entries, at: node.offset)
    }
    guard placed.weight <= Self.weight, placed.height <= Self.depth else {
      throw Flaw(offset: node.offset, reason: "aliases that stand for too much")
    }
    if let anchor { anchors[anchor] = placed }
    return placed
  }

  private func alias(_ name: String, at offset: Int) throws(Flaw) -> PlacedNode {
    guard let target = anchors[name] else {
      throw Flaw(offset: offset, reason: "an alias (*) of what has no anchor (&) before it")
    }
    return PlacedNode(.alias, value: target.value, target: target, at: offset)
  }

  /// The pairs of a mapping, merge keys expanded in their places.
  private static func merged(_ entries: [PlacedNode.Entry]) throws(Flaw) -> [(key: String, value: YAMLValue)] {
    var pairs: [(key: String, value: YAMLValue)] = []
    guard entries.contains(where: \.isMerge) else {
      return entries.map { ($0.key?.value.text ?? "", $0.value.value) }
    }
    var keys = Set(entries.filter { !$0.isMerge }.compactMap { $0.key?.value.text.map(Key.init) })
    for entry in entries {
      guard entry.isMerge else {
        pairs.append((entry.key?.value.text ?? "", entry.value.value))
        continue
      }
      for merged in entry.value.value.items ?? [entry.value.value] {
        guard let others = merged.pairs else {
          throw Flaw(offset: entry.value.start, reason: "a merge key (<<) of what is no mapping")
        }
        for pair in others where keys.insert(Key(text: pair.key)).inserted { pairs.append(pair) }
      }
    }
    return pairs
  }

  /// A key by its bytes: Swift's strings are equal where files aren't.
  private struct Key: Hashable {
    let bytes: [UInt8]
    init(text: String) { bytes = Array(text.utf8) }
  }

  /// The anchor and the tag before a node's content.
  private func properties(of node: YAMLNode) throws(Flaw) -> (anchor: String?, tag: String?) {
    // Those at the start of a block mapping that has none itself are its first key's.
    if case .mapping(let pairs) = node.content, pairs.first?.key.offset == node.offset { return (nil, nil) }
    var (anchor, tag): (String?, String?)
    var offset = node.offset
    while offset < source.bytes.count, let word = PropertyWord(at: offset, in: source) {
      if word.isAnchor { anchor = word.text } else { tag = word.text }
      offset = source.skipFiller(word.end)
    }
    guard let tag, tag != "!!str", tag != "!!map", tag != "!!seq", tag != "!" else {
      return (anchor, tag == "!" ? "!!str" : tag)
    }
    throw Flaw(offset: node.offset, reason: "a tag (!) is not supported here", hint: "write the value out")
  }
}

/// An anchor or a tag, as it stands before a node.
struct PropertyWord {
  let isAnchor: Bool
  /// The name of an anchor; a tag with its exclamation marks.
  let text: String
  let end: Int

  init?(at offset: Int, in source: YAMLSource) {
    guard offset < source.bytes.count else { return nil }
    isAnchor = source.bytes[offset] == UInt8(ascii: "&")
    guard isAnchor || source.bytes[offset] == UInt8(ascii: "!") else { return nil }
    var index = offset + 1
    while !source.isBlankOrEnd(index), !",[]{}".utf8.contains(source.bytes[index]) { index += 1 }
    end = index
    text = source.text((isAnchor ? offset + 1 : offset)..<index)
  }
}
