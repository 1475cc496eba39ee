import Primitives

/// An object that runs pods.
package struct Workload: Sendable {
  package let kind: WorkloadKind
  /// `metadata.name`, or else `metadata.generateName`.
  package let name: String
  /// `metadata.namespace`; nil where it is left to whoever applies it.
  package let namespace: String?
  /// Where the object begins.
  package let position: TextPosition
  package let pod: PodTemplate
  /// The names of a StatefulSet's claims, each of them a volume of its pods.
  let claims: [String]
  /// What `seal inject` noted when it changed the object; nil where it didn't.
  package let record: String?
  /// Where the object stands in its file.
  let place: Place
  /// All that it says.
  let value: YAMLValue

  struct Place: Equatable, Sendable {
    /// The index of its document.
    let document: Int
    /// Its place in the List that the document is, and in Lists in Lists; empty for the document itself.
    let items: [Int]
  }

  /// The annotation that holds the record.
  package static let recordName = "sealed-manifests.dev/injected"

  /// What messages call it: `Deployment "web"`.
  package var label: String { "\(kind.rawValue) \"\(name.printable)\"" }

  /// - Returns: nil for an object that runs no pods.
  init?(_ object: WorkloadReader, at place: Place, listed: String?) throws(Flaw) {
    let kind = try object["kind"].text
    guard let kind = WorkloadKind(kind ?? listed, apiVersion: try object["apiVersion"].text) else { return nil }
    self.kind = kind
    self.place = place
    value = object.value ?? .mapping([])
    position = object.position
    let metadata = try object["metadata"]
    let generateName = try metadata["generateName"].text
    name = try metadata["name"].text ?? generateName ?? ""
    namespace = try metadata["namespace"].text
    record = try metadata["annotations"][Self.recordName].text
    claims =
      kind != .statefulSet
      ? []
      : try object["spec"]["volumeClaimTemplates"].items.map { (claim) throws(Flaw) in
        try claim["metadata"]["name"].text ?? ""
      }
    var spec = object
    for field in kind.podSpec { spec = try spec[field] }
    pod = try PodTemplate(spec)
  }
}
