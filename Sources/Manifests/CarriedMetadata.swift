/// What the ConfigMap around a sealed file still says of the Secret that was sealed.
///
/// Nobody signs it: whoever can write to git can change it.
package struct CarriedMetadata: Sendable {
  /// `type`; `Opaque` where nothing says another.
  package private(set) var type = "Opaque"
  /// `metadata.labels`, without this project's own.
  package private(set) var labels: [String: String] = [:]
  /// `metadata.annotations`, without this project's own and the records of tools that apply.
  package private(set) var annotations: [String: String] = [:]
  /// `immutable`.
  package private(set) var immutable = false

  /// Of a sealed file by itself: nothing.
  init() {}

  /// Reads what can be read. A label that is no string is Kubernetes's to refuse, and doesn't concern the sealed file.
  init(of configMap: YAMLNode) {
    let metadata = configMap["metadata"]
    labels = Self.texts(metadata?["labels"])
    labels[ManifestNames.sealed] = nil
    annotations = HarmlessMetadata(values: []).split(Self.texts(metadata?["annotations"])).carried
    type = annotations.removeValue(forKey: ManifestNames.type) ?? type
    immutable = (try? ManifestField.flag(configMap, "immutable")) ?? false
  }

  private static func texts(_ node: YAMLNode?) -> [String: String] {
    (node?.pairs ?? []).reduce(into: [:]) { texts, pair in
      guard let key = pair.key.string, let value = pair.value.string else { return }
      texts[key] = value
    }
  }
}
