/// A node of a document with both of its ends, and what it says with its aliases resolved.
final class PlacedNode {
  enum Content {
    case scalar(YAMLNode.Style)
    case alias
    case sequence
    case mapping
  }

  /// An item of a sequence or a pair of a mapping.
  struct Entry {
    /// Of a pair.
    let key: PlacedNode?
    let value: PlacedNode
    /// Where it begins: its key, or the dash of an item in a block sequence.
    var start = 0
    /// Where its value may begin: after the colon or the dash.
    var valueStart = 0

    var end: Int { value.end }
    /// Whether it merges a mapping into this one.
    var isMerge: Bool {
      guard let key, case .scalar(.plain) = key.content else { return false }
      return key.value.text == "<<"
    }
  }

  let content: Content
  /// What it says to a reader of YAML 1.1: aliases and merge keys resolved.
  let value: YAMLValue
  /// The name that `&` gives it.
  let anchor: String?
  /// For an alias, what it stands for.
  let target: PlacedNode?
  /// How many nodes it stands for, and how deep they nest, aliases resolved.
  let weight: Int
  let height: Int

  /// Where it begins: its anchor or tag, where it has one.
  var start: Int
  /// Where its content begins.
  var contentStart: Int
  /// Where its content ends. The line end after it is never part of it.
  var end: Int
  /// Of a collection.
  var entries: [Entry]
  /// Whether it stands in braces or brackets.
  var isFlow = false

  init(
    _ content: Content, value: YAMLValue, anchor: String? = nil, target: PlacedNode? = nil, entries: [Entry] = [],
    at start: Int
  ) {
    (self.content, self.value, self.anchor, self.target, self.entries) = (content, value, anchor, target, entries)
    (self.start, contentStart, end) = (start, start, start)
    let parts = entries.flatMap { [$0.key, $0.value] }.compactMap { $0 } + (target.map { [$0] } ?? [])
    // Saturates where a bomb's weight goes beyond what an Int holds.
    weight = parts.reduce(1) { sum, part in
      let (weight, overflow) = sum.addingReportingOverflow(part.weight)
      return overflow ? Int.max : weight
    }
    height = (parts.map(\.height).max() ?? 0) + 1
  }

  var isCollection: Bool {
    switch content {
    case .sequence, .mapping: true
    case .scalar, .alias: false
    }
  }

  /// Whether it is a value that isn't written: `key:` alone.
  var isUnwritten: Bool { start == end }

  subscript(key: String) -> Entry? { entries.first { $0.key?.value.text == key } }
}
