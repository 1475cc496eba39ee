/// One entry of a container's `envFrom`: all keys of an object.
package struct EnvironmentSource: Sendable {
  /// Its key is nil. Itself nil for a source of a sort that this release doesn't know.
  package let reference: ObjectReference?
  /// What is put before each key.
  package let prefix: String
  /// Where the entry begins.
  package let position: TextPosition

  init(_ reader: WorkloadReader) throws(Flaw) {
    prefix = try reader["prefix"].text ?? ""
    position = reader.position
    let secret = try ObjectReference(all: reader["secretRef"], of: .secret)
    let configMap = try ObjectReference(all: reader["configMapRef"], of: .configMap)
    reference = secret ?? configMap
  }
}
