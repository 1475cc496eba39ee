import Sealing

/// Reads fields of a workload, aliases and merge keys resolved, with the place of each and the path to it.
///
/// A field that is missing or null counts as empty, as in Kubernetes; one of another type throws, with its name and its
/// place.
struct WorkloadReader {
  /// What is there; nil where nothing is.
  let value: YAMLValue?
  /// From the object that is read.
  let path: YAMLPath
  /// The node that says it, or the nearest one around.
  private let node: PlacedNode
  /// The text around it.
  private let source: WorkloadSource

  /// An object.
  init(_ object: PlacedNode, in source: WorkloadSource) {
    self.init(object.value, YAMLPath(), object, source)
  }

  private init(_ value: YAMLValue?, _ path: YAMLPath, _ node: PlacedNode, _ source: WorkloadSource) {
    (self.value, self.path, self.node, self.source) = (value, path, node, source)
  }

  var position: TextPosition { source.position(of: node.start) }

  /// Whether nothing is there.
  var isAbsent: Bool {
    guard case .scalar(let text, isPlain: true) = value else { return value == nil }
    return PlainScalar.isNull(text)
  }

  /// A field of a mapping.
  subscript(name: String) -> WorkloadReader {
    get throws(Flaw) {
      guard !isAbsent, let value else { return WorkloadReader(nil, path / name, node, source) }
      guard value.pairs != nil else { throw flaw("is no mapping") }
      return WorkloadReader(value[name], path / name, node.field(name) ?? node, source)
    }
  }

  /// The items of a list.
  var items: [WorkloadReader] {
    get throws(Flaw) {
      guard !isAbsent, let value else { return [] }
      guard let items = value.items else { throw flaw("is no list") }
      let nodes = node.resolved.entries.map(\.value)
      return items.enumerated().map { index, item in
        WorkloadReader(item, path / index, nodes.indices.contains(index) ? nodes[index] : node, source)
      }
    }
  }

  /// The names of a mapping's fields.
  var fields: [String] {
    get throws(Flaw) {
      guard !isAbsent, let value else { return [] }
      guard let pairs = value.pairs else { throw flaw("is no mapping") }
      return pairs.map(\.key)
    }
  }

  var text: String? {
    get throws(Flaw) {
      guard !isAbsent, let value else { return nil }
      guard case .scalar(let text, let isPlain) = value, !isPlain || !PlainScalar.isAmbiguous(text) else {
        throw flaw("is no string", hint: "quote it")
      }
      return text
    }
  }

  var texts: [String] {
    get throws(Flaw) { try items.map { (item) throws(Flaw) in try item.text ?? "" } }
  }

  var flag: Bool {
    get throws(Flaw) {
      guard !isAbsent, let value else { return false }
      switch value {
      case .scalar("true", isPlain: true): return true
      case .scalar("false", isPlain: true): return false
      default: throw flaw("is neither true nor false")
      }
    }
  }

  /// Nil where nothing is said.
  var flagIfAny: Bool? {
    get throws(Flaw) { isAbsent ? nil : try flag }
  }

  /// A whole number, also one that begins with 0, which is octal to Kubernetes (YAML 1.1), or with 0o.
  var number: Int? {
    get throws(Flaw) {
      guard !isAbsent, let value else { return nil }
      guard case .scalar(let text, isPlain: true) = value, let number = Self.number(text) else {
        throw flaw("is no whole number")
      }
      return number
    }
  }

  /// A Kubernetes quantity, a string or a number, as it stands there.
  var quantity: String? { isAbsent ? nil : value?.text }

  private static func number(_ text: String) -> Int? {
    let lowercased = text.lowercased().filter { $0 != "_" }
    if lowercased.hasPrefix("0o") { return Int(lowercased.dropFirst(2), radix: 8) }
    if lowercased.hasPrefix("0x") { return Int(lowercased.dropFirst(2), radix: 16) }
    return lowercased.hasPrefix("0") ? Int(lowercased, radix: 8) : Int(lowercased)
  }

  private func flaw(_ what: String, hint: String? = nil) -> Flaw {
    Flaw(offset: node.start, reason: "\(label) \(what)", hint: hint)
  }

  /// What messages call it: the last field on the way to it.
  private var label: String {
    for step in path.steps.reversed() { if case .key(let key) = step { return "\"\(key)\"" } }
    return "this"
  }
}

extension PlacedNode {
  /// Itself, or what it is an alias of.
  fileprivate var resolved: PlacedNode { target ?? self }

  /// The node of a field, the mapping's own before those that are merged in.
  fileprivate func field(_ name: String) -> PlacedNode? {
    let entries = resolved.entries
    if let own = entries.first(where: { $0.key?.value.text == name && !$0.isMerge }) { return own.value }
    for merge in entries where merge.isMerge {
      let value = merge.value.resolved
      for mapping in value.value.items == nil ? [value] : value.entries.map(\.value) {
        if let node = mapping.field(name) { return node }
      }
    }
    return nil
  }
}
