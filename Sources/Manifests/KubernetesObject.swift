/// What sort of Kubernetes object a YAML mapping is.
enum KubernetesObject {
  case secret
  case configMap
  /// `List`, or the `SecretList` of the API itself.
  case list(items: [YAMLNode], ofSecrets: Bool)
  case other

  /// - Parameter isInSecretList: the items of a SecretList carry neither kind nor version.
  /// - Throws: where the kind can't be seen without resolving an alias, a merge or a tag, since a Secret would slip
  ///   through in the clear; a Secret without its version.
  init(_ node: YAMLNode, in source: Span<UInt8>, isInSecretList: Bool = false) throws(Flaw) {
    if node.pairs == nil { try Self.refuseHidden(node, in: source) }
    guard let pairs = node.pairs else {
      self = .other
      return
    }
    for (key, value) in pairs {
      try Self.refuseHidden(key, in: source)
      if key.string == "kind" || key.string == "apiVersion" || key.string == "items" {
        try Self.refuseHidden(value, in: source)
      }
    }
    let name = node["kind"]?.string
    let version = node["apiVersion"]?.string
    let isList = name == "List" || name == "SecretList"
    if name == nil || isList, let merge = pairs.first(where: { $0.key.isMerge }) {
      throw Flaw(
        offset: merge.key.offset, reason: "a merge key (<<) may hide the kind of this document", hint: "write it out")
    }
    switch name {
    case "Secret":
      // A version with a group is some other API's.
      guard version == "v1" || version?.contains("/") == true else {
        throw Flaw(offset: node.offset, reason: "a Secret whose apiVersion is not v1")
      }
      self = version == "v1" ? .secret : .other
    case nil where isInSecretList: self = .secret
    case "ConfigMap" where version == "v1": self = .configMap
    // Whatever its version: what is in it may be a Secret.
    case "List", "SecretList":
      self = .list(items: node["items"]?.items ?? [], ofSecrets: name == "SecretList")
    default: self = .other
    }
  }

  private static func refuseHidden(_ node: YAMLNode, in source: Span<UInt8>) throws(Flaw) {
    guard let refused = StrictYAML.indicator(of: node, in: source), !refused.hasPrefix("an anchor") else { return }
    throw Flaw(offset: node.offset, reason: "\(refused) may hide the kind of this document", hint: "write it out")
  }
}
