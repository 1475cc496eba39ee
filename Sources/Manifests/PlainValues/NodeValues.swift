/// Reads the plain values of one document.
struct NodeValues {
  private(set) var values: [PlainValue] = []
  /// Where everything stands that a text inside another text holds: at that text's own name.
  private var fixedOffset: (key: Int, value: Int)?

  /// What is known of the nodes around one.
  private struct Surroundings {
    /// The nearest object with a kind or a name.
    var object = ""
    /// The kind that a list gives to what has none.
    var listed: String?
    /// The field that leads here.
    var field = ""
    /// Whether a field around it holds values of a chart.
    var isChartValue = false
    var depth = 0
  }

  mutating func read(_ root: YAMLNode) {
    read(root, Surroundings())
  }

  private mutating func read(_ node: YAMLNode, _ around: Surroundings) {
    guard around.depth < NodeResolver.depth else { return }
    var inner = around
    inner.depth += 1
    switch node.content {
    case .scalar: return
    case .sequence(let items):
      readWords(items, around)
      for item in items { read(item, inner) }
    case .mapping(let pairs): read(node, pairs, inner)
    }
  }

  // MARK: Mappings

  private mutating func read(_ node: YAMLNode, _ pairs: [(key: YAMLNode, value: YAMLNode)], _ around: Surroundings) {
    var inner = around
    inner.listed = nil
    let kind = Self.kind(of: node) ?? around.listed
    if let name = Self.name(of: node, kind: kind) { inner.object = name }
    var passed: Set<String> = []
    switch kind.map(Self.folded) {
    case "secret" where !Self.isOfOtherAPI(node):
      readEntries(of: node, named: "data", .secret(isBase64: true), inner.object)
      readEntries(of: node, named: "stringData", .secret(isBase64: false), inner.object)
      passed = ["data", "stringdata"]
    case "configmap":
      readEntries(of: node, named: "data", .configMap, inner.object)
      passed = ["data", "binarydata"]
    default: break
    }
    readVariable(node, inner.object)
    for (key, value) in pairs {
      let field = key.text ?? ""
      guard !passed.contains(Self.folded(field)) else { continue }
      var below = inner
      below.field = field
      if Self.chartValues.contains(field), !inner.object.isEmpty { below.isChartValue = true }
      if field == "items", let kind, kind.hasSuffix("List") { below.listed = String(kind.dropLast(4)) }
      switch value.content {
      case .scalar(let text, _):
        if field == Self.lastApplied {
          readText(text, at: (key.offset, value.offset), below)
        } else {
          add(.setting(isChartValue: below.isChartValue), inner.object, field, text, key.offset, value.offset)
        }
      case .sequence(let items) where field == "secretGenerator": readGenerator(items, .secretGenerator, below)
      case .sequence(let items) where field == "configMapGenerator": readGenerator(items, .configMap, below)
      case .mapping(let variables) where field == "env" || field == "environment":
        for (name, value) in variables { readScalar(.environment, inner.object, name, value) }
        read(value, below)
      default: read(value, below)
      }
    }
  }

  private static let chartValues: Set<String> = ["values", "valuesObject", "valuesContent"]

  /// A copy of an object among its own annotations, as `kubectl apply` leaves it.
  private static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

  private mutating func readText(_ text: String, at place: (key: Int, value: Int), _ around: Surroundings) {
    let bytes = Array(text.utf8)
    guard fixedOffset == nil, bytes.count >= YAMLParser.shortest,
      YAMLNesting.isBounded(bytes.span, 0..<bytes.count),
      let root = try? YAMLParser.parse(bytes.span, at: 0)
    else { return }
    fixedOffset = place
    read(root, around)
    fixedOffset = nil
  }

  private mutating func readEntries(
    of node: YAMLNode, named field: String, _ place: PlainValue.Place, _ object: String
  ) {
    for (key, value) in node.pairs ?? [] where Self.folded(key.text ?? "") == Self.folded(field) {
      for (name, value) in value.pairs ?? [] { readScalar(place, object, name, value) }
    }
  }

  private mutating func readScalar(_ place: PlainValue.Place, _ object: String, _ name: YAMLNode, _ value: YAMLNode) {
    guard let key = name.text, let text = value.text, !value.isNull else { return }
    add(place, object, key, text, name.offset, value.offset)
  }

  /// An entry of `env`, or of any list of names and values, such as the parameters of a chart.
  private mutating func readVariable(_ node: YAMLNode, _ object: String) {
    guard let name = node["name"]?.text, let value = node["value"], let text = value.text, !value.isNull else { return }
    add(.environment, object, name, text, node["name"]?.offset ?? node.offset, value.offset)
  }

  // MARK: Lists

  private mutating func readGenerator(_ items: [YAMLNode], _ place: PlainValue.Place, _ around: Surroundings) {
    for item in items {
      let object = "\(around.field) \"\(item["name"]?.text ?? "")\""
      for literal in item["literals"]?.items ?? [] { readAssignment(literal, place, object) }
    }
  }

  private mutating func readAssignment(_ node: YAMLNode, _ place: PlainValue.Place, _ object: String) {
    guard let text = node.text, let sign = text.firstIndex(of: "=") else { return }
    let value = text[text.index(after: sign)...]
    add(place, object, String(text[..<sign]), Self.unquoted(value), node.offset, node.offset)
  }

  /// Variables as Compose lists them, and the flags of commands: `--password=hunter2`, or two words of it.
  private mutating func readWords(_ items: [YAMLNode], _ around: Surroundings) {
    if around.field == "environment" || around.field == "env" {
      for item in items { readAssignment(item, .environment, around.object) }
      return
    }
    guard around.field == "args" || around.field == "command" else { return }
    for (index, item) in items.enumerated() {
      // Of "-psecret" nobody knows where the flag ends.
      guard let word = item.text, word.hasPrefix("--") || word.hasPrefix("-D") else { continue }
      let flag = word.dropFirst(2)
      if let sign = flag.firstIndex(of: "=") {
        let value = String(flag[flag.index(after: sign)...])
        add(.argument, around.object, String(flag[..<sign]), value, item.offset, item.offset)
      } else if word.hasPrefix("--"), index + 1 < items.count, let next = items[index + 1].text, !next.hasPrefix("-") {
        add(.argument, around.object, String(flag), next, item.offset, items[index + 1].offset)
      }
    }
  }

  // MARK: What objects are

  private mutating func add(
    _ place: PlainValue.Place, _ object: String, _ key: String, _ text: String, _ offset: Int, _ valueOffset: Int
  ) {
    values.append(
      PlainValue(
        place: place, object: object, key: key, text: text, offset: fixedOffset?.key ?? offset,
        valueOffset: fixedOffset?.value ?? valueOffset))
  }

  private static func kind(of node: YAMLNode) -> String? {
    node.pairs?.first { folded($0.key.text ?? "") == "kind" }?.value.text
  }

  /// `Secret "app-secrets"`; nil where a mapping has neither kind nor metadata.
  private static func name(of node: YAMLNode, kind: String?) -> String? {
    let name = node["metadata"]?["name"]?.text
    guard kind != nil || name != nil, node["metadata"] != nil || node["apiVersion"] != nil else { return nil }
    return name.map { "\(kind ?? "object") \"\($0)\"" } ?? kind
  }

  /// A group of some other API has a dot.
  private static func isOfOtherAPI(_ node: YAMLNode) -> Bool {
    node["apiVersion"]?.text.map { $0.contains("/") && $0.contains(".") } ?? false
  }

  /// Go's readers take `KIND` for `kind`, and a misspelled kind is a mistake that may be mended later.
  private static func folded(_ name: String) -> String {
    let isFolded = name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !(0x41...0x5A).contains($0) }
    return isFolded ? name : name.filter { !$0.isWhitespace }.lowercased()
  }

  private static func unquoted(_ text: Substring) -> String {
    guard text.count >= 2, let quote = text.first, quote == "\"" || quote == "'", text.last == quote else {
      return String(text)
    }
    return String(text.dropFirst().dropLast())
  }
}

extension YAMLNode {
  /// The text of any scalar, whatever readers take it for.
  var text: String? {
    guard case .scalar(let text, _) = content else { return nil }
    return text
  }
}
