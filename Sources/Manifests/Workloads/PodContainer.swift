/// A container of a pod template.
package struct PodContainer: Sendable {
  package enum Role: Sendable {
    /// An init container that ends before the next one starts.
    case initial
    /// An init container with `restartPolicy: Always`, which runs beside all that come after it.
    case sidecar
    case main
  }

  /// A mount of a volume.
  package struct Mount: Sendable {
    package let volume: String
    package let mountPath: String
    package let subPath: String?
    /// A path in which the kubelet replaces `$(NAME)`.
    package let subPathExpression: String?
    package let isReadOnly: Bool
    package let position: TextPosition
  }

  /// A command that the kubelet runs in the container: an exec probe or hook.
  package struct Hook: Sendable {
    /// `livenessProbe`, `preStop`.
    package let name: String
    package let command: [String]
    /// Whether the kubelet replaces `$(NAME)` in it, by the entries of `env` with a literal value: it does for probes.
    package let isProbe: Bool
    let path: YAMLPath
  }

  package let name: String
  package let role: Role
  package let image: String?
  /// Empty where the image's own entry point runs.
  package let command: [String]
  package let arguments: [String]
  /// Where each of them stands.
  package let argumentPositions: [TextPosition]
  package let env: [EnvironmentVariable]
  package let envFrom: [EnvironmentSource]
  package let mounts: [Mount]
  package let hooks: [Hook]
  /// The user by its own security context.
  package let runAsUser: Int?
  package let runsAsNonRoot: Bool?
  package let resources: ContainerResources
  package var memoryLimit: String? { resources.memoryLimit }
  /// Where it begins.
  package let position: TextPosition
  let path: YAMLPath

  init(_ reader: WorkloadReader, isInitial: Bool) throws(Flaw) {
    path = reader.path
    position = reader.position
    name = try reader["name"].text ?? ""
    role = !isInitial ? .main : try reader["restartPolicy"].text == "Always" ? .sidecar : .initial
    image = try reader["image"].text
    command = try reader["command"].texts
    let arguments = try reader["args"]
    self.arguments = try arguments.texts
    argumentPositions = try arguments.items.map(\.position)
    env = try reader["env"].items.map { (item) throws(Flaw) in try EnvironmentVariable(item) }
    envFrom = try reader["envFrom"].items.map { (item) throws(Flaw) in try EnvironmentSource(item) }
    mounts = try reader["volumeMounts"].items.map { (mount) throws(Flaw) in
      Mount(
        volume: try mount["name"].text ?? "", mountPath: try mount["mountPath"].text ?? "",
        subPath: try mount["subPath"].text, subPathExpression: try mount["subPathExpr"].text,
        isReadOnly: try mount["readOnly"].flag, position: mount.position)
    }
    runAsUser = try reader["securityContext"]["runAsUser"].number
    runsAsNonRoot = try reader["securityContext"]["runAsNonRoot"].flagIfAny
    resources = try ContainerResources(reader["resources"])

    var hooks: [Hook] = []
    for name in ["startupProbe", "livenessProbe", "readinessProbe"] {
      try hooks.appendExec(of: reader[name], name, isProbe: true)
    }
    for name in ["postStart", "preStop"] { try hooks.appendExec(of: reader["lifecycle"][name], name, isProbe: false) }
    self.hooks = hooks
  }
}

extension [PodContainer.Hook] {
  fileprivate mutating func appendExec(of handler: WorkloadReader, _ name: String, isProbe: Bool) throws(Flaw) {
    let command = try handler["exec"]["command"]
    guard !command.isAbsent else { return }
    append(PodContainer.Hook(name: name, command: try command.texts, isProbe: isProbe, path: command.path))
  }
}
