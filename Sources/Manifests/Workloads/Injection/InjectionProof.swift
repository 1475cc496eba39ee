import Sealing

/// A workload as it stands, beside what an injection makes anew of what it was before.
///
/// What an injection adds of its own is left out of both: pins, images and sizes change there, and somebody may have added
/// to it. It only has to be there.
struct InjectionProof {
  private(set) var now: YAMLValue
  private(set) var again: YAMLValue
  /// The way to what keeps the workload from going back: something of ours that isn't there, or that something else uses.
  private(set) var missing: [EntryID]?

  /// - Parameters:
  ///   - pod: the workload's, with its record.
  ///   - before: the workload as the record leads back to it.
  /// - Throws: where that can't be injected.
  init(of pod: InjectedPod, _ workload: Workload, before: Workload) throws(SealError) {
    let path = workload.pod.path
    let spec = workload.value[path] ?? .mapping([])
    (now, again) = (workload.value, before.value)
    // References that stand there now are yet to be injected.
    let isNew = { (item: YAMLValue) in item.secrets.contains(where: pod.record.isSealed) }
    now[path] = spec.removing(isNew, thatStandIn: spec)
    again[path] = again[path]?.removing(isNew, thatStandIn: spec)
    let plain = again == before.value ? before : try before.saying(again)

    var options = pod.record.options
    options.image = pod.unseal?["image"]?.text ?? InjectedNames.unseal
    let context = InjectionContext(
      path: "", workload: plain, knowsPlaces: false, options: options, sealed: pod.record.sealedNames(and: pod.names),
      objects: pod.record.objects)
    let injection = try PodInjection(context, earlier: pod)
    // What an option says that can't be seen in the pod, nobody has read.
    options.image = nil
    guard let injected = injection.wanted, injection.record.options.withoutImage == options else {
      throw SealError(.policy, "its annotation says what can't be seen in it")
    }
    again = injected
    let made = InjectedPod(again[path] ?? .mapping([]), record: pod.record)
    missing = (before.pod.placeOfOurs ?? made.placeMissing(in: pod)).map { path.ids + $0 }
    for tree in [\InjectionProof.now, \.again] {
      self[keyPath: tree][path] = self[keyPath: tree][path]?.withoutOurs
      self[keyPath: tree] = self[keyPath: tree].withoutRecord
    }
    if before.value["kind"] == nil { again["kind"] = nil }
  }
}

extension InjectedPod {
  /// The way, from the pod spec, to something in this one that the other, which may have more, doesn't have.
  fileprivate func placeMissing(in other: InjectedPod) -> [EntryID]? {
    for (name, mine, theirs) in [
      (InjectedNames.unseal, unseal, other.unseal), (InjectedNames.install, install, other.install),
    ] {
      guard let mine else { continue }
      let path: [EntryID] = [.key("initContainers"), .field("name", name)]
      guard let theirs else { return path }
      if !mine.hasOnlyFlags(of: theirs) { return path + [.key("args")] }
      for mount in mine["volumeMounts"]?.items ?? [] {
        let same = theirs["volumeMounts"]?.items?.contains {
          $0["name"] == mount["name"] && $0["mountPath"] == mount["mountPath"]
        }
        if same != true { return path + [.key("volumeMounts"), .field("mountPath", mount["mountPath"]?.text ?? "")] }
      }
    }
    for name in InjectedNames.volumes {
      guard let mine = volume(name) else { continue }
      // What a ConfigMap is called somebody may know better.
      guard let theirs = other.volume(name), name == InjectedNames.sealed || mine.withoutSize == theirs.withoutSize
      else { return [.key("volumes"), .field("name", name)] }
    }
    return nil
  }
}

extension PodTemplate {
  /// The way, from the pod spec, to something that uses what an injection adds; nil where nothing does.
  fileprivate var placeOfOurs: [EntryID]? {
    let program = "\(InjectedNames.binaryPath)/unseal"
    for container in containers {
      let path: [EntryID] = [
        .key(container.role == .main ? "containers" : "initContainers"), .field("name", container.name),
      ]
      for variable in container.env {
        guard case .file(let volume, _, _, _) = variable.source, InjectedNames.volumes.contains(volume) else {
          continue
        }
        return path + [.key("env"), .field("name", variable.name)]
      }
      if let mount = container.mounts.first(where: { InjectedNames.volumes.contains($0.volume) }) {
        return path + [.key("volumeMounts"), .field("mountPath", mount.mountPath)]
      }
      if container.command.first == program { return path + [.key("command")] }
      if let hook = container.hooks.first(where: { $0.command.first == program }) { return path + [.key(hook.name)] }
    }
    return nil
  }
}

extension InjectionOptions {
  fileprivate var withoutImage: InjectionOptions {
    var options = self
    options.image = nil
    return options
  }
}

extension InjectionRecord {
  fileprivate func isSealed(_ secret: String) -> Bool { sealed[options.secrets[secret] ?? secret] != nil }

  /// What was sealed then, as far as an injection has to know.
  fileprivate func sealedNames(and names: [String]) -> SealedNames {
    let keys = sealed.merging(names.map { ($0, []) }) { mine, _ in mine }
    return SealedNames(all: keys.sorted { $0.key < $1.key }.map { SealedName(recorded: $0.key, keys: $0.value) })
  }
}

extension SealedName {
  fileprivate init(recorded name: String, keys: [String]) {
    self.init(
      name: name, namespace: "*", keys: keys.map { Key(name: $0, bound: 0) }, configMaps: [name],
      isConfigMapGuessed: false, configMapNamespace: nil, digest: String(repeating: "0", count: 64), entries: [])
  }
}

extension Workload {
  /// The same workload with another text.
  fileprivate func saying(_ value: YAMLValue) throws(SealError) -> Workload {
    var value = value
    // An item of a list of its kind needn't say it.
    if value["kind"] == nil { value["kind"] = .string(kind.rawValue) }
    var style = YAMLStyle()
    style.isJSON = true
    let file = try WorkloadFile(parsing: Array(YAMLRenderer(style: style).document(value).utf8), path: "")
    return file.workloads.first ?? self
  }
}

extension YAMLPath {
  fileprivate var ids: [EntryID] {
    steps.map { step in
      switch step {
      case .key(let key): .key(key)
      case .item(let index): .index(index, "")
      }
    }
  }
}

extension YAMLValue {
  /// The Secrets that a variable, a source of variables or a volume takes from.
  fileprivate var secrets: [String] {
    let sources = self["projected"]?["sources"]?.items ?? []
    let names = [
      self["valueFrom"]?["secretKeyRef"]?["name"], self["secretRef"]?["name"], self["secret"]?["secretName"],
    ]
    return (names + sources.map { $0["secret"]?["name"] }).compactMap { $0?.text }
  }

  /// A pod spec without such variables, sources of variables and volumes that stand in another one too.
  fileprivate func removing(_ isRemoved: (YAMLValue) -> Bool, thatStandIn other: YAMLValue) -> YAMLValue {
    func remove(_ list: String, from mapping: inout YAMLValue, _ other: YAMLValue?) {
      let (mine, theirs) = (mapping[list]?.items ?? [], (other?[list]?.items ?? []).filter(isRemoved))
      mapping.removeItems(Set(mine.indices.filter { theirs.contains(mine[$0]) }), of: list)
    }
    var spec = self
    for kind in ["initContainers", "containers"] {
      guard var containers = spec[kind]?.items else { continue }
      for index in containers.indices {
        let same = other[kind]?.items?.first { $0["name"] == containers[index]["name"] }
        for list in ["env", "envFrom"] { remove(list, from: &containers[index], same) }
      }
      spec[kind] = .sequence(containers)
    }
    remove("volumes", from: &spec, other)
    return spec
  }

  /// A pod spec without what an injection adds to it, and without the sizes that it chooses.
  fileprivate var withoutOurs: YAMLValue {
    var spec = self
    for (list, names) in [("initContainers", InjectedNames.containers), ("volumes", InjectedNames.volumes)] {
      let items = (spec[list]?.items ?? []).filter { !names.contains($0["name"]?.text ?? "") }
      spec[list] = items.isEmpty ? nil : .sequence(list == "volumes" ? items.map(\.withoutSize) : items)
    }
    return spec
  }

  /// An object without its record.
  var withoutRecord: YAMLValue {
    var object = self
    let annotations = YAMLPath() / "metadata" / "annotations"
    object[annotations / Workload.recordName] = nil
    if object[annotations]?.pairs?.isEmpty ?? (object[annotations] != nil) { object[annotations] = nil }
    return object
  }

  /// A volume without the limit of its size, where it is one in memory.
  fileprivate var withoutSize: YAMLValue {
    var volume = self
    if volume["emptyDir"]?["medium"]?.text == "Memory" { volume[YAMLPath() / "emptyDir" / "sizeLimit"] = nil }
    return volume
  }

  /// Whether an `unseal` container asks for nothing that another one doesn't ask for. Which keys it opens of a name
  /// depends on what is left that takes them.
  fileprivate func hasOnlyFlags(of other: YAMLValue) -> Bool {
    let (mine, theirs) = (UnsealArguments(self), UnsealArguments(other))
    let isSame = mine.flags.allSatisfy { flag in
      ["only", "except", "any-namespace"].contains(flag.name)
        || theirs.flags.contains { $0.name == flag.name && $0.value == flag.value }
    }
    return isSame && mine.names.allSatisfy { name in theirs.names.contains { $0.name == name.name } }
  }
}

extension UnsealArguments {
  fileprivate init(_ container: YAMLValue) { self.init(container["args"]?.items?.compactMap(\.text) ?? []) }
}
