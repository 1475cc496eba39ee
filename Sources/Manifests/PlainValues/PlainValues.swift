/// The values that stand as plaintext in a file of manifests.
package struct PlainValues: Sendable {
  /// In the order of the file.
  package private(set) var values: [PlainValue] = []
  /// Whether a document was too large, too deep or no YAML, and was read line by line.
  package private(set) var isReadAsText = false

  /// A larger document is read line by line: Kubernetes itself takes no object above 3 MiB.
  private static let limit = 4 << 20

  /// Reads a file, whatever it is: templates, broken YAML and broken UTF-8 are read line by line.
  package init(in bytes: Span<UInt8>) {
    guard let documents = try? DocumentRange.split(bytes) else {
      add(LineValues(in: bytes, 0..<bytes.count).values)
      isReadAsText = true
      return
    }
    for document in documents where !document.isBlank && document.text.count >= YAMLParser.shortest {
      if let root = Self.root(of: document, in: bytes) {
        var reader = NodeValues()
        reader.read(root)
        add(reader.values)
      } else {
        add(LineValues(in: bytes, document.text).values)
        isReadAsText = true
      }
    }
  }

  /// An alias leads to what is read already where it stands.
  private mutating func add(_ found: [PlainValue]) {
    var seen: Set<Int> = []
    values += found.filter { seen.insert($0.offset).inserted }
  }

  /// The document with its aliases resolved; nil where that can't be.
  private static func root(of document: DocumentRange, in bytes: Span<UInt8>) -> YAMLNode? {
    guard document.text.count <= limit, YAMLNesting.isBounded(bytes, document.text) else { return nil }
    let text = bytes.extracting(document.text)
    let base = document.text.lowerBound
    guard YAMLParser.blinds(text) else { return (try? YAMLParser.parseWithAliases(text, at: base)) ?? nil }
    var copy: [UInt8] = []
    copy.reserveCapacity(text.count)
    for index in text.indices { copy.append(text[index]) }
    guard let placed = try? NodeResolver.resolve(YAMLSource(copy)), placed.weight <= weight else {
      // A text with an asterisk in it, or a bomb.
      return (try? YAMLParser.parse(text, at: base)) ?? nil
    }
    return YAMLNode(placed, at: base)
  }

  /// How many nodes are looked at where aliases stand for others.
  private static let weight = 50_000
}

extension YAMLNode {
  /// What aliases and merge keys stand for, in their places.
  fileprivate init(_ placed: PlacedNode, at base: Int) {
    let node = placed.target ?? placed
    let content: Content
    switch node.content {
    case .scalar(let style): content = .scalar(node.value.text ?? "", style)
    case .alias: content = .scalar("", .plain)
    case .sequence: content = .sequence(node.entries.map { YAMLNode($0.value, at: base) })
    case .mapping:
      var pairs: [(key: YAMLNode, value: YAMLNode)] = []
      for entry in node.entries {
        guard let key = entry.key else { continue }
        let value = YAMLNode(entry.value, at: base)
        if entry.isMerge {
          for merged in value.items ?? [value] { pairs += merged.pairs ?? [] }
        } else {
          pairs.append((YAMLNode(key, at: base), value))
        }
      }
      content = .mapping(pairs)
    }
    self.init(content: content, offset: base + node.start)
  }
}
