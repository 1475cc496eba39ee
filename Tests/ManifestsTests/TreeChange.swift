import TestSupport

@testable import Manifests

extension SeededGenerator {
  /// The tree with one thing changed somewhere in it.
  ///
  /// - Parameter moving: whether the change may be of the order.
  mutating func changing(_ value: YAMLValue, moving: Bool = true, depth: Int = 0) -> YAMLValue {
    switch value {
    case .scalar: return newValue()
    case .sequence(var items):
      guard !items.isEmpty, !(depth > 1 && chance(3)) else {
        return chance(8) ? newValue() : .sequence(inserting(newItem(like: items), into: items))
      }
      let index = Int.random(in: items.indices, using: &self)
      switch pick(0, 0, 0, 1, 2) {
      case 0: items[index] = changing(items[index], moving: moving, depth: depth + 1)
      case 1: items.remove(at: index)
      default: if moving { items.swapAt(index, 0) }
      }
      return .sequence(items)
    case .mapping(var pairs):
      if pairs.isEmpty || (depth > 0 && chance(4)) {
        return .mapping(inserting(("new\(next() % 1_000_000_000)", newValue()), into: pairs))
      }
      let index = Int.random(in: pairs.indices, using: &self)
      if depth == 0 {
        // The root keeps what makes it an object, and the line that stays as it is.
        if chance(12) { pairs.append(("root\(next() % 1_000_000_000)", newValue())) }
        guard let spec = pairs.firstIndex(where: { $0.key == "spec" }) else { return .mapping(pairs) }
        pairs[spec].value = changing(pairs[spec].value, moving: moving, depth: 1)
        return .mapping(pairs)
      }
      switch pick(0, 0, 0, 0, 1, 2, 3) {
      case 0: pairs[index].value = changing(pairs[index].value, moving: moving, depth: depth + 1)
      case 1: pairs.remove(at: index)
      case 2: pairs[index] = ("swapped\(next() % 1_000_000_000)", newValue())
      default: if moving { pairs.append(pairs.remove(at: index)) }
      }
      return .mapping(pairs)
    }
  }

  /// The tree with an entry put into some collection that isn't empty.
  mutating func adding(_ value: YAMLValue, depth: Int = 0) -> YAMLValue {
    switch value {
    case .scalar: return value
    case .sequence(var items):
      guard let index = items.indices.filter({ Self.holds(items[$0]) }).randomElement(using: &self), !chance(3) else {
        return items.isEmpty ? value : .sequence(inserting(newItem(like: items), into: items))
      }
      items[index] = adding(items[index], depth: depth + 1)
      return .sequence(items)
    case .mapping(var pairs):
      let inner = pairs.indices.filter { Self.holds(pairs[$0].value) && (depth > 0 || pairs[$0].key == "spec") }
      guard let index = inner.randomElement(using: &self), depth == 0 || !chance(3) else {
        return pairs.isEmpty || depth == 0
          ? value : .mapping(inserting(("new\(next() % 1_000_000_000)", newValue()), into: pairs))
      }
      pairs[index].value = adding(pairs[index].value, depth: depth + 1)
      return .mapping(pairs)
    }
  }

  private static func holds(_ value: YAMLValue) -> Bool {
    value.text == nil && value != .mapping([]) && value != .sequence([])
  }

  private mutating func inserting<T>(_ element: T, into list: [T]) -> [T] {
    var list = list
    list.insert(element, at: pick(0, list.count, Int.random(in: 0...list.count, using: &self)))
    return list
  }

  private mutating func newItem(like items: [YAMLValue]) -> YAMLValue {
    for field in ["name", "mountPath"] where items.first?[field] != nil {
      return .mapping([(field, .string("new\(next() % 100_000)")), ("v", newValue())])
    }
    return newValue()
  }

  mutating func newValue(depth: Int = 2) -> YAMLValue {
    switch depth > 0 ? pick(0, 1, 2, 3, 4, 5) : pick(0, 1) {
    // Yams loses a byte order mark at the start of a text.
    case 0: return .string("=" + nastyText())
    case 1: return pick(.number(8), .boolean(true), .string("a\nb\n"), .string("a\n b"), .scalar("null", isPlain: true))
    case 2: return .sequence((0..<Int.random(in: 0...3, using: &self)).map { _ in newValue(depth: depth - 1) })
    case 3: return .mapping((0..<Int.random(in: 0...3, using: &self)).map { ("m\($0)", newValue(depth: depth - 1)) })
    case 4:
      return .sequence((0..<2).map { .mapping([("name", .string("i\($0)")), ("v", newValue(depth: depth - 1))]) })
    default: return .string("app@sha256:\(next())")
    }
  }
}
