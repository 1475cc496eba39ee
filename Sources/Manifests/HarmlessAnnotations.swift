import Primitives

/// Tells annotations that may go to git from those that hold the Secret in the clear.
enum HarmlessAnnotations {
  /// Tools that keep the applied object, plaintext and all, in an annotation.
  private static let records: Set<String> = [
    "kubectl.kubernetes.io/last-applied-configuration", "kapp.k14s.io/original", "objectset.rio.cattle.io/applied",
    "banzaicloud.com/last-applied",
  ]

  /// Values shorter than this stand in harmless annotations by chance.
  private static let shortest = 4

  /// The annotations to carry, and the keys of those to leave out: the known records, and any in which one of the values
  /// stands, as it is or in base64.
  static func split(
    _ annotations: [String: String], values: [SharedSecret]
  ) -> (carried: [String: String], dropped: [String]) {
    let carried = annotations.filter { annotation in
      !records.contains(annotation.key)
        && !values.contains { value in
          value.bytes.withBytes { value in
            let text = annotation.value.utf8.span
            guard value.count >= shortest, text.count >= value.count else { return false }
            return contains(text, value)
              || Base64.encodeSecret(value, padding: .required).withBytes { contains(text, $0) }
          }
        }
    }
    return (carried, annotations.keys.filter { carried[$0] == nil }.sorted())
  }

  private static func contains(_ text: Span<UInt8>, _ part: Span<UInt8>) -> Bool {
    guard text.count >= part.count else { return false }
    for start in 0...(text.count - part.count) {
      var length = 0
      while length < part.count, text[start + length] == part[length] { length += 1 }
      if length == part.count { return true }
    }
    return false
  }
}
