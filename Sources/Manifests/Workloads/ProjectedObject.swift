/// A Secret or ConfigMap that becomes files of a volume.
package struct ProjectedObject: Sendable {
  package struct Item: Sendable {
    package let key: String
    /// Its file, relative to the volume.
    package let path: String
    package let mode: Int?
  }

  /// Its key is nil: which ones are wanted, `items` says.
  package let reference: ObjectReference
  /// Empty for every key under its own name.
  package let items: [Item]
  package let position: TextPosition

  init(_ reader: WorkloadReader, _ kind: ObjectReference.Kind, nameField: String = "name") throws(Flaw) {
    reference = ObjectReference(
      kind: kind, name: try reader[nameField].text ?? "", key: nil, isOptional: try reader["optional"].flag)
    items = try reader["items"].items.map { (item) throws(Flaw) in
      Item(key: try item["key"].text ?? "", path: try item["path"].text ?? "", mode: try item["mode"].number)
    }
    position = reader.position
  }

  /// A part of a projected volume; nil for one of another sort.
  init?(part: WorkloadReader) throws(Flaw) {
    let (secret, configMap) = (try part["secret"], try part["configMap"])
    if !secret.isAbsent {
      try self.init(secret, .secret)
    } else if !configMap.isAbsent {
      try self.init(configMap, .configMap)
    } else {
      return nil
    }
  }

  static func reference(
    _ reader: WorkloadReader, nameField: String = "name"
  ) throws(Flaw) -> [ProjectedObject] {
    reader.isAbsent ? [] : [try ProjectedObject(reader, .secret, nameField: nameField)]
  }
}
