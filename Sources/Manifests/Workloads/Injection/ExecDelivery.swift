import Delivery
import Primitives
import Sealing

/// Variables by `unseal exec`: each command of the container is wrapped, and becomes what it was with the values in its
/// environment. Works in every version of Kubernetes.
struct ExecDelivery {
  let context: InjectionContext

  func rewrite(_ value: inout YAMLValue, _ container: PodContainer, _ env: ContainerEnvironment) throws(SealError) {
    let variables = Self.variables(env)
    try check(container, env)
    value.removeItems(Set(env.entries.keys), of: "env")
    value.removeItems(env.sources, of: "envFrom")
    guard !variables.isEmpty else { return }

    let wrapper = try wrapper(for: variables, in: container)
    // The kubelet expands commands, and those of probes; a lifecycle hook's it takes as it stands, and so does the container's
    // runtime with what an image runs by itself.
    let expanded = wrapper.map(VariableExpansion.escaped)
    if container.command.isEmpty {
      let command = (expanded + (try entrypoint(of: container)).map(VariableExpansion.escaped)).map(YAMLValue.string)
      value.insert("command", .sequence(command), before: "args", after: "image")
    } else {
      value["command"] = .sequence(expanded.map(YAMLValue.string) + (value["command"]?.items ?? []))
    }
    for hook in container.hooks {
      let path = YAMLPath(steps: Array(hook.path.steps.dropFirst(container.path.steps.count)))
      let wrapper = (hook.isProbe ? expanded : wrapper).map(YAMLValue.string)
      value[path] = .sequence(wrapper + (value[path]?.items ?? []))
    }
    try mount(&value, container)
  }

  /// What the command is given. A variable whose key isn't there can't come while the pin holds: it is named where its name
  /// is delivered anyhow.
  static func variables(_ env: ContainerEnvironment) -> [SealedVariable] {
    let finals = env.finals
    let names = Set(finals.filter(\.isPresent).map(\.name.name))
    return finals.filter { names.contains($0.name.name) }
  }

  private func wrapper(
    for variables: [SealedVariable], in container: PodContainer
  ) throws(SealError) -> [String] {
    var arguments = ["\(InjectedNames.binaryPath)/unseal", "exec"]
    for sealed in variables {
      if LoaderVariables.contains(sealed.variable) {
        guard context.options.allowedNames.contains(sealed.variable) else {
          throw context.refusal(
            .policy, "the variable \"\(sealed.variable.printable)\" changes how programs are loaded",
            in: container, hint: "--allow-name \(sealed.variable.printable) if that is meant")
        }
        arguments += ["--allow-name", sealed.variable]
      }
      arguments += ["--var", "\(sealed.variable)=\(sealed.name.name)/\(sealed.key)\(sealed.isOptional ? "?" : "")"]
    }
    return arguments + ["--"]
  }

  private func entrypoint(of container: PodContainer) throws(SealError) -> [String] {
    guard let command = context.options.entrypoints[container.name], !command.isEmpty else {
      throw context.refusal(
        .usage, "it has no command to wrap: it runs what its image says, which is not known here",
        in: container,
        hint: "pass --entrypoint \(container.name.printable)=COMMAND, the image's own entry point"
          + (container.arguments.isEmpty ? " and command" : ""))
    }
    return command
  }

  /// The program, and the values that the container takes: it never saw others before.
  private func mount(_ value: inout YAMLValue, _ container: PodContainer) throws(SealError) {
    for path in [InjectedNames.secretsPath, InjectedNames.binaryPath] {
      // In a volume that lies around it, there may be no place for a mount, and it isn't ours to make one.
      let taken = container.mounts.first {
        $0.mountPath.isSamePath(orBelow: path) || path.isSamePath(orBelow: $0.mountPath)
      }
      guard let taken else { continue }
      throw context.refusal(
        .policy,
        "it mounts the volume \"\(taken.volume.printable)\" at \(taken.mountPath.printable), where the values "
          + "are to be", in: container, at: taken.position, hint: "mount that volume somewhere else")
    }
    let mounts = [
      VolumeMount.value(
        InjectedNames.secrets, at: InjectedNames.secretsPath, subPath: container.name, isReadOnly: true),
      VolumeMount.value(InjectedNames.binary, at: InjectedNames.binaryPath, isReadOnly: true),
    ]
    value["volumeMounts"] = .sequence((value["volumeMounts"]?.items ?? []) + mounts)
  }

  /// What only the kubelet could put in, which won't know the values any more.
  private func check(_ container: PodContainer, _ env: ContainerEnvironment) throws(SealError) {
    if let expanded = env.expanded.first {
      throw refusal(expanded.variable, "the variable \"\(expanded.by.printable)\"", container, at: expanded.position)
    }
    let texts =
      [("its command", container.command), ("its args", container.arguments)]
      + container.mounts.compactMap { mount in mount.subPathExpression.map { ("a subPathExpr", [$0]) } }
      + container.hooks.filter(\.isProbe).map { ("its \($0.name)", $0.command) }
    for (what, parts) in texts {
      for variable in parts.flatMap(VariableExpansion.names) {
        guard env.holds(variable) else { continue }
        throw refusal(variable, what, container, at: container.position)
      }
    }
  }

  private func refusal(
    _ variable: String, _ what: String, _ container: PodContainer, at position: TextPosition
  ) -> SealError {
    context.refusal(
      .policy, "\(what) has \"$(\(variable.printable))\", which only the kubelet expands, and it won't know the value",
      in: container, at: position, hint: "let a shell expand it in the container, or use --env envfile")
  }
}

extension String {
  /// Whether it is the absolute path `other`, or one below it, whatever slashes there are.
  func isSamePath(orBelow other: String) -> Bool { pathComponents.starts(with: other.pathComponents) }

  /// What stands between its slashes, as bytes: to Swift a slash with an accent is another character.
  var pathComponents: [String] { unicodeScalars.split(separator: "/").map(String.init) }
}
