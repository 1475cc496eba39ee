/// What sort of Kubernetes object a YAML mapping is.
struct KubernetesObject {
  enum Kind {
    case secret
    case configMap
    /// `List`, or the `SecretList` of the API itself.
    case list(items: [YAMLNode], ofSecrets: Bool)
    case other
  }

  let kind: Kind
  /// For messages; nil where it has none.
  let kindName: String?

  /// - Parameter isInSecretList: the items of a SecretList carry neither kind nor version.
  /// - Throws: where the kind can't be seen without resolving an alias, a merge or a tag, since a Secret would slip
  ///   through in the clear; a Secret without its version.
  init(_ node: YAMLNode, in source: Span<UInt8>, isInSecretList: Bool = false) throws(Flaw) {
    guard let pairs = node.pairs else {
      (kind, kindName) = (.other, nil)
      return
    }
    for (key, value) in pairs {
      try Self.refuseHidden(key, in: source)
      if key.string == "kind" || key.string == "apiVersion" || key.string == "items" {
        try Self.refuseHidden(value, in: source)
      }
    }
    if node["kind"] == nil, let merge = pairs.first(where: { $0.key.isMerge }) {
      throw Flaw(offset: merge.key.offset, reason: "the kind of this document may hide behind a merge key (<<)")
    }
    let name = node["kind"]?.string
    let version = node["apiVersion"]?.string
    kindName = name
    switch name {
    case "Secret":
      // A version with a group is some other API's.
      guard version == "v1" || version?.contains("/") == true else {
        throw Flaw(offset: node.offset, reason: "a Secret whose apiVersion is not v1")
      }
      kind = version == "v1" ? .secret : .other
    case nil where isInSecretList: kind = .secret
    case "ConfigMap" where version == "v1": kind = .configMap
    case "List" where version == "v1", "SecretList" where version == "v1":
      kind = .list(items: node["items"]?.items ?? [], ofSecrets: name == "SecretList")
    default: kind = .other
    }
  }

  private static func refuseHidden(_ node: YAMLNode, in source: Span<UInt8>) throws(Flaw) {
    guard let refused = StrictYAML.indicator(of: node, in: source), !refused.hasPrefix("an anchor") else { return }
    throw Flaw(offset: node.offset, reason: "\(refused) may hide the kind of this document", hint: "write it out")
  }
}
