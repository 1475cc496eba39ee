/// A volume of a pod.
package struct PodVolume: Sendable {
  package enum Source: Sendable {
    /// Files made of Secrets and ConfigMaps alone: a `secret`, a `configMap`, or a `projected` volume of such sources.
    case files([ProjectedObject], defaultMode: Int?)
    /// `emptyDir`; the limit as it stands there.
    case emptyDir(isMemory: Bool, sizeLimit: String?)
    /// Anything else, by the name of its field: `csi`, or `projected` with other sources. `secrets` are those of the
    /// Secrets that it takes, which the kubelet, a driver or a storage plugin reads.
    case other(String, secrets: [ProjectedObject])
  }

  package let name: String
  package let source: Source
  /// Where the entry begins.
  package let position: TextPosition

  init(_ reader: WorkloadReader) throws(Flaw) {
    name = try reader["name"].text ?? ""
    position = reader.position
    let (secret, configMap) = (try reader["secret"], try reader["configMap"])
    let (projected, emptyDir) = (try reader["projected"], try reader["emptyDir"])
    if !secret.isAbsent {
      source = .files(
        [try ProjectedObject(secret, .secret, nameField: "secretName")], defaultMode: try secret["defaultMode"].number)
    } else if !configMap.isAbsent {
      source = .files([try ProjectedObject(configMap, .configMap)], defaultMode: try configMap["defaultMode"].number)
    } else if !projected.isAbsent {
      let parts = try projected["sources"].items
      let files = try parts.map { (part) throws(Flaw) in try ProjectedObject(part: part) }
      let known = files.compactMap(\.self)
      source =
        known.count == files.count
        ? .files(known, defaultMode: try projected["defaultMode"].number)
        : .other("projected", secrets: known.filter { $0.reference.kind == .secret })
    } else if let type = try reader.fields.first(where: { $0 != "name" }), type != "emptyDir" {
      source = .other(type, secrets: try Self.secrets(reader[type], of: type))
    } else {
      // A volume of no type is an emptyDir.
      let limit = try emptyDir["sizeLimit"]
      source = .emptyDir(isMemory: try emptyDir["medium"].text == "Memory", sizeLimit: limit.quantity)
    }
  }

  /// The Secrets by which storage is reached.
  private static func secrets(_ volume: WorkloadReader, of type: String) throws(Flaw) -> [ProjectedObject] {
    switch type {
    case "csi": try ProjectedObject.reference(volume["nodePublishSecretRef"])
    case "cephfs", "rbd", "flexVolume", "iscsi", "scaleIO", "storageos":
      try ProjectedObject.reference(volume["secretRef"])
    case "azureFile": try ProjectedObject.reference(volume, nameField: "secretName")
    default: []
    }
  }

  /// The Secrets that it takes from.
  package var secrets: [ProjectedObject] {
    switch source {
    case .files(let sources, _): sources.filter { $0.reference.kind == .secret }
    case .emptyDir: []
    case .other(_, let secrets): secrets
    }
  }
}
