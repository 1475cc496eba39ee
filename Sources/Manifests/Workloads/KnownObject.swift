/// A ConfigMap or a plain Secret in a file, and the keys that it gives to `envFrom`.
package struct KnownObject: Equatable, Sendable {
  package let kind: ObjectReference.Kind
  package let name: String
  package let namespace: String?
  package let keys: [String]

  init(kind: ObjectReference.Kind, name: String, namespace: String?, keys: [String]) {
    (self.kind, self.name, self.namespace, self.keys) = (kind, name, namespace, keys)
  }

  /// - Parameter listed: the kind that the list around it gives to what carries none.
  /// - Returns: nil for an object of another kind.
  init?(_ object: YAMLValue, listed: String?) {
    guard let kind = (object["kind"]?.text ?? listed).flatMap(ObjectReference.Kind.init(rawValue:)) else { return nil }
    self.kind = kind
    name = object["metadata"]?["name"]?.text ?? ""
    namespace = object["metadata"]?["namespace"]?.text
    let fields = kind == .secret ? ["data", "stringData"] : ["data"]
    keys = fields.flatMap { object[$0]?.pairs?.map(\.key) ?? [] }
  }
}
