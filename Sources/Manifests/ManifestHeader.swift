/// The lines that every manifest begins with.
enum ManifestHeader {
  static func text(
    kind: String, name: String, namespace: String?, labels: [String: String], annotations: [String: String]
  ) -> String {
    var text = "apiVersion: v1\nkind: \(kind)\nmetadata:\n  name: \(YAMLText.scalar(name))\n"
    if let namespace { text += "  namespace: \(YAMLText.scalar(namespace))\n" }
    text += mapping("labels", labels) + mapping("annotations", annotations)
    return text
  }

  /// Ascending, so that the same input gives the same bytes.
  private static func mapping(_ name: String, _ texts: [String: String]) -> String {
    guard !texts.isEmpty else { return "" }
    return texts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.reduce("  \(name):\n") {
      $0 + "    \(YAMLText.scalar($1.key)): \(YAMLText.scalar($1.value))\n"
    }
  }
}
