/// One entry of a container's `env`.
package struct EnvironmentVariable: Sendable {
  package enum Source: Sendable {
    /// `value`, in which the kubelet replaces `$(NAME)`.
    case value(String)
    /// `secretKeyRef` or `configMapKeyRef`; its key is never nil.
    case key(ObjectReference)
    /// `fileKeyRef`: a key in an env file on a volume.
    case file(volume: String, path: String, key: String, isOptional: Bool)
    /// `fieldRef`, `resourceFieldRef`, or something newer.
    case other
  }

  package let name: String
  package let source: Source
  /// Where the entry begins.
  package let position: TextPosition

  init(_ reader: WorkloadReader) throws(Flaw) {
    name = try reader["name"].text ?? ""
    position = reader.position
    let from = try reader["valueFrom"]
    // As the kubelet: a value that isn't empty is what counts.
    if let value = try reader["value"].text, !value.isEmpty || from.isAbsent {
      source = .value(value)
    } else if from.isAbsent {
      source = .value("")
    } else if let reference = try ObjectReference(key: from["secretKeyRef"], of: .secret) {
      source = .key(reference)
    } else if let reference = try ObjectReference(key: from["configMapKeyRef"], of: .configMap) {
      source = .key(reference)
    } else if case let file = try from["fileKeyRef"], !file.isAbsent {
      source = .file(
        volume: try file["volumeName"].text ?? "", path: try file["path"].text ?? "",
        key: try file["key"].text ?? "", isOptional: try file["optional"].flag)
    } else {
      source = .other
    }
  }

  /// The Secret or ConfigMap that it is taken from.
  package var reference: ObjectReference? {
    guard case .key(let reference) = source else { return nil }
    return reference
  }
}
