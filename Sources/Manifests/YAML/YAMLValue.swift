/// What a YAML document says, without how it says it: the places, styles and comments are ``YAMLNode``'s.
enum YAMLValue: Sendable {
  /// The text of a scalar. A plain one may stand for a number, a boolean or null; any other is a string.
  case scalar(String, isPlain: Bool)
  case sequence([YAMLValue])
  /// Its pairs in their order; no key stands twice.
  case mapping([(key: String, value: YAMLValue)])

  init(_ node: YAMLNode) {
    switch node.content {
    case .scalar(let text, let style): self = .scalar(text, isPlain: style == .plain)
    case .sequence(let items): self = .sequence(items.map(YAMLValue.init))
    case .mapping(let pairs):
      self = .mapping(
        pairs.map { pair in
          guard case .scalar(let key, _) = pair.key.content else { return ("", YAMLValue(pair.value)) }
          return (key, YAMLValue(pair.value))
        })
    }
  }

  /// A string, whatever it looks like.
  static func string(_ text: String) -> YAMLValue { .scalar(text, isPlain: false) }
  static func number(_ value: Int) -> YAMLValue { .scalar(String(value), isPlain: true) }
  static func boolean(_ value: Bool) -> YAMLValue { .scalar(value ? "true" : "false", isPlain: true) }

  /// The text of a scalar; nil for anything else.
  var text: String? {
    guard case .scalar(let text, _) = self else { return nil }
    return text
  }

  /// The items of a sequence; nil for anything else.
  var items: [YAMLValue]? {
    guard case .sequence(let items) = self else { return nil }
    return items
  }

  /// The pairs of a mapping; nil for anything else.
  var pairs: [(key: String, value: YAMLValue)]? {
    guard case .mapping(let pairs) = self else { return nil }
    return pairs
  }

  /// The value of a mapping's key. Setting changes it in its place or adds it as the last; nil takes the pair away. On
  /// anything but a mapping it is nil, and setting does nothing.
  subscript(key: String) -> YAMLValue? {
    get { pairs?.first { $0.key == key }?.value }
    set {
      guard case .mapping(var pairs) = self else { return }
      let index = pairs.firstIndex { $0.key == key }
      switch (index, newValue) {
      case (let index?, let value?): pairs[index].value = value
      case (let index?, nil): pairs.remove(at: index)
      case (nil, let value?): pairs.append((key, value))
      case (nil, nil): break
      }
      self = .mapping(pairs)
    }
  }
}

extension YAMLValue: Equatable {
  /// The same to a reader of YAML: the same order, the same bytes, and strings against strings. A plain scalar that no
  /// reader takes for anything but a string equals a quoted one, and nothing is nothing
  /// however it is spelt.
  static func == (a: YAMLValue, b: YAMLValue) -> Bool {
    switch (a, b) {
    case (.scalar(let mine, let minePlain), .scalar(let theirs, let theirsPlain)):
      if minePlain, theirsPlain, PlainScalar.isNull(mine), PlainScalar.isNull(theirs) { return true }
      return mine.hasSameBytes(as: theirs) && isString(mine, minePlain) == isString(theirs, theirsPlain)
    case (.sequence(let mine), .sequence(let theirs)): return mine == theirs
    case (.mapping(let mine), .mapping(let theirs)):
      return mine.count == theirs.count
        && zip(mine, theirs).allSatisfy { $0.key.hasSameBytes(as: $1.key) && $0.value == $1.value }
    default: return false
    }
  }

  private static func isString(_ text: String, _ isPlain: Bool) -> Bool {
    !isPlain || !PlainScalar.isAmbiguous(text)
  }
}
