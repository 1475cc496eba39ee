import Delivery
import Primitives
import Sealing

/// Variables by `fileKeyRef`: the kubelet, from 1.35, takes each from an env file that `unseal` wrote. Nothing else of the
/// container changes.
struct EnvFileDelivery {
  let context: InjectionContext

  func rewrite(_ value: inout YAMLValue, _ container: PodContainer, _ env: ContainerEnvironment) throws(SealError) {
    try check(container, env)
    var entries = env.spelledOut.map(entry)
    for (index, entry) in (value["env"]?.items ?? []).enumerated() where !env.idle.contains(index) {
      guard let sealed = env.entries[index] else {
        entries.append(entry)
        continue
      }
      var entry = entry
      entry["valueFrom"] = source(of: sealed)
      entries.append(entry)
    }
    if !entries.isEmpty { value.insert("env", .sequence(entries), before: "envFrom") }
    value.removeItems(env.sources, of: "envFrom")
  }

  private func entry(_ sealed: SealedVariable) -> YAMLValue {
    .mapping([("name", .string(sealed.variable)), ("valueFrom", source(of: sealed))])
  }

  private func source(of sealed: SealedVariable) -> YAMLValue {
    let reference = YAMLValue.mapping([
      ("volumeName", .string(InjectedNames.secrets)), ("path", .string(InjectedNames.envFile(of: sealed.name.name))),
      ("key", .string(sealed.key)),
      // The kubelet takes an empty value in an env file for an absent one, and wouldn't start the container. That a key is
      // there which is needed, `unseal` sees to.
      ("optional", .boolean(true)),
    ])
    return .mapping([("fileKeyRef", reference)])
  }

  private func check(_ container: PodContainer, _ env: ContainerEnvironment) throws(SealError) {
    for sealed in env.finals where sealed.isPresent {
      if sealed.key.utf8.count > 128 {
        throw context.refusal(
          .policy,
          "the key \"\(sealed.key)\" of \"\(sealed.name.name)\" is longer than the 128 characters that "
            + "fileKeyRef takes", in: container)
      }
      if LoaderVariables.contains(sealed.key), !context.options.allowedNames.contains(sealed.key) {
        throw context.refusal(
          .policy, "\"\(sealed.key)\" of \"\(sealed.name.name)\" changes how programs are loaded", in: container,
          hint: "--allow-name \(sealed.key) if that is meant")
      }
    }
    // The kubelet expands a probe's command by the entries of env: what comes by envFrom it leaves as it stands.
    for hook in container.hooks where hook.isProbe {
      for variable in hook.command.flatMap(VariableExpansion.names) {
        guard env.spelledOut.contains(where: { $0.variable == variable }) else { continue }
        throw context.refusal(
          .policy,
          "\"$(\(variable.printable))\" in its \(hook.name) is not expanded by the kubelet now, and would be "
            + "nothing then", in: container, hint: "write \"$$(\(variable.printable))\" to keep it as it is")
      }
    }
  }
}
