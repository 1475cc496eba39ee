package import Primitives
import Sealing

/// A plain Kubernetes Secret, read: what a sealed manifest is made of.
package struct SecretManifest: Sendable {
  /// `metadata.name`; nil where it has none.
  package let name: String?
  /// `metadata.namespace`; nil where it has none.
  package let namespace: String?
  /// `type`; `Opaque` where it has none.
  package let type: String
  /// `metadata.labels` without those that may hold plaintext.
  package let labels: [String: String]
  /// The keys of the labels that were left out, ascending.
  package let droppedLabels: [String]
  /// `metadata.annotations` without those that may hold plaintext.
  package let annotations: [String: String]
  /// The keys of the annotations that were left out, ascending.
  package let droppedAnnotations: [String]
  /// `immutable`.
  package let immutable: Bool
  /// The values, ascending by the bytes of their keys. May be empty.
  package let values: [(key: String, value: SharedSecret)]

  /// Why Kubernetes itself must read a Secret of this type, so that no init container can serve it; nil where it need
  /// not.
  package var readByKubernetes: String? {
    switch type {
    case "kubernetes.io/dockerconfigjson", "kubernetes.io/dockercfg":
      "the kubelet reads it to pull images, before any container runs"
    case "kubernetes.io/tls": "an Ingress or Gateway controller reads it from the API; a pod can be served it as files"
    case "kubernetes.io/service-account-token": "Kubernetes itself writes it and checks it"
    case "bootstrap.kubernetes.io/token": "the API server checks joining nodes against it"
    case "helm.sh/release.v1": "Helm keeps its record of a release in it"
    default: nil
    }
  }

  /// - Parameter node: a mapping that ``StrictYAML`` has passed.
  init(_ node: YAMLNode, in source: Span<UInt8>) throws(Flaw) {
    for (key, _) in node.pairs ?? [] where !Self.fields.contains(key.string ?? "") {
      // `stringdata` would be lost in silence, and its values with it.
      throw Flaw(offset: key.offset, reason: "a Secret has no such field", hint: "check its spelling")
    }
    let metadata = try ManifestField.mapping(node, "metadata")
    name = try ManifestField.text(metadata, "name")
    namespace = try ManifestField.text(metadata, "namespace")
    type = try ManifestField.text(node, "type") ?? "Opaque"
    immutable = try ManifestField.flag(node, "immutable")
    values = try Self.values(of: node)
    let (labels, annotations) = try (
      ManifestField.texts(metadata, "labels"), ManifestField.texts(metadata, "annotations")
    )
    let harmless = HarmlessMetadata(values: values.map(\.value))
    (self.labels, droppedLabels) = harmless.split(labels)
    (self.annotations, droppedAnnotations) = harmless.split(annotations)
    try refuseSealed(labels[ManifestNames.sealed] ?? annotations[ManifestNames.sealed], at: node.offset)
  }

  private static let fields: Set<String> = [
    "apiVersion", "kind", "metadata", "type", "data", "stringData", "immutable",
  ]

  /// `data` and `stringData` as the API server joins them: a key of both has the value of `stringData`.
  private static func values(of node: YAMLNode) throws(Flaw) -> [(key: String, value: SharedSecret)] {
    var values: [String: SharedSecret] = [:]
    for (key, text, offset) in try ManifestField.entries(node, "data") {
      guard let value = decode(text) else {
        throw Flaw(
          offset: offset, reason: "the value of \"\(key)\" in data is no padded base64",
          hint: "plain text belongs under stringData")
      }
      values[key] = value
    }
    for (key, text, _) in try ManifestField.entries(node, "stringData") {
      values[key] = SharedSecret(SecretBytes(copying: text.utf8.span))
    }
    return values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0.key, $0.value) }
  }

  /// Line breaks may stand anywhere in the text, as Go's decoder and so kubectl allow: a literal block has them. Blanks,
  /// which a folded block has, may not; kubectl refuses them too.
  private static func decode(_ text: String) -> SharedSecret? {
    let digits = text.utf8.span
    var count = 0
    for index in 0..<digits.count where digits[index] != 0x0A && digits[index] != 0x0D { count += 1 }
    let compact = SecretBytes(count: count) { (bytes: inout MutableSpan<UInt8>) in
      var next = 0
      for index in 0..<digits.count where digits[index] != 0x0A && digits[index] != 0x0D {
        bytes[next] = digits[index]
        next += 1
      }
    }
    guard let value = compact.withBytes({ Base64.decodeSecret($0, padding: .required) }) else { return nil }
    return SharedSecret(value)
  }

  private func refuseSealed(_ mark: String?, at offset: Int) throws(Flaw) {
    if type == ManifestNames.identityType {
      throw Flaw(code: .usage, offset: offset, reason: "the Secret that holds the identity can't be sealed to it")
    }
    let isSealed =
      mark != nil || values.contains { $0.value.bytes.withBytes(SealedContainer.isSealedFile) }
    if isSealed { throw Flaw(code: .usage, offset: offset, reason: "this Secret holds what is sealed already") }
  }
}
