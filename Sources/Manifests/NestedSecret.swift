import Sealing

/// Finds Secrets inside other objects, such as OpenShift's Template: nothing can be put in their place there, and they must
/// not pass through in the clear.
enum NestedSecret {
  /// - Parameter node: an object that is no Secret itself, or whatever else a document holds.
  /// - Throws: `usage` for the first mapping in it that is a Secret with values, or may be one.
  static func refuse(in node: YAMLNode, _ source: Span<UInt8>) throws(Flaw) {
    if let reason = reason(node, in: source) {
      throw Flaw(
        code: .usage, offset: node.offset, reason: reason,
        hint: "make it a document of its own, or take it out of what is sealed here")
    }
    for item in node.items ?? [] { try refuse(in: item, source) }
    for (_, value) in node.pairs ?? [] { try refuse(in: value, source) }
  }

  /// A reference to a Secret has its kind too; what has no values has nothing to hide.
  private static func reason(_ node: YAMLNode, in source: Span<UInt8>) -> String? {
    guard let pairs = node.pairs else { return nil }
    func holds(_ field: String) -> Bool { pairs.contains { $0.key.string?.lowercased() == field && !$0.value.isNull } }
    let kinds = pairs.filter { $0.key.string?.lowercased() == "kind" }.map(\.value)
    let names = kinds.compactMap { $0.string?.filter { !$0.isWhitespace }.lowercased() }
    if names.contains("secretlist"), holds("items") { return "a list of Secrets inside another object" }
    guard holds("stringdata") || holds("data") else { return nil }
    if names.contains("secret") {
      // A group of some other API has a dot.
      let isOther = node["apiVersion"]?.string.map { $0.contains("/") && $0.contains(".") } ?? false
      return isOther ? nil : "a Secret inside another object"
    }
    let isHidden = pairs.contains { $0.key.isMerge } || kinds.contains { StrictYAML.hiding(of: $0, in: source) != nil }
    return isHidden && holds("stringdata") ? "what may be a Secret, inside another object" : nil
  }
}
