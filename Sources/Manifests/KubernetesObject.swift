/// What sort of Kubernetes object a YAML mapping is.
enum KubernetesObject {
  case secret
  case configMap
  /// Whatever has `items`, which is how kubectl tells a list: `List`, `SecretList`, any other kind or none. A typed list
  /// (`SecretList`) gives its items the kind `of` where they carry none.
  case list(items: [YAMLNode], of: String?)
  case other

  /// - Parameter listed: the kind that the list around it gives to what carries none.
  /// - Throws: where the kind can't be seen without resolving an alias, a merge or a tag, or is misspelled, since a Secret
  ///   would slip through in the clear; a Secret that is neither of version v1 nor of some other API.
  init(_ node: YAMLNode, in source: Span<UInt8>, listed: String? = nil) throws(Flaw) {
    if node.pairs == nil { try Self.refuseHidden(node, in: source) }
    guard let pairs = node.pairs else {
      self = .other
      return
    }
    for (key, value) in pairs { try Self.check(key, value, in: source) }

    let kind = node["kind"]?.string
    let items = node["items"]?.items
    switch kind ?? listed {
    case "Secret":
      let isOther = kind != nil ? try Self.isOfOtherAPI(node) : false
      self = isOther ? .other : .secret
    case let name? where name.filter({ !$0.isWhitespace }).lowercased() == "secret":
      throw Flaw(offset: node.offset, reason: "a kind that Kubernetes spells \"Secret\"")
    case "ConfigMap":
      // To kubectl a list, to other readers a ConfigMap.
      guard items == nil else { throw Flaw(offset: node.offset, reason: "a ConfigMap that has items") }
      self = .configMap
    case let name:
      guard let items else {
        self = .other
        return
      }
      self = .list(items: items, of: name?.hasSuffix("List") == true ? name.map { String($0.dropLast(4)) } : nil)
    }
  }

  private static let fields = ["kind", "apiVersion", "items"]

  private static func check(_ key: YAMLNode, _ value: YAMLNode, in source: Span<UInt8>) throws(Flaw) {
    try refuseHidden(key, in: source)
    if key.isMerge {
      throw Flaw(
        offset: key.offset, reason: "a merge key (<<) may hide the kind of this document", hint: "write it out")
    }
    guard let field = fields.first(where: { $0.lowercased() == key.string?.lowercased() }) else { return }
    // Go's reader of JSON takes `Items` for `items`.
    guard key.string == field else {
      throw Flaw(offset: key.offset, reason: "a field that Kubernetes spells \"\(field)\"")
    }
    try refuseHidden(value, in: source)
  }

  /// Whether what says that it is a Secret is one of some other API, whose group always has a dot. Without one, a version
  /// that isn't v1 is a mistake (`core/v1`), or another way to write it (`/v1`).
  private static func isOfOtherAPI(_ node: YAMLNode) throws(Flaw) -> Bool {
    let version = node["apiVersion"]?.string ?? ""
    if version == "v1" { return false }
    let parts = version.split(separator: "/")
    guard parts.count == 2, parts[0].contains(".") else {
      throw Flaw(offset: node.offset, reason: "a Secret whose apiVersion is not v1")
    }
    return true
  }

  private static func refuseHidden(_ node: YAMLNode, in source: Span<UInt8>) throws(Flaw) {
    guard let refused = StrictYAML.hiding(of: node, in: source) else { return }
    throw Flaw(offset: node.offset, reason: "\(refused) may hide the kind of this document", hint: "write it out")
  }
}
