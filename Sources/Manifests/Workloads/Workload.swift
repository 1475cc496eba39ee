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
  /// What `seal inject` noted when it changed the object; nil where it didn't.
  package let record: String?
  /// That of the object in its document.
  let path: YAMLPath

  /// The annotation that holds the record.
  package static let recordName = "sealed-manifests.dev/injected"

  /// What messages call it: `Deployment "web"`.
  package var label: String { "\(kind.rawValue) \"\(name.printable)\"" }

  /// - Returns: nil for an object that runs no pods.
  init?(_ object: WorkloadReader, listed: String?) throws(Flaw) {
    let kind = try object["kind"].text
    guard let kind = WorkloadKind(kind ?? listed, apiVersion: try object["apiVersion"].text) else { return nil }
    self.kind = kind
    path = object.path
    position = object.position
    let metadata = try object["metadata"]
    let generateName = try metadata["generateName"].text
    name = try metadata["name"].text ?? generateName ?? ""
    namespace = try metadata["namespace"].text
    record = try metadata["annotations"][Self.recordName].text
    var spec = object
    for field in kind.podSpec { spec = try spec[field] }
    pod = try PodTemplate(spec)
  }
}
