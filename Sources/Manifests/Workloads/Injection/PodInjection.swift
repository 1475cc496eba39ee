import Primitives
import Sealing

/// One pod template with what it takes from sealed files delivered by `unseal`: a tree in, a tree out.
struct PodInjection {
  /// The workload as it is to be, without its record; nil where it refers to nothing sealed.
  private(set) var wanted: YAMLValue?
  /// What to say of it: what was left alone, and why.
  private(set) var notes: [String] = []
  /// What the workload's annotation is to say.
  private(set) var record = InjectionRecord()

  /// The names that it opens now.
  var pinned: [SealedName] { additions.names }

  private let context: InjectionContext
  /// What an earlier run made of the pod, and who knows who changed since; nil where there was none.
  private let earlier: InjectedPod?
  private var spec: YAMLValue
  private var pod: PodTemplate { context.workload.pod }
  private var options: InjectionOptions { context.options }

  private var additions: PodAdditions
  private var isChanged = false

  init(_ context: InjectionContext, earlier: InjectedPod?) throws(SealError) {
    self.context = context
    self.earlier = earlier
    additions = PodAdditions(context, earlier: earlier)
    spec = context.workload.value[context.workload.pod.path] ?? .mapping([])
    try rewriteContainers()
    try rewriteVolumes()
    try checkImagePull()
    noteEphemeralContainers()
    guard isChanged else {
      try checkNothingLost()
      notes.append("\(context.workload.label): nothing that it takes is sealed; left alone")
      return
    }
    try noteWhatStays()
    try check()
    try checkNothingLost()
    try add()
    if let group = options.fsGroup { try set(fsGroup: group) }
    (record.options, record.sizes) = (options, additions.sizes)
    try record.narrow(to: pod, as: spec, context)
    var wanted = context.workload.value
    wanted[pod.path] = spec
    self.wanted = wanted
  }

  // MARK: What the pod refers to

  private mutating func rewriteContainers() throws(SealError) {
    for container in pod.containers {
      let env = try ContainerEnvironment(of: container, context)
      guard !env.isEmpty else { continue }
      let path = YAMLPath(steps: Array(container.path.steps.dropFirst(pod.path.steps.count)))
      guard var value = spec[path] else { continue }
      switch options.environment {
      case .envfile:
        try EnvFileDelivery(context: context).rewrite(&value, container, env)
        // The entries that others take the place of are read all the same.
        for sealed in env.finals + env.entries.values.sorted(by: { $0.variable < $1.variable }) {
          additions.need(sealed, in: container)
          additions.readsEnvFile = true
        }
      case .exec:
        try ExecDelivery(context: context).rewrite(&value, container, env)
        for sealed in ExecDelivery.variables(env) {
          additions.need(sealed, in: container)
          additions.isWrapped = true
        }
      case nil:
        throw context.refusal(
          .usage, "it takes variables from a sealed Secret, and nothing says how they are to come", in: container,
          hint: "--env envfile where every node and the API server are Kubernetes 1.35 or later, else --env exec")
      }
      spec[path] = value
      isChanged = true
    }
  }

  private mutating func rewriteVolumes() throws(SealError) {
    let filler = SecretVolumes(context, fsGroup: additions.fsGroup, user: additions.user)
    for (index, volume) in pod.volumes.enumerated() {
      guard let filled = try filler.filled(volume) else { continue }
      additions.need(filled)
      isChanged = true
      if filled.layouts.isEmpty {
        notes.append("\(context.workload.label): nothing goes into the volume \"\(volume.name.printable)\"")
      }
      let path = YAMLPath() / "volumes" / index
      for type in ["secret", "projected"] {
        spec[path]?.replace(type, by: "emptyDir", additions.memoryVolume(filled.mebibytes, for: volume.name))
      }
      // A Secret's volume can't be written to either.
      for container in pod.containers {
        let path = YAMLPath(steps: Array(container.path.steps.dropFirst(pod.path.steps.count))) / "volumeMounts"
        for (index, mount) in container.mounts.enumerated() where mount.volume == volume.name && !mount.isReadOnly {
          spec[path / index / "readOnly"] = .boolean(true)
        }
      }
    }
  }

  private mutating func noteWhatStays() throws(SealError) {
    var stays: [String] = []
    for use in pod.uses where use.reference.kind == .secret && !stays.contains(use.reference.name) {
      guard try context.sealedName(of: use.reference.name) == nil else { continue }
      stays.append(use.reference.name)
      notes.append(
        "\(context.workload.label): the Secret \"\(use.reference.name.printable)\" stays one: nothing is sealed for it")
    }
  }

  private mutating func noteEphemeralContainers() {
    for secret in spec["ephemeralContainers"]?.namedSecrets ?? [] where (try? context.sealedName(of: secret)) != nil {
      notes.append(
        "\(context.workload.label): an ephemeral container takes from the Secret \"\(secret.printable)\", which is sealed; "
          + "it is left alone")
    }
  }

  // MARK: What can't be

  private func check() throws(SealError) {
    guard !pod.isWindows else {
      throw context.refusal(.policy, "it runs on Windows, where there are no volumes in memory")
    }
    for container in pod.containers where InjectedNames.containers.contains(container.name) {
      throw context.refusal(
        .policy, "there is a container \"\(container.name)\" already, which \"seal inject\" didn't make",
        at: container.position, hint: "take it out, or call it otherwise")
    }
    if let claim = context.workload.claims.first(where: InjectedNames.volumes.contains) {
      throw context.refusal(
        .policy, "its claim \"\(claim)\" would take the place of the volume that \"seal inject\" adds",
        hint: "call it otherwise")
    }
    for volume in pod.volumes where InjectedNames.volumes.contains(volume.name) {
      throw context.refusal(
        .policy, "there is a volume \"\(volume.name)\" already, which \"seal inject\" didn't make", at: volume.position,
        hint: "take it out, or call it otherwise")
    }
  }

  private func checkImagePull() throws(SealError) {
    for name in pod.imagePullSecrets where try context.sealedName(of: name) != nil {
      throw context.refusal(
        .policy, "the kubelet pulls its images by the Secret \"\(name.printable)\", before any container runs",
        hint: "keep \"\(name.printable)\" as a Secret, and don't pass the sealed one")
    }
  }

  /// What was injected once goes back to a Secret that may not be there any more, unless it is sealed still.
  private func checkNothingLost() throws(SealError) {
    guard let earlier else { return }
    for name in earlier.names where !additions.names.contains(where: { $0.name == name }) {
      guard context.sealed.named(name).isEmpty else { continue }
      throw context.refusal(
        .missing, "it was injected with \"\(name)\", which is not among the sealed files",
        hint: "pass it with --sealed, or take everything out with --revert")
    }
  }

  // MARK: What is added

  private mutating func add() throws(SealError) {
    let containers = try additions.containers()
    guard !containers.isEmpty else { return }
    spec.insert(
      "initContainers", .sequence(containers + (spec["initContainers"]?.items ?? [])), before: "containers")
    spec.insert(
      "volumes", .sequence((spec["volumes"]?.items ?? []) + additions.addedVolumes), before: "", after: "containers")
    if additions.readsEnvFile, earlier?.record.options.environment != .envfile {
      notes.append(
        "with envfile a variable whose value is empty won't be there at all: the kubelet takes it for absent")
    }
    for name in additions.names where name.isConfigMapGuessed && earlier == nil {
      notes.append(
        "\(context.workload.label): it mounts \"\(name.name).sealed\" from a ConfigMap \"\(name.configMaps[0])\"; change "
          + "the volume \"\(InjectedNames.sealed)\" if yours has another name")
    }
  }

  private mutating func set(fsGroup group: Int) throws(SealError) {
    if let old = pod.fsGroup, old != group {
      throw context.refusal(
        .policy, "it has the fsGroup \(old), and --fs-group says \(group)", hint: "leave --fs-group out")
    }
    guard pod.fsGroup == nil else { return }
    if spec["securityContext"]?.pairs == nil {
      spec.insert("securityContext", .mapping([]), before: "initContainers")
    }
    spec[YAMLPath() / "securityContext" / "fsGroup"] = .number(group)
  }
}
