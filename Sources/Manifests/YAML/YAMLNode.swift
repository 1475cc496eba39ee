/// A node of a YAML document: what this module looks at, without the parser that read it.
struct YAMLNode: Sendable {
  enum Style: Sendable { case plain, singleQuoted, doubleQuoted, literal, folded }

  enum Content: Sendable {
    case scalar(String, Style)
    case sequence([YAMLNode])
    case mapping([(key: YAMLNode, value: YAMLNode)])
  }

  let content: Content
  /// Where it begins, in bytes from the start of the source; on a node with an anchor or a tag, where that begins.
  let offset: Int

  /// The pairs of a mapping; nil for anything else.
  var pairs: [(key: YAMLNode, value: YAMLNode)]? {
    guard case .mapping(let pairs) = content else { return nil }
    return pairs
  }

  /// The items of a sequence; nil for anything else.
  var items: [YAMLNode]? {
    guard case .sequence(let items) = content else { return nil }
    return items
  }

  /// The text of a scalar that is a string to every reader of YAML: quoted, a block, or plain and nothing else.
  var string: String? {
    guard case .scalar(let text, let style) = content else { return nil }
    return style == .plain && PlainScalar.isAmbiguous(text) ? nil : text
  }

  /// Whether it is a plain scalar that stands for nothing.
  var isNull: Bool {
    guard case .scalar(let text, .plain) = content else { return false }
    return PlainScalar.isNull(text)
  }

  /// Whether, as a key, it merges another mapping into its own.
  var isMerge: Bool {
    guard case .scalar("<<", .plain) = content else { return false }
    return true
  }

  /// The value of a mapping's key; nil where it is no mapping or has no such key.
  subscript(key: String) -> YAMLNode? {
    pairs?.first { $0.key.isScalar(key) }?.value
  }

  private func isScalar(_ wanted: String) -> Bool {
    guard case .scalar(let text, _) = content else { return false }
    return text.hasSameBytes(as: wanted)
  }

  /// The node without the entry whose value stands at `offset`.
  func removing(valueAt removed: Int) -> YAMLNode {
    switch content {
    case .scalar: return self
    case .sequence(let items):
      return YAMLNode(content: .sequence(items.map { $0.removing(valueAt: removed) }), offset: offset)
    case .mapping(let pairs):
      let kept = pairs.filter { $0.value.offset != removed }
      return YAMLNode(
        content: .mapping(kept.map { ($0.key, $0.value.removing(valueAt: removed)) }), offset: offset)
    }
  }

  /// Whether both say the same: the same bytes in the same order; places, quotes and comments don't count.
  ///
  /// - Parameter replaced: where a scalar stands in this node that is to have the text `text` in the other.
  func says(theSameAs other: YAMLNode, butAt replaced: Int?, _ text: String) -> Bool {
    switch (content, other.content) {
    case (.scalar(let mine, let style), .scalar(let theirs, let otherStyle)):
      if offset == replaced { return otherStyle != .plain && theirs.hasSameBytes(as: text) }
      return mine.hasSameBytes(as: theirs) && (style == .plain) == (otherStyle == .plain)
    case (.sequence(let mine), .sequence(let theirs)):
      return mine.count == theirs.count
        && zip(mine, theirs).allSatisfy { $0.says(theSameAs: $1, butAt: replaced, text) }
    case (.mapping(let mine), .mapping(let theirs)):
      return mine.count == theirs.count
        && zip(mine, theirs).allSatisfy {
          $0.key.says(theSameAs: $1.key, butAt: nil, text) && $0.value.says(theSameAs: $1.value, butAt: replaced, text)
        }
    default: return false
    }
  }
}

extension String {
  /// Swift's `==` takes "é" for "e" and an accent; files don't.
  func hasSameBytes(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
