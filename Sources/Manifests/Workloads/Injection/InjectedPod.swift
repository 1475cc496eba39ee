import Sealing

/// What an earlier run made of a pod, as it stands now.
struct InjectedPod: Sendable {
  let record: InjectionRecord
  /// The containers that it added; nil where somebody took them out.
  let unseal: YAMLValue?
  let install: YAMLValue?
  private let volumes: [YAMLValue]

  /// - Parameter spec: that of the pod.
  init(_ spec: YAMLValue, record: InjectionRecord) {
    self.record = record
    let containers = spec["initContainers"]?.items ?? []
    unseal = containers.first { $0["name"]?.text == InjectedNames.unseal }
    install = containers.first { $0["name"]?.text == InjectedNames.install }
    volumes = spec["volumes"]?.items ?? []
  }

  var arguments: UnsealArguments { UnsealArguments(unseal?["args"]?.items?.compactMap(\.text) ?? []) }

  /// The sealed names that it opens.
  var names: [String] { arguments.names.map(\.name) }

  /// The user that `unseal` runs as by its own security context.
  var user: Int? { unseal?["securityContext"]?["runAsUser"]?.text.flatMap { Int($0) } }

  func volume(_ name: String) -> YAMLValue? { volumes.first { $0["name"]?.text == name } }
}
