/// The subset of YAML in which Secrets and sealed manifests are read.
///
/// What makes one text mean two things to two readers is refused: anchors, aliases, merge keys, tags, keys that are no
/// strings, keys that stand twice (the parser refuses those), nesting beyond ``depth``.
enum StrictYAML {
  /// How deep a document may nest; a Secret inside a List, with all its managed fields, stays below.
  static let depth = 16

  static func check(_ node: YAMLNode, in source: Span<UInt8>, depth: Int = 1) throws(Flaw) {
    guard depth <= Self.depth else {
      throw Flaw(offset: node.offset, reason: "nested more than \(Self.depth) levels deep")
    }
    if let refused = indicator(of: node, in: source) {
      throw Flaw(offset: node.offset, reason: "\(refused) is refused here", hint: "write the value out")
    }
    switch node.content {
    case .scalar: break
    case .sequence(let items):
      for item in items { try check(item, in: source, depth: depth + 1) }
    case .mapping(let pairs):
      for (key, value) in pairs {
        try check(key, in: source, depth: depth + 1)
        if key.isMerge {
          throw Flaw(offset: key.offset, reason: "a merge key (<<) is refused here", hint: "write the values out")
        }
        guard key.string != nil else {
          throw Flaw(offset: key.offset, reason: "a key that is no string", hint: "quote it")
        }
        try check(value, in: source, depth: depth + 1)
      }
    }
  }

  /// The sort of YAML that a node begins with and that can't be seen in its content.
  ///
  /// No other node begins with these characters: a plain scalar can't, and quoted ones begin with their quotes.
  static func indicator(of node: YAMLNode, in source: Span<UInt8>) -> String? {
    guard node.offset < source.count else { return nil }
    switch source[node.offset] {
    case UInt8(ascii: "&"): return "an anchor (&)"
    case UInt8(ascii: "*"): return "an alias (*)"
    case UInt8(ascii: "!"): return "a tag (!)"
    default: return nil
    }
  }
}
