/// A Secret or a ConfigMap that a pod refers to by its name, and what it wants of it.
package struct ObjectReference: Hashable, Sendable {
  package enum Kind: String, Sendable {
    case secret = "Secret"
    case configMap = "ConfigMap"
  }

  package let kind: Kind
  /// `metadata.name` of the object; Kubernetes looks for it in the pod's own namespace.
  package let name: String
  /// The key that is wanted; nil for all of them.
  package let key: String?
  /// Whether the pod starts without it.
  package let isOptional: Bool
}

extension ObjectReference {
  init?(key selector: WorkloadReader, of kind: Kind) throws(Flaw) {
    guard !selector.isAbsent else { return nil }
    self.init(
      kind: kind, name: try selector["name"].text ?? "", key: try selector["key"].text ?? "",
      isOptional: try selector["optional"].flag)
  }

  init?(all source: WorkloadReader, of kind: Kind) throws(Flaw) {
    guard !source.isAbsent else { return nil }
    self.init(
      kind: kind, name: try source["name"].text ?? "", key: nil, isOptional: try source["optional"].flag)
  }
}
