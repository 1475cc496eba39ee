package import Primitives

/// A plain Kubernetes Secret to write, for `seal decrypt --manifest` and `seal key manifest`.
package struct PlainSecret: Sendable {
  /// `metadata.name`.
  package var name: String
  /// `metadata.namespace`; nil leaves it to whoever applies the manifest.
  package var namespace: String?
  /// `type`.
  package var type: String
  /// Labels.
  package var labels: [String: String] = [:]
  /// Annotations.
  package var annotations: [String: String] = [:]
  /// Whether the cluster refuses changes to it.
  package var immutable = false
  /// The values, in the order in which they are written.
  package var values: [(key: String, value: SharedSecret)]

  package init(
    name: String, namespace: String?, type: String = "Opaque", labels: [String: String] = [:],
    annotations: [String: String] = [:], immutable: Bool = false, values: [(key: String, value: SharedSecret)]
  ) {
    self.name = name
    self.namespace = namespace
    self.type = type
    self.labels = labels
    self.annotations = annotations
    self.immutable = immutable
    self.values = values
  }

  /// The Secret that gives a namespace's pods their identity.
  ///
  /// - Parameters:
  ///   - identity: the text of an age identity file or an OpenSSH key.
  ///   - signers: the text of an `allowed_signers` file.
  package static func identity(
    name: String, namespace: String, identity: SharedSecret, signers: [UInt8]
  ) -> PlainSecret {
    PlainSecret(
      name: name, namespace: namespace, type: ManifestNames.identityType,
      values: [("allowed_signers", SharedSecret(SecretBytes(copying: signers.span))), ("identity", identity)])
  }

  /// The document, without a `---` line, ending in LF; the values in base64, under `data`.
  package func rendered() -> SecretBytes {
    let header =
      ManifestHeader.text(
        kind: "Secret", name: name, namespace: namespace, labels: labels, annotations: annotations)
      + "type: \(YAMLText.scalar(type))\n" + (immutable ? "immutable: true\n" : "") + (values.isEmpty ? "" : "data:\n")
    // Always quoted: base64 may read as a number, and a look at it would take a copy in the clear.
    let keys = values.map { "  \(YAMLText.scalar($0.key)): \"" }
    let lengths = values.map { Base64.encodedCount($0.value.bytes.count, padding: .required) }
    let count = header.utf8.count + zip(keys, lengths).reduce(0) { $0 + $1.0.utf8.count + $1.1 + 2 }
    return SecretBytes(count: count) { (document: inout MutableSpan<UInt8>) in
      var end = 0
      func write(_ bytes: Span<UInt8>, _ document: inout MutableSpan<UInt8>) {
        for index in 0..<bytes.count { document[end + index] = bytes[index] }
        end += bytes.count
      }
      write(header.utf8.span, &document)
      for (key, value) in zip(keys, values) {
        write(key.utf8.span, &document)
        let text = value.value.bytes.withBytes { Base64.encodeSecret($0, padding: .required) }
        text.withBytes { write($0, &document) }
        write("\"\n".utf8.span, &document)
      }
    }
  }
}
