import Primitives
import Sealing

/// Which of a container's variables come out of sealed files, by the kubelet's rules (`makeEnvironmentVariables` in
/// k8s.io/kubernetes/pkg/kubelet/kubelet_pods.go): the sources of `envFrom` in their order, the later over the earlier, then
/// the entries of `env` in theirs, over those and over one another; an entry that may be absent, and is, changes nothing; a
/// literal value sees by `$(NAME)` what is there by then.
struct ContainerEnvironment: Sendable {
  /// Those of `envFrom` that count in the end, in the order of the sources and of the keys.
  var spelledOut: [SealedVariable] { owned.filter(\.isFromSource) }
  /// The entries of `env` that are sealed, by their index.
  private(set) var entries: [Int: SealedVariable] = [:]
  /// Those of them that say nothing: the key isn't there and needn't be, and the variable has another value.
  private(set) var idle: Set<Int> = []
  /// The sources in `envFrom` that are sealed, by their index.
  private(set) var sources: Set<Int> = []
  /// Sealed variables that an entry of `env` sees by `$(NAME)`.
  private(set) var expanded: [(variable: String, by: String, position: TextPosition)] = []
  /// What is sealed of the container's environment in the end, by its name, and what came how early.
  private var owners: [String: (place: Int, variable: SealedVariable)] = [:]
  private var count = 0
  /// Entries whose key isn't there and needn't be.
  private var absent: [SealedVariable] = []

  private let container: PodContainer
  private let context: InjectionContext

  init(of container: PodContainer, _ context: InjectionContext) throws(SealError) {
    self.container = container
    self.context = context
    for (index, source) in container.envFrom.enumerated() { try add(source, at: index) }
    for (index, entry) in container.env.enumerated() { try add(entry, at: index) }
  }

  /// Whether nothing in it is sealed.
  var isEmpty: Bool { entries.isEmpty && sources.isEmpty }

  /// The container's sealed variables, and those that it would have if their keys were there.
  var finals: [SealedVariable] {
    owned + absent.filter { owners[$0.variable] == nil }
  }

  private var owned: [SealedVariable] { owners.values.sorted { $0.place < $1.place }.map(\.variable) }

  /// Whether a variable is a sealed one in the end.
  func holds(_ variable: String) -> Bool {
    owners[variable] != nil || absent.contains { $0.variable == variable }
  }

  // MARK: envFrom

  private mutating func add(_ source: EnvironmentSource, at index: Int) throws(SealError) {
    if let reference = source.reference, reference.kind == .secret,
      let name = try context.sealedName(of: reference.name)
    {
      sources.insert(index)
      for key in name.keys {
        own(
          SealedVariable(
            variable: source.prefix + key.name, name: name, key: key.name, isOptional: false, isFromSource: true))
      }
    } else if let keys = source.reference.flatMap(context.keys) {
      for key in keys { disown(source.prefix + key) }
    } else if let variable = owned.first(where: { $0.variable.hasPrefix(source.prefix) })?.variable {
      // Entries of env come after all sources: what is spelled out there would win over this one.
      let what = source.reference.map { "the \($0.kind.rawValue) \"\($0.name.printable)\"" } ?? "a source"
      throw context.refusal(
        .policy, "\(what) in envFrom comes after a sealed one, and may hold \"\(variable.printable)\" too",
        in: container, at: source.position,
        hint: source.reference == nil
          ? "put it before the sealed one"
          : "pass the one file with it too, so that its keys are known, or put it before the sealed one")
    }
  }

  // MARK: env

  private mutating func add(_ entry: EnvironmentVariable, at index: Int) throws(SealError) {
    switch entry.source {
    case .value(let text):
      for variable in VariableExpansion.names(in: text) where owners[variable] != nil {
        expanded.append((variable, by: entry.name, entry.position))
      }
      try override(entry)
    case .key(let reference):
      if reference.kind == .secret, let name = try context.sealedName(of: reference.name) {
        try add(entry, reference, name, at: index)
      } else if reference.isOptional {
        try checkDecided(entry)
      } else {
        try override(entry)
      }
    case .file(_, _, _, let isOptional):
      if isOptional { try checkDecided(entry) } else { try override(entry) }
    case .other: try override(entry)
    }
  }

  private mutating func add(
    _ entry: EnvironmentVariable, _ reference: ObjectReference, _ name: SealedName, at index: Int
  ) throws(SealError) {
    let sealed = SealedVariable(
      variable: entry.name, name: name, key: reference.key ?? "", isOptional: reference.isOptional, isFromSource: false)
    entries[index] = sealed
    if sealed.isPresent {
      try override(entry)
      own(sealed)
    } else if sealed.isOptional {
      if owners[entry.name] != nil { idle.insert(index) } else { absent.append(sealed) }
    } else {
      throw context.refusal(
        .missing,
        "the variable \"\(entry.name.printable)\" needs the key \"\(sealed.key.printable)\", which "
          + "\"\(name.name)\" doesn't have", in: container, at: entry.position,
        hint: "\"seal set\" adds it, or mark the reference as optional")
    }
  }

  /// Whether an entry that may be absent leaves it open which value counts: only the cluster knows.
  private func checkDecided(_ entry: EnvironmentVariable) throws(SealError) {
    guard let owner = owners[entry.name]?.variable,
      owner.isFromSource || context.options.environment == .exec
    else { return }
    throw context.refusal(
      .policy,
      "the variable \"\(entry.name.printable)\" comes from \"\(owner.name.name)\" too, and which of them counts is known "
        + "in the cluster alone", in: container, at: entry.position,
      hint: "take one of them away, or make the later one not optional")
  }

  /// An entry of this name takes the place of what was there.
  private mutating func override(_ entry: EnvironmentVariable) throws(SealError) {
    let owner = owners[entry.name]?.variable
    if owner?.isFromSource ?? false, expanded.contains(where: { $0.variable == entry.name }) {
      throw context.refusal(
        .policy,
        "\"$(\(entry.name.printable))\" stands for the value of \"\(owner?.name.name ?? "")\", and then the variable gets "
          + "another one", in: container, at: entry.position,
        hint: "give the sealed value a variable of its own, by secretKeyRef")
    }
    disown(entry.name)
  }

  private mutating func own(_ variable: SealedVariable) {
    owners[variable.variable] = (count, variable)
    count += 1
  }

  private mutating func disown(_ variable: String) { owners[variable] = nil }
}
