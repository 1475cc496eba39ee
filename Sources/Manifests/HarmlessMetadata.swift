import Primitives

/// Tells labels and annotations that may go to git from those that hold the Secret in the clear.
struct HarmlessMetadata {
  private let traces: PlaintextTraces

  /// Tools that keep the applied object, plaintext and all, in an annotation.
  private static let records: Set<String> = [
    "kubectl.kubernetes.io/last-applied-configuration", "kapp.k14s.io/original", "objectset.rio.cattle.io/applied",
    "banzaicloud.com/last-applied",
  ]

  /// - Parameter values: those of the Secret.
  init(values: [SharedSecret]) { traces = PlaintextTraces(of: values) }

  /// The labels or annotations to carry, and the keys of those to leave out, ascending: the known records, and any in
  /// which one of the values stands. Where it stands in the key itself, the key isn't told either.
  func split(_ texts: [String: String]) -> (carried: [String: String], dropped: [String]) {
    var (carried, dropped) = ([String: String](), [String]())
    for (key, text) in texts {
      if traces.areFound(in: key) {
        dropped.append("with a value in its key")
      } else if Self.records.contains(key) || traces.areFound(in: text) {
        dropped.append(key)
      } else {
        carried[key] = text
      }
    }
    return (carried, dropped.sorted())
  }
}
