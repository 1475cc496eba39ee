/// Where a value stands in a document: the keys and the places in lists that lead to it from the root.
struct YAMLPath: Hashable, Sendable {
  enum Step: Hashable, Sendable {
    case key(String)
    case item(Int)
  }

  var steps: [Step] = []

  static func / (path: YAMLPath, key: String) -> YAMLPath { YAMLPath(steps: path.steps + [.key(key)]) }
  static func / (path: YAMLPath, index: Int) -> YAMLPath { YAMLPath(steps: path.steps + [.item(index)]) }
}

extension YAMLValue {
  /// The value at a path; nil where nothing is there. Setting on a way that isn't there does nothing.
  subscript(path: YAMLPath) -> YAMLValue? {
    get { self[path.steps[...]] }
    set { self[path.steps[...]] = newValue }
  }

  private subscript(steps: ArraySlice<YAMLPath.Step>) -> YAMLValue? {
    get {
      switch steps.first {
      case nil: self
      case .key(let key): self[key]?[steps.dropFirst()]
      case .item(let index): items.flatMap { $0.indices.contains(index) ? $0[index][steps.dropFirst()] : nil }
      }
    }
    set {
      switch steps.first {
      case nil: if let newValue { self = newValue }
      case .key(let key):
        guard steps.count > 1 else { return self[key] = newValue }
        guard var child = self[key] else { return }
        child[steps.dropFirst()] = newValue
        self[key] = child
      case .item(let index):
        guard case .sequence(var items) = self, items.indices.contains(index) else { return }
        if steps.count == 1, newValue == nil {
          items.remove(at: index)
        } else {
          items[index][steps.dropFirst()] = newValue
        }
        self = .sequence(items)
      }
    }
  }
}
