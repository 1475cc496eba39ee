package import Sealing

/// A sealed manifest to write: an ordinary ConfigMap that carries sealed files (format.md section 7).
package struct SealedManifest: Sendable {
  /// `metadata.name`.
  package var name: String
  /// `metadata.namespace`; nil leaves it to whoever applies the manifest.
  package var namespace: String?
  /// The type of the Secret that was sealed.
  package var type: String
  /// Labels beside `sealed-manifests.dev/sealed`, which every sealed manifest has.
  package var labels: [String: String] = [:]
  /// Annotations.
  package var annotations: [String: String] = [:]
  /// Whether the cluster refuses changes to it.
  package var immutable = false
  /// The sealed files by their entry names.
  package var entries: [(name: String, text: [UInt8])]

  package init(
    name: String, namespace: String?, type: String = "Opaque", labels: [String: String] = [:],
    annotations: [String: String] = [:],
    immutable: Bool = false, entries: [(name: String, text: [UInt8])]
  ) {
    self.name = name
    self.namespace = namespace
    self.type = type
    self.labels = labels
    self.annotations = annotations
    self.immutable = immutable
    self.entries = entries
  }

  /// The document, without a `---` line, ending in LF.
  ///
  /// - Throws: `internal` for an entry that is no sealed file or has no name of one.
  package func rendered() throws(SealError) -> [UInt8] {
    var labels = labels
    labels[ManifestNames.sealed] = "true"
    var annotations = annotations
    annotations[ManifestNames.type] = type == "Opaque" ? nil : type
    var text = ManifestHeader.text(
      kind: "ConfigMap", name: name, namespace: namespace, labels: labels, annotations: annotations)
    if immutable { text += "immutable: true\n" }
    var document = Array((text + "data:\n").utf8)
    for entry in entries {
      guard Names.isKey(entry.name), entry.name.hasSuffix(ManifestNames.suffix),
        YAMLText.isBlock(entry.text.span)
      else { throw SealError(.internal, "these bytes are no sealed file") }
      document += Array("  \(YAMLText.scalar(entry.name)): |\n".utf8)
      document += YAMLText.block(entry.text.span, indent: 4)
    }
    return document
  }
}
