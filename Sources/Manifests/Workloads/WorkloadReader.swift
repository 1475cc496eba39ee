import Sealing

/// Reads fields of a workload, with the place of each and the path to it.
///
/// A field that is missing or null counts as empty, as in Kubernetes; one of another type throws, with its name and its
/// place.
struct WorkloadReader {
  let node: YAMLNode?
  let path: YAMLPath
  /// The text around it.
  let source: WorkloadSource

  var position: TextPosition { source.position(of: node?.offset ?? 0) }

  /// Whether nothing is there.
  var isAbsent: Bool { node.map(\.isNull) ?? true }

  /// A field of a mapping.
  subscript(name: String) -> WorkloadReader {
    get throws(Flaw) {
      guard !isAbsent, let node else { return WorkloadReader(node: nil, path: path / name, source: source) }
      guard node.pairs != nil else { throw Flaw(offset: node.offset, reason: "\(label) is no mapping") }
      return WorkloadReader(node: node[name], path: path / name, source: source)
    }
  }

  /// The items of a list.
  var items: [WorkloadReader] {
    get throws(Flaw) {
      guard !isAbsent, let node else { return [] }
      guard let items = node.items else { throw Flaw(offset: node.offset, reason: "\(label) is no list") }
      return items.enumerated().map { WorkloadReader(node: $1, path: path / $0, source: source) }
    }
  }

  /// The names of a mapping's fields.
  var fields: [String] {
    get throws(Flaw) {
      guard !isAbsent, let node else { return [] }
      guard let pairs = node.pairs else { throw Flaw(offset: node.offset, reason: "\(label) is no mapping") }
      return pairs.compactMap { $0.value.isNull ? nil : $0.key.string }
    }
  }

  var text: String? {
    get throws(Flaw) {
      guard !isAbsent, let node else { return nil }
      guard let text = node.string else {
        throw Flaw(offset: node.offset, reason: "\(label) is no string", hint: "quote it")
      }
      return text
    }
  }

  var texts: [String] {
    get throws(Flaw) { try items.map { (item) throws(Flaw) in try item.text ?? "" } }
  }

  var flag: Bool {
    get throws(Flaw) {
      guard !isAbsent, let node else { return false }
      switch node.content {
      case .scalar("true", .plain): return true
      case .scalar("false", .plain): return false
      default: throw Flaw(offset: node.offset, reason: "\(label) is neither true nor false")
      }
    }
  }

  /// A whole number, also one that begins with 0, which is octal to Kubernetes (YAML 1.1), or with 0o.
  var number: Int? {
    get throws(Flaw) {
      guard !isAbsent, let node else { return nil }
      guard case .scalar(let text, .plain) = node.content, let number = Self.number(text) else {
        throw Flaw(offset: node.offset, reason: "\(label) is no whole number")
      }
      return number
    }
  }

  private static func number(_ text: String) -> Int? {
    let lowercased = text.lowercased().filter { $0 != "_" }
    if lowercased.hasPrefix("0o") { return Int(lowercased.dropFirst(2), radix: 8) }
    if lowercased.hasPrefix("0x") { return Int(lowercased.dropFirst(2), radix: 16) }
    return lowercased.hasPrefix("0") ? Int(lowercased, radix: 8) : Int(lowercased)
  }

  /// A Kubernetes quantity, a string or a number, as it stands there.
  var quantity: String? {
    guard !isAbsent, let node, case .scalar(let text, _) = node.content else { return nil }
    return text
  }

  /// What messages call it: the last field on the way to it.
  private var label: String {
    for step in path.steps.reversed() { if case .key(let key) = step { return "\"\(key)\"" } }
    return "this"
  }
}
