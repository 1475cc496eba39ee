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
  var pinned: [SealedName] { names }

  private let context: InjectionContext
  /// What an earlier run made of the pod, and who knows who changed since; nil where there was none.
  private let earlier: InjectedPod?
  private var spec: YAMLValue
  private var pod: PodTemplate { context.workload.pod }
  private var options: InjectionOptions { context.options }

  /// What has to be opened for what, in the order of the pod.
  private var names: [SealedName] = []
  private var variables: [(name: SealedName, key: String)] = []
  private var volumes: [SecretVolumes.Filled] = []
  private var isWrapped = false
  private var readsEnvFile = false
  private var isChanged = false

  init(_ context: InjectionContext, earlier: InjectedPod?) throws(SealError) {
    self.context = context
    self.earlier = earlier
    spec = context.workload.value[context.workload.pod.path] ?? .mapping([])
    try rewriteContainers()
    try rewriteVolumes()
    guard isChanged else {
      try checkNothingLost()
      notes.append("\(context.workload.label): nothing that it takes is sealed; left alone")
      return
    }
    try noteWhatStays()
    try check()
    try checkNothingLost()
    if !names.isEmpty { try addOurs() }
    if let group = options.fsGroup { try set(fsGroup: group) }
    record.options = options
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
          need(sealed)
          readsEnvFile = true
        }
      case .exec:
        try ExecDelivery(context: context).rewrite(&value, container, env)
        for sealed in ExecDelivery.variables(env) {
          need(sealed)
          isWrapped = true
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

  private mutating func need(_ sealed: SealedVariable) {
    need(sealed.name)
    guard sealed.isPresent,
      !variables.contains(where: { $0.name.name == sealed.name.name && $0.key == sealed.key })
    else { return }
    variables.append((sealed.name, sealed.key))
  }

  private mutating func need(_ name: SealedName) {
    if !names.contains(where: { $0.name == name.name }) { names.append(name) }
  }

  private mutating func rewriteVolumes() throws(SealError) {
    let filler = SecretVolumes(context, fsGroup: options.fsGroup ?? pod.fsGroup, user: user)
    for (index, volume) in pod.volumes.enumerated() {
      guard let filled = try filler.filled(volume) else { continue }
      volumes.append(filled)
      isChanged = true
      for name in filled.names { need(name) }
      if filled.layouts.isEmpty {
        notes.append("\(context.workload.label): nothing goes into the volume \"\(volume.name.printable)\"")
      }
      spec[YAMLPath() / "volumes" / index] = .mapping([
        ("name", .string(volume.name)), ("emptyDir", memory(filled.mebibytes, for: volume.name)),
      ])
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

  // MARK: What can't be

  private func check() throws(SealError) {
    guard !pod.isWindows else {
      throw context.refusal(.policy, "it runs on Windows, where there are no volumes in memory")
    }
    for name in pod.imagePullSecrets where try context.sealedName(of: name) != nil {
      throw context.refusal(
        .policy, "the kubelet pulls its images by the Secret \"\(name.printable)\", before any container runs",
        hint: "keep \"\(name.printable)\" as a Secret, and don't pass the sealed one")
    }
    for container in pod.containers where InjectedNames.containers.contains(container.name) {
      throw context.refusal(
        .policy, "there is a container \"\(container.name)\" already, which \"seal inject\" didn't make",
        at: container.position, hint: "take it out, or call it otherwise")
    }
    for volume in pod.volumes where InjectedNames.volumes.contains(volume.name) {
      throw context.refusal(
        .policy, "there is a volume \"\(volume.name)\" already, which \"seal inject\" didn't make", at: volume.position,
        hint: "take it out, or call it otherwise")
    }
  }

  /// What was injected once goes back to a Secret that may not be there any more, unless it is sealed still.
  private func checkNothingLost() throws(SealError) {
    guard let earlier else { return }
    for name in earlier.names where !names.contains(where: { $0.name == name }) {
      guard context.sealed.named(name).isEmpty else { continue }
      throw context.refusal(
        .missing, "it was injected with \"\(name)\", which is not among the sealed files",
        hint: "pass it with --sealed, or take everything out with --revert")
    }
  }

  // MARK: What is added

  /// The user that `unseal` runs as.
  private var user: Int { earlier?.user ?? (inheritsUser ? pod.runAsUser : nil) ?? UnsealContainer.user }
  private var inheritsUser: Bool { (pod.runAsUser ?? 0) != 0 }
  private var hasGroup: Bool { (options.fsGroup ?? pod.fsGroup) != nil }

  private mutating func addOurs() throws(SealError) {
    names.sort { $0.name < $1.name }
    let image = try image()
    var mounts = [
      (InjectedNames.sealed, InjectedNames.sealedPath, true), (InjectedNames.keys, InjectedNames.keysPath, true),
    ]
    var added = [sealedVolume, keysVolume]
    var sizes: [Int] = volumes.filter { !$0.layouts.isEmpty }.map(\.mebibytes)
    if let signers = options.signers {
      mounts.append((InjectedNames.signers, InjectedNames.signersPath, true))
      added.append(
        .mapping([
          ("name", .string(InjectedNames.signers)), ("configMap", .mapping([("name", .string(signers.configMap))])),
        ]))
    }
    if needsOutput {
      let size = outputSize
      sizes.append(size)
      mounts.append((InjectedNames.secrets, InjectedNames.secretsPath, false))
      added.append(
        .mapping([
          ("name", .string(InjectedNames.secrets)), ("emptyDir", memory(size, for: InjectedNames.secrets)),
        ]))
    }
    if isWrapped {
      added.append(
        .mapping([
          ("name", .string(InjectedNames.binary)), ("emptyDir", .mapping([("sizeLimit", .string("64Mi"))])),
        ]))
    }
    for volume in volumes where !volume.layouts.isEmpty {
      mounts.append((volume.volume, InjectedNames.path(ofVolume: volume.volume), false))
    }
    let limit = MemorySize.limit(sealedBytes: names.reduce(0) { $0 + $1.byteCount }, volumes: sizes)
    record.sizes["memory"] = MemorySize.text(limit)

    let unseal = UnsealContainer(
      names: names, flags: flags, mounts: mounts, image: image, inheritsUser: inheritsUser,
      memory: MemorySize.text(limit))
    var containers = [
      unseal.value(
        over: earlier?.unseal, isNewImage: options.image != nil, earlierMemory: earlier?.record.sizes["memory"])
    ]
    if isWrapped {
      containers.append(
        UnsealContainer.install(
          image: image, inheritsUser: inheritsUser, over: earlier?.install, isNewImage: options.image != nil))
    }
    spec.insert(
      "initContainers", .sequence(containers + (spec["initContainers"]?.items ?? [])), before: "containers")
    spec.insert("volumes", .sequence((spec["volumes"]?.items ?? []) + added), before: "", after: "containers")
  }

  private func image() throws(SealError) -> String {
    if let image = options.image ?? earlier?.unseal?["image"]?.text { return image }
    throw context.refusal(
      .usage, "nothing says which image \"unseal\" is in", hint: "pass --image, best with its digest")
  }

  private var needsOutput: Bool { readsEnvFile || isWrapped }

  /// What goes to `/seal/secrets`: the env files, or a file for each key that some container takes.
  private var outputSize: Int {
    if isWrapped {
      return MemorySize.volume(ofFiles: variables.map { $0.name.bound(of: $0.key) ?? 0 })
    }
    let lengths = names.map { name in
      variables.filter { $0.name.name == name.name }.reduce(0) { sum, variable in
        sum + variable.key.utf8.count + 4 + (variable.name.bound(of: variable.key) ?? 0)
      }
    }
    return MemorySize.volume(ofFiles: lengths)
  }

  private var flags: [String] {
    var flags: [String] = []
    if readsEnvFile {
      flags += ["--env", "kubernetes"]
      // Values that nothing takes from the env file needn't be ones that fit there.
      let isAll = names.allSatisfy { name in
        name.keys.allSatisfy { key in variables.contains { $0.name.name == name.name && $0.key == key.name } }
      }
      if !isAll {
        let wanted = variables.map { "\($0.name.name)/\($0.key)" }.sorted()
        // Where only keys are asked for that aren't there, the file has to be there all the same.
        let unwanted = names.flatMap { name in name.keys.map { "\(name.name)/\($0.name)" } }
        flags += wanted.isEmpty ? unwanted.flatMap { ["--except", $0] } : wanted.flatMap { ["--only", $0] }
      }
      let loaders = options.allowedNames.filter { name in variables.contains { $0.key == name } }.sorted()
      flags += loaders.flatMap { ["--allow-name", $0] }
    }
    flags.append("--no-files")
    if isWrapped {
      // Only the keys that some container takes.
      let files = variables.map { "\($0.name.name)/\($0.key)" }.sorted()
      flags += files.flatMap { ["--layout", "\(InjectedNames.secretsPath)=\($0):\($0)"] }
    }
    flags += volumes.flatMap(\.layouts).flatMap { ["--layout", $0] }
    if let signers = options.signers {
      flags += ["--signers", "\(InjectedNames.signersPath)/\(InjectedNames.signersKey)@sha256:\(signers.digest)"]
    }
    if names.contains(where: { $0.namespace == "*" }) { flags.append("--any-namespace") }
    return flags
  }

  private var sealedVolume: YAMLValue {
    var configMaps: [String] = []
    for name in names.flatMap(\.configMaps) where !configMaps.contains(name) { configMaps.append(name) }
    let sources = configMaps.map { YAMLValue.mapping([("name", .string($0))]) }
    let source: (key: String, value: YAMLValue) =
      sources.count == 1
      ? ("configMap", sources[0])
      : ("projected", .mapping([("sources", .sequence(sources.map { .mapping([("configMap", $0)]) }))]))
    return .mapping([("name", .string(InjectedNames.sealed)), source])
  }

  private var keysVolume: YAMLValue {
    .mapping([
      ("name", .string(InjectedNames.keys)),
      (
        "secret",
        .mapping([
          ("secretName", .string(options.keysSecret ?? InjectedNames.keys)),
          // Decimal: 0444 is octal to some readers of YAML, and 444 to others.
          ("defaultMode", .number(hasGroup ? 0o440 : 0o444)),
        ])
      ),
    ])
  }

  /// A memory volume; a limit that somebody has changed since it was chosen stays.
  private mutating func memory(_ mebibytes: Int, for volume: String) -> YAMLValue {
    let chosen = MemorySize.text(mebibytes)
    record.sizes[volume] = chosen
    var limit = chosen
    if let current = earlier?.sizeLimit(of: volume), current != earlier?.record.sizes[volume] { limit = current }
    return .mapping([("medium", .string("Memory")), ("sizeLimit", .string(limit))])
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
