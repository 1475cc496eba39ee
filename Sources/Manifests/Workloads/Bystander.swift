import Primitives

/// An object of a kind that this project doesn't know, and that names a Secret: a `Rollout`, an `Ingress`.
package struct Bystander: Sendable {
  package let kind: String
  package let name: String
  package let namespace: String?
  /// The Secrets that it names, each once.
  package let secrets: [String]

  /// Those of a document, the items of a List one by one.
  static func all(in document: YAMLValue) -> [Bystander] {
    if let items = document["items"]?.items { return items.flatMap(all) }
    guard let kind = document["kind"]?.text, WorkloadKind(rawValue: kind) == nil,
      ObjectReference.Kind(rawValue: kind) == nil, case let secrets = document.namedSecrets, !secrets.isEmpty
    else { return [] }
    return [
      Bystander(
        kind: kind, name: document["metadata"]?["name"]?.text ?? "",
        namespace: document["metadata"]?["namespace"]?.text,
        secrets: secrets)
    ]
  }

  /// What messages call it.
  var label: String { "\(kind.printable) \"\(name.printable)\"" }
}

extension YAMLValue {
  /// The Secrets that it names in any of the ways that Kubernetes and most others have for it, each once.
  var namedSecrets: [String] {
    var names: [String] = []
    collectSecrets(&names)
    return names
  }

  private func collectSecrets(_ names: inout [String]) {
    for item in items ?? [] { item.collectSecrets(&names) }
    for (key, value) in pairs ?? [] {
      let name =
        switch key {
        case "secretName": value.text
        case "secretKeyRef", "secretRef": value["name"]?.text
        default: String?.none
        }
      if let name, !names.contains(name) { names.append(name) }
      value.collectSecrets(&names)
    }
  }
}
