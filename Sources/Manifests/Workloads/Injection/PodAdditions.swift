import Sealing

/// What a pod needs of `unseal`, and what is added to it for that.
struct PodAdditions: Sendable {
  /// A key of which a container makes a variable.
  private struct Variable: Hashable {
    let container: String
    let name: String
    let key: String
    let bound: Int

    var reference: String { "\(name)/\(key)" }
  }

  /// What has to be opened.
  private(set) var names: [SealedName] = []
  private var variables: Set<Variable> = []
  private var volumes: [SecretVolumes.Filled] = []
  /// Whether a container takes variables from an env file, or has its commands wrapped.
  var readsEnvFile = false
  var isWrapped = false

  private let context: InjectionContext
  private let earlier: InjectedPod?
  private var options: InjectionOptions { context.options }
  private var pod: PodTemplate { context.workload.pod }

  init(_ context: InjectionContext, earlier: InjectedPod?) {
    (self.context, self.earlier) = (context, earlier)
  }

  // MARK: What is needed

  mutating func need(_ sealed: SealedVariable, in container: PodContainer) {
    need(sealed.name)
    guard let bound = sealed.name.bound(of: sealed.key) else { return }
    variables.insert(Variable(container: container.name, name: sealed.name.name, key: sealed.key, bound: bound))
  }

  mutating func need(_ volume: SecretVolumes.Filled) {
    volumes.append(volume)
    for name in volume.names { need(name) }
  }

  private mutating func need(_ name: SealedName) {
    guard !names.contains(where: { $0.name == name.name }) else { return }
    names.append(name)
    names.sort { $0.name < $1.name }
  }

  /// The group that files belong to, if the pod has one.
  var fsGroup: Int? { options.fsGroup ?? pod.fsGroup }
  /// The user that `unseal` runs as.
  var user: Int { earlier?.user ?? (inheritsUser ? pod.runAsUser : nil) ?? UnsealContainer.user }
  private var inheritsUser: Bool { (pod.runAsUser ?? 0) != 0 }

  // MARK: Containers

  /// The containers that come before all others; none where nothing has to be opened.
  ///
  /// - Throws: `usage` where no image is known.
  func containers() throws(SealError) -> [YAMLValue] {
    guard !names.isEmpty else { return [] }
    guard let image = options.image ?? earlier?.unseal?["image"]?.text else {
      throw context.refusal(
        .usage, "nothing says which image \"unseal\" is in", hint: "pass --image, best with its digest")
    }
    let unseal = UnsealContainer(
      names: names, flags: flags, mounts: mounts, image: image, inheritsUser: inheritsUser,
      memory: MemorySize.text(memory), share: share)
    let isNewImage = options.image != nil
    var containers = [
      unseal.value(over: earlier?.unseal, isNewImage: isNewImage, earlierMemory: earlier?.record.sizes[Self.memoryName])
    ]
    if isWrapped {
      containers.append(
        UnsealContainer.install(
          image: image, inheritsUser: inheritsUser, share: share, over: earlier?.install, isNewImage: isNewImage))
    }
    return containers
  }

  /// Init containers run before the others, so that it costs nothing to give them as much of a processor as the largest of
  /// those has. Where one container has no limit, a quota can't ask for one, and the pod's class isn't `Guaranteed`.
  private var share: UnsealContainer.Share {
    let resources = pod.containers.map(\.resources)
    let limits = resources.compactMap(\.cpuLimit)
    return UnsealContainer.Share(
      cpuLimit: limits.count < resources.count ? nil : limits.max(by: ByteQuantity.isLess),
      isGuaranteed: resources.allSatisfy(\.isGuaranteed))
  }

  private var flags: [String] {
    var flags: [String] = []
    if readsEnvFile {
      flags += ["--env", "kubernetes"]
      // One by one: what nothing takes from an env file needn't fit there, and a key that is gone stops the pod, which the
      // kubelet wouldn't. Where only keys are asked for that aren't there, the file has to be there all the same.
      let wanted = Set(variables.map(\.reference)).sorted()
      let unwanted = names.flatMap { name in name.keys.map { "\(name.name)/\($0.name)" } }
      flags += wanted.isEmpty ? unwanted.flatMap { ["--except", $0] } : wanted.flatMap { ["--only", $0] }
      let loaders = options.allowedNames.filter { name in variables.contains { $0.key == name } }.sorted()
      flags += loaders.flatMap { ["--allow-name", $0] }
    }
    flags.append("--no-files")
    if isWrapped {
      // A folder for each container, with the keys that it takes.
      flags += variables.map { "\(InjectedNames.secretsPath)=\($0.reference):\($0.container)/\($0.reference)" }.sorted()
        .flatMap { ["--layout", $0] }
    }
    flags += volumes.flatMap(\.layouts).flatMap { ["--layout", $0] }
    if let signers = options.signers {
      flags += ["--signers", "\(InjectedNames.signersPath)/\(InjectedNames.signersKey)@sha256:\(signers.digest)"]
    }
    if names.contains(where: { $0.namespace == "*" }) { flags.append("--any-namespace") }
    return flags
  }

  private var mounts: [(volume: String, path: String, isReadOnly: Bool)] {
    var mounts = [
      (InjectedNames.sealed, InjectedNames.sealedPath, true), (InjectedNames.keys, InjectedNames.keysPath, true),
    ]
    if options.signers != nil { mounts.append((InjectedNames.signers, InjectedNames.signersPath, true)) }
    if needsOutput { mounts.append((InjectedNames.secrets, InjectedNames.secretsPath, false)) }
    for volume in volumes where !volume.layouts.isEmpty {
      mounts.append((volume.volume, InjectedNames.path(ofVolume: volume.volume), false))
    }
    return mounts
  }

  // MARK: Sizes

  private static let memoryName = "memory"

  /// The sizes that were chosen, for the record.
  var sizes: [String: String] {
    var sizes = volumes.map { ($0.volume, $0.mebibytes) }
    if needsOutput { sizes.append((InjectedNames.secrets, outputSize)) }
    if !names.isEmpty { sizes.append((Self.memoryName, memory)) }
    return sizes.reduce(into: [:]) { $0[$1.0] = MemorySize.text($1.1) }
  }

  private var needsOutput: Bool { readsEnvFile || isWrapped }

  private var memory: Int {
    MemorySize.limit(
      sealedBytes: names.reduce(0) { $0 + $1.byteCount },
      volumes: volumes.filter { !$0.layouts.isEmpty }.map(\.mebibytes) + (needsOutput ? [outputSize] : []))
  }

  /// What goes to `/seal/secrets`: the env files, or for each container a file for each key that it takes.
  private var outputSize: Int {
    if isWrapped { return MemorySize.volume(ofFiles: variables.map(\.bound)) }
    // A key that several containers take stands in the file once.
    let lines = variables.reduce(into: [:]) { $0[$1.reference] = ($1.name, $1.key.utf8.count + 4 + $1.bound) }.values
    return MemorySize.volume(
      ofFiles: names.map { name in lines.reduce(0) { $1.0 == name.name ? $0 + $1.1 : $0 } })
  }

  // MARK: Volumes

  /// The volumes that come after the pod's own.
  var addedVolumes: [YAMLValue] {
    guard !names.isEmpty else { return [] }
    var added = [sealedVolume, keysVolume]
    if let signers = options.signers {
      added.append(volume(InjectedNames.signers, "configMap", .mapping([("name", .string(signers.configMap))])))
    }
    if needsOutput {
      added.append(
        volume(InjectedNames.secrets, "emptyDir", memoryVolume(outputSize, for: InjectedNames.secrets)))
    }
    if isWrapped {
      added.append(volume(InjectedNames.binary, "emptyDir", .mapping([("sizeLimit", .string("64Mi"))])))
    }
    return added
  }

  /// A memory volume; a limit that somebody has changed since it was chosen stays.
  func memoryVolume(_ mebibytes: Int, for volume: String) -> YAMLValue {
    var limit = MemorySize.text(mebibytes)
    if let current = earlier?.volume(volume)?["emptyDir"]?["sizeLimit"]?.text, current != earlier?.record.sizes[volume]
    {
      limit = current
    }
    return .mapping([("medium", .string("Memory")), ("sizeLimit", .string(limit))])
  }

  private var sealedVolume: YAMLValue {
    // What a bare file's ConfigMap is called is a guess, and somebody may know better.
    if names.contains(where: \.isConfigMapGuessed), let earlier, earlier.names == names.map(\.name),
      let current = earlier.volume(InjectedNames.sealed)
    {
      return current
    }
    var configMaps: [String] = []
    for name in names.flatMap(\.configMaps) where !configMaps.contains(name) { configMaps.append(name) }
    let sources = configMaps.map { YAMLValue.mapping([("name", .string($0))]) }
    guard sources.count > 1 else { return volume(InjectedNames.sealed, "configMap", sources[0]) }
    return volume(
      InjectedNames.sealed, "projected",
      .mapping([("sources", .sequence(sources.map { .mapping([("configMap", $0)]) }))]))
  }

  private var keysVolume: YAMLValue {
    volume(
      InjectedNames.keys, "secret",
      .mapping([
        ("secretName", .string(options.keysSecret ?? InjectedNames.keys)),
        // Decimal: 0444 is octal to some readers of YAML, and 444 to others.
        ("defaultMode", .number(fsGroup == nil ? 0o444 : 0o440)),
      ]))
  }

  private func volume(_ name: String, _ type: String, _ source: YAMLValue) -> YAMLValue {
    .mapping([("name", .string(name)), (type, source)])
  }
}
