/// Changes of a tree that workloads need.
extension YAMLValue {
  static func strings(_ texts: [String]) -> YAMLValue { .sequence(texts.map(YAMLValue.string)) }

  /// Sets a key in its place; a new one comes before or after another one, else last.
  mutating func insert(_ key: String, _ value: YAMLValue, before next: String, after previous: String? = nil) {
    guard case .mapping(var pairs) = self, !pairs.contains(where: { $0.key == key }) else { return self[key] = value }
    if let index = pairs.firstIndex(where: { $0.key == next }) {
      pairs.insert((key, value), at: index)
    } else if let previous, let index = pairs.firstIndex(where: { $0.key == previous }) {
      pairs.insert((key, value), at: index + 1)
    } else {
      pairs.append((key, value))
    }
    self = .mapping(pairs)
  }

  /// Puts another pair in the place of one; does nothing where there is none of that key.
  mutating func replace(_ key: String, by other: String, _ value: YAMLValue) {
    guard case .mapping(var pairs) = self, let index = pairs.firstIndex(where: { $0.key == key }) else { return }
    pairs[index] = (other, value)
    self = .mapping(pairs)
  }

  /// Takes items out of a list, and the list where nothing is left of it.
  mutating func removeItems(_ indices: Set<Int>, of key: String) {
    guard !indices.isEmpty, let items = self[key]?.items else { return }
    let kept = items.indices.filter { !indices.contains($0) }.map { items[$0] }
    self[key] = kept.isEmpty ? nil : .sequence(kept)
  }
}
