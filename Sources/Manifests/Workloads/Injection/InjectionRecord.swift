import Delivery

/// What an injected workload's annotation says beside what leads back: the options, and the sizes that were chosen, by which
/// it is known later what somebody has changed since.
struct InjectionRecord: Equatable, Sendable {
  var options = InjectionOptions()
  /// `memory` for the limit of `unseal`, the others by the names of their volumes.
  var sizes: [String: String] = [:]

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
        ("entrypoint", Self.object(options.entrypoints) { .array($0.map { .string($0) }) }))
    }
    if let environment = options.environment { members.append(("env", .string(environment.rawValue))) }
    if let group = options.fsGroup { members.append(("fsGroup", .number(UInt64(group)))) }
    if let keys = options.keysSecret { members.append(("keys", .string(keys))) }
    if !options.secrets.isEmpty { members.append(("secrets", Self.object(options.secrets) { .string($0) })) }
    if let signers = options.signers { members.append(("signers", .string(signers.digest))) }
    if !sizes.isEmpty { members.append(("sizes", Self.object(sizes) { .string($0) })) }
    return .object(members)
  }

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
  }

  private static func dictionary<Value>(_ object: YAMLValue?, _ value: (YAMLValue) -> Value?) -> [String: Value] {
    (object?.pairs ?? []).reduce(into: [:]) { $0[$1.key] = value($1.value) }
  }
}
