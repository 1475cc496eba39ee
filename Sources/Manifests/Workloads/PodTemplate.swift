/// The pods that a workload runs.
package struct PodTemplate: Sendable {
  /// In the order in which they start: init containers as they stand, then the others.
  package let containers: [PodContainer]
  package let volumes: [PodVolume]
  /// The names of `imagePullSecrets`.
  package let imagePullSecrets: [String]
  /// Of the pod's security context.
  package let runAsUser: Int?
  package let runsAsNonRoot: Bool?
  package let fsGroup: Int?
  /// `automountServiceAccountToken`; nil leaves it to the service account.
  package let automountsToken: Bool?
  /// Whether it runs on Windows nodes, by its own word or by the nodes that it selects.
  package let isWindows: Bool
  /// That of the pod spec.
  let path: YAMLPath
  let position: TextPosition

  init(_ spec: WorkloadReader) throws(Flaw) {
    path = spec.path
    position = spec.position
    containers =
      try spec["initContainers"].items.map { (item) throws(Flaw) in try PodContainer(item, isInitial: true) }
      + spec["containers"].items.map { (item) throws(Flaw) in try PodContainer(item, isInitial: false) }
    volumes = try spec["volumes"].items.map { (item) throws(Flaw) in try PodVolume(item) }
    imagePullSecrets = try spec["imagePullSecrets"].items.map { (item) throws(Flaw) in try item["name"].text ?? "" }
    runAsUser = try spec["securityContext"]["runAsUser"].number
    runsAsNonRoot = try spec["securityContext"]["runAsNonRoot"].flagIfAny
    fsGroup = try spec["securityContext"]["fsGroup"].number
    automountsToken = try spec["automountServiceAccountToken"].flagIfAny
    let selector = try spec["nodeSelector"]
    let systems = [
      try spec["os"]["name"].text, try selector["kubernetes.io/os"].text, try selector["beta.kubernetes.io/os"].text,
    ]
    isWindows = systems.contains("windows")
  }

  package func container(named name: String) -> PodContainer? { containers.first { $0.name == name } }
  package func volume(named name: String) -> PodVolume? { volumes.first { $0.name == name } }

  /// The containers that mount a volume, with their mounts of it.
  package func mounts(of volume: String) -> [(container: PodContainer, mount: PodContainer.Mount)] {
    containers.flatMap { container in container.mounts.filter { $0.volume == volume }.map { (container, $0) } }
  }
}

extension PodTemplate {
  /// One place where a pod asks for something of a Secret or a ConfigMap.
  package struct Use: Sendable {
    package enum Place: Sendable, Equatable {
      case variable(String)
      case allVariables
      /// A file of a volume, or a whole volume; used by the containers that mount it.
      case volume(String)
      case imagePull
      /// A volume of another sort reaches its storage by it.
      case storage(volume: String)
    }

    package let reference: ObjectReference
    package let place: Place
    /// The container; nil for what belongs to the pod as a whole.
    package let container: String?
    package let position: TextPosition
  }

  /// All that the pod asks for, in the order of the document, volumes last.
  package var uses: [Use] {
    var uses: [Use] = []
    for container in containers {
      for source in container.envFrom {
        guard let reference = source.reference else { continue }
        uses.append(
          Use(
            reference: reference, place: .allVariables, container: container.name, position: source.position))
      }
      for variable in container.env {
        guard let reference = variable.reference else { continue }
        uses.append(
          Use(
            reference: reference, place: .variable(variable.name), container: container.name,
            position: variable.position))
      }
    }
    for volume in volumes { uses += Self.uses(of: volume) }
    for name in imagePullSecrets {
      let reference = ObjectReference(kind: .secret, name: name, key: nil, isOptional: true)
      uses.append(Use(reference: reference, place: .imagePull, container: nil, position: position))
    }
    return uses
  }

  private static func uses(of volume: PodVolume) -> [Use] {
    switch volume.source {
    case .files(let sources, _):
      return sources.flatMap { source in source.keyReferences.map { use($0, .volume(volume.name), source) } }
    case .other("projected", let secrets):
      return secrets.flatMap { source in source.keyReferences.map { use($0, .volume(volume.name), source) } }
    case .other(_, let secrets): return secrets.map { use($0.reference, .storage(volume: volume.name), $0) }
    case .emptyDir: return []
    }
  }

  private static func use(_ reference: ObjectReference, _ place: Use.Place, _ source: ProjectedObject) -> Use {
    Use(reference: reference, place: place, container: nil, position: source.position)
  }
}

extension ProjectedObject {
  /// What it asks for: each of its items, or the whole object.
  fileprivate var keyReferences: [ObjectReference] {
    guard !items.isEmpty else { return [reference] }
    return items.map {
      ObjectReference(
        kind: reference.kind, name: reference.name, key: $0.key, isOptional: reference.isOptional)
    }
  }
}
