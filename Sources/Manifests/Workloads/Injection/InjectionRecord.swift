import Delivery
import Sealing

/// What an injected workload's annotation says beside what leads back: what the injection went by, and the sizes that were
/// chosen, by which it is known later what somebody has changed since.
struct InjectionRecord: Equatable, Sendable {
  var options = InjectionOptions()
  /// `memory` for the limit of `unseal`, the others by the names of their volumes.
  var sizes: [String: String] = [:]
  /// The sealed names that the workload takes from, with the keys that they had, and the ConfigMaps and plain Secrets beside
  /// them in `envFrom` whose keys were known: by them, the injection can be made once more.
  var sealed: [String: [String]] = [:]
  var objects: [KnownObject] = []

  init() {}

  /// One line of JSON, the members in ascending order.
  var text: String { json.text }

  private var json: JSON {
    var members: [(String, JSON)] = []
    if !options.allowedNames.isEmpty {
      members.append(("allow", .array(options.allowedNames.sorted().map { .string($0) })))
    }
    if !options.entrypoints.isEmpty {
      members.append(
        ("entrypoint", Self.object(options.entrypoints, Self.strings)))
    }
    if let environment = options.environment { members.append(("env", .string(environment.rawValue))) }
    if let group = options.fsGroup { members.append(("fsGroup", .number(UInt64(group)))) }
    if let keys = options.keysSecret { members.append(("keys", .string(keys))) }
    if !objects.isEmpty {
      let keys = objects.map { ("\($0.kind.rawValue)/\($0.name)", $0.keys) }
      members.append(("objects", Self.object(Dictionary(keys) { first, _ in first }, Self.strings)))
    }
    if !sealed.isEmpty { members.append(("sealed", Self.object(sealed, Self.strings))) }
    if !options.secrets.isEmpty { members.append(("secrets", Self.object(options.secrets) { .string($0) })) }
    if let signers = options.signers { members.append(("signers", .string(signers.digest))) }
    if !sizes.isEmpty { members.append(("sizes", Self.object(sizes) { .string($0) })) }
    return .object(members)
  }

  private static func strings(_ values: [String]) -> JSON { .array(values.map { .string($0) }) }

  private static func object<Value>(_ values: [String: Value], _ json: (Value) -> JSON) -> JSON {
    .object(values.sorted { $0.key < $1.key }.map { ($0.key, json($0.value)) })
  }

  /// - Returns: nil for what isn't such a record.
  init?(_ value: YAMLValue) {
    guard value.pairs != nil else { return nil }
    options.allowedNames = value["allow"]?.items?.compactMap(\.text) ?? []
    options.entrypoints = Self.dictionary(value["entrypoint"]) { $0.items?.compactMap(\.text) }
    options.environment = value["env"]?.text.flatMap(InjectionOptions.Environment.init(rawValue:))
    options.fsGroup = value["fsGroup"]?.text.flatMap { Int($0) }
    options.keysSecret = value["keys"]?.text
    options.secrets = Self.dictionary(value["secrets"], \.text)
    options.signers = value["signers"]?.text.map(InjectionOptions.Signers.init(digest:))
    sizes = Self.dictionary(value["sizes"], \.text)
    sealed = Self.dictionary(value["sealed"]) { $0.items?.compactMap(\.text) }
    let known: [String: [String]] = Self.dictionary(value["objects"]) { $0.items?.compactMap(\.text) }
    objects = known.sorted { $0.key < $1.key }.compactMap { name, keys in
      let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
      guard parts.count == 2, let kind = ObjectReference.Kind(rawValue: parts[0]) else { return nil }
      return KnownObject(kind: kind, name: parts[1], namespace: nil, keys: keys)
    }
  }

  private static func dictionary<Value>(_ object: YAMLValue?, _ value: (YAMLValue) -> Value?) -> [String: Value] {
    (object?.pairs ?? []).reduce(into: [:]) { $0[$1.key] = value($1.value) }
  }
}

extension InjectionRecord {
  /// Keeps of the options what can be seen in a pod that was injected, and notes what it takes from, with the keys that were
  /// known of it.
  mutating func narrow(to pod: PodTemplate, as spec: YAMLValue, _ context: InjectionContext) throws(SealError) {
    let containers = ["initContainers", "containers"].flatMap { spec[$0]?.items ?? [] }
    let words = containers.flatMap { container in
      ["command", "args"].flatMap { container[$0]?.items ?? [] }.compactMap(\.text)
    }
    let allowed = zip(words, words.dropFirst()).filter { $0.0 == "--allow-name" }.map(\.1)
    options.allowedNames.removeAll { !allowed.contains($0) }
    options.secrets = options.secrets.filter { secret, _ in pod.uses.contains { $0.reference.name == secret } }
    options.entrypoints = options.entrypoints.filter { name, _ in
      let command = containers.first { $0["name"]?.text == name }?["command"]?.items ?? []
      return pod.container(named: name)?.command.isEmpty == true && !command.isEmpty
    }
    for use in pod.uses where use.reference.kind == .secret {
      if let name = try context.sealedName(of: use.reference.name) { sealed[name.name] = name.keys.map(\.name) }
    }
    for container in pod.containers {
      let references = container.envFrom.compactMap(\.reference)
      var known: [ObjectReference] = []
      for reference in references {
        let sealed = reference.kind == .secret ? try context.sealedName(of: reference.name) : nil
        if sealed == nil { known.append(reference) }
      }
      guard known.count < references.count else { continue }
      for reference in known {
        guard let keys = context.keys(of: reference),
          !objects.contains(where: { $0.kind == reference.kind && $0.name == reference.name })
        else { continue }
        objects.append(KnownObject(kind: reference.kind, name: reference.name, namespace: nil, keys: keys))
      }
    }
    objects.sort { ($0.kind.rawValue, $0.name) < ($1.kind.rawValue, $1.name) }
  }
}
