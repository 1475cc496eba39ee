import Sealing

/// The init containers that `seal inject` adds.
struct UnsealContainer {
  /// The names that it opens, ascending.
  let names: [SealedName]
  /// The flags that follow from what the pod needs.
  let flags: [String]
  let mounts: [(volume: String, path: String, isReadOnly: Bool)]
  let image: String
  /// Whether the pod says a user to run as that isn't root.
  let inheritsUser: Bool
  let memory: String
  let share: Share

  /// What the other containers have of the node.
  struct Share: Sendable {
    /// The largest limit among them; nil where one has none.
    let cpuLimit: String?
    /// Whether all of them have what the class `Guaranteed` needs, which the pod keeps if these have it too.
    let isGuaranteed: Bool

    func resources(memory: String) -> YAMLValue {
      let limits: [(key: String, value: YAMLValue)] =
        (cpuLimit.map { [("cpu", .string($0))] } ?? []) + [("memory", .string(memory))]
      let cpu = [cpuLimit ?? "10m", "10m"].min(by: ByteQuantity.isLess) ?? ""
      let requests: [(key: String, value: YAMLValue)] = [("cpu", .string(cpu)), ("memory", .string("16Mi"))]
      return .mapping([("requests", .mapping(isGuaranteed ? limits : requests)), ("limits", .mapping(limits))])
    }
  }

  /// The numeric user of the image: Kubernetes can't tell of a name that it isn't root.
  static let user = 65532

  /// As it is added at first.
  private var fresh: YAMLValue {
    .mapping([
      ("name", .string(InjectedNames.unseal)), ("image", .string(image)), ("args", .strings(arguments)),
      ("env", .sequence([Self.namespace])), ("resources", share.resources(memory: memory)),
      ("securityContext", Self.restricted(inheritsUser: inheritsUser)), ("volumeMounts", .sequence(mountValues)),
    ])
  }

  /// It takes the place of what an earlier run added: whatever somebody has changed there since, or added, stays.
  ///
  /// - Parameters:
  ///   - current: as it stands now; nil where there is none.
  ///   - isNewImage: whether the image is to change.
  ///   - earlierMemory: the limit that was chosen then.
  func value(over current: YAMLValue?, isNewImage: Bool, earlierMemory: String?) -> YAMLValue {
    guard var value = current, value.pairs != nil else { return fresh }
    if isNewImage || value["image"] == nil { value["image"] = .string(image) }
    value["args"] = .strings(arguments(over: value["args"]?.items?.compactMap(\.text) ?? []))
    for field in share.isGuaranteed ? ["requests", "limits"] : ["limits"] {
      guard let old = value["resources"]?[field]?["memory"]?.text, old == earlierMemory, old != memory else { continue }
      value[YAMLPath() / "resources" / field / "memory"] = .string(memory)
    }
    let foreign = (value["volumeMounts"]?.items ?? []).filter { mount in
      !InjectedNames.volumes.contains(mount["name"]?.text ?? "")
        && !(mount["mountPath"]?.text ?? "").hasPrefix(InjectedNames.path(ofVolume: ""))
    }
    value["volumeMounts"] = .sequence(mountValues + foreign)
    return value
  }

  /// The one that copies the program to where the containers can run it.
  static func install(
    image: String, inheritsUser: Bool, share: Share, over current: YAMLValue?, isNewImage: Bool
  ) -> YAMLValue {
    if var value = current, value.pairs != nil {
      if isNewImage || value["image"] == nil { value["image"] = .string(image) }
      return value
    }
    return .mapping([
      ("name", .string(InjectedNames.install)), ("image", .string(image)),
      ("args", .strings(["install", InjectedNames.binaryPath])), ("resources", share.resources(memory: "64Mi")),
      ("securityContext", restricted(inheritsUser: inheritsUser)),
      (
        "volumeMounts",
        .sequence([VolumeMount.value(InjectedNames.binary, at: InjectedNames.binaryPath, isReadOnly: false)])
      ),
    ])
  }

  private var arguments: [String] { names.map(\.pin) + flags }
  private var mountValues: [YAMLValue] {
    mounts.map { VolumeMount.value($0.volume, at: $0.path, isReadOnly: $0.isReadOnly) }
  }

  /// Without a service account's token there is no other way to learn it.
  private static let namespace = YAMLValue.mapping([
    ("name", .string("SEAL_NAMESPACE")),
    ("valueFrom", .mapping([("fieldRef", .mapping([("fieldPath", .string("metadata.namespace"))]))])),
  ])

  /// All that Pod Security "restricted" wants, and no more rights than the work needs.
  private static func restricted(inheritsUser: Bool) -> YAMLValue {
    let user: [(key: String, value: YAMLValue)] =
      inheritsUser ? [] : [("runAsUser", .number(self.user)), ("runAsGroup", .number(self.user))]
    return .mapping(
      [("runAsNonRoot", .boolean(true))] + user + [
        ("allowPrivilegeEscalation", .boolean(false)), ("readOnlyRootFilesystem", .boolean(true)),
        ("capabilities", .mapping([("drop", .strings(["ALL"]))])),
        ("seccompProfile", .mapping([("type", .string("RuntimeDefault"))])),
      ])
  }

  /// The flags that are worked out anew each time; any other is somebody's own.
  private static let ownFlags = [
    "env", "no-files", "only", "except", "layout", "signers", "any-namespace", "allow-name",
  ]

  /// The arguments with those that somebody added: where they stand, unless ours are others in number now.
  private func arguments(over current: [String]) -> [String] {
    let isOwn = { (part: UnsealArguments.Part) in part.flag.map(Self.ownFlags.contains) ?? true }
    let parts = UnsealArguments(current).parts
    let own = UnsealArguments(arguments).parts
    guard parts.count(where: isOwn) == own.count else {
      return arguments + parts.filter { !isOwn($0) }.flatMap(\.words)
    }
    var rest = own[...]
    return parts.flatMap { isOwn($0) ? rest.removeFirst().words : $0.words }
  }
}
