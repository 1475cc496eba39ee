import Primitives
import Sealing

/// What the pod asks the API server for: Secrets that are sealed and so not there, identities that aren't its business.
extension PodCheck {
  mutating func checkReferences() {
    for use in pod.uses where use.reference.kind == .secret {
      let name = use.reference.name
      guard surroundings.isSealed(name, namespace: namespace) else { continue }
      switch use.place {
      case .imagePull, .storage:
        fail(
          .policy, use.position, use.container,
          "the Secret \"\(name.printable)\" is sealed, and Kubernetes reads it before any container runs",
          "leave that one a Secret")
      case .variable, .allVariables, .volume:
        let reason = "not injected: the Secret \"\(name.printable)\" is sealed, and won't be there"
        if use.reference.isOptional {
          warn(.missing, use.position, use.container, reason, "seal inject")
        } else {
          fail(.missing, use.position, use.container, reason, "seal inject")
        }
      }
    }
  }

  /// Whoever has the identity can open every value that was ever sealed to it.
  mutating func checkIdentities(_ identities: [Identity]) {
    func isIdentity(_ secret: String) -> Bool {
      surroundings.isIdentity(secret, namespace: namespace)
        || identities.contains {
          $0.secret == secret && ($0.namespace == nil || namespace == nil || $0.namespace == namespace)
        }
    }
    for use in pod.uses where use.reference.kind == .secret && isIdentity(use.reference.name) {
      let secret = "the identity, the Secret \"\(use.reference.name.printable)\""
      guard case .volume(let volume) = use.place else {
        fail(
          .policy, use.position, use.container, "reads \(secret), into its environment",
          "leave it to the container unseal, as a volume")
        continue
      }
      for (container, mount) in pod.mounts(of: volume) where UnsealCall(container) == nil {
        fail(.policy, mount.position, container.name, "mounts \(secret)", "leave it to the container unseal")
      }
    }
    for run in runs where run.call.container.mount(covering: run.call.keys) == nil {
      fail(
        .identity, run.call.container.position, run.call.container.name,
        "nothing is mounted at \(run.call.keys.printable), where the identity should be",
        "mount the identity's Secret there")
    }
  }
}
