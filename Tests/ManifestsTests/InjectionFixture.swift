import Sealing
import Testing

@testable import Manifests

/// A Deployment "web" in the namespace "shop" with a pod spec of one's own, injected and looked at as JSON.
struct InjectionFixture {
  /// What is sealed unless a test says otherwise.
  static let sealed = SealedNames(all: [
    name("app", keys: ["password", "url"]), name("tls", keys: ["tls.crt", "tls.key"]),
    name("loader", keys: ["LD_PRELOAD"]), name("other", namespace: "prod", keys: ["a"]),
    name("every", namespace: "*", keys: ["a"]),
  ])

  static func name(
    _ name: String, namespace: String = "shop", keys: [String], bound: Int = 104, digit: String = "a",
    count: Int = 2000,
    isBare: Bool = false
  ) -> SealedName {
    SealedName(
      name: name, namespace: namespace, keys: keys.map { SealedName.Key(name: $0, bound: bound) }, configMaps: [name],
      isConfigMapGuessed: isBare, configMapNamespace: nil, digest: String(repeating: digit, count: 64),
      entries: [SealedEntry(entryName: "\(name).sealed", bytes: [UInt8](repeating: 0, count: count))])
  }

  static func options(
    _ environment: InjectionOptions.Environment? = nil, _ change: (inout InjectionOptions) -> Void = { _ in }
  ) -> InjectionOptions {
    var options = InjectionOptions()
    (options.environment, options.image) = (environment, "unseal:1")
    change(&options)
    return options
  }

  /// The text of the Deployment; `spec` is indented as its pod's.
  static func deployment(_ spec: String) -> String {
    """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
      namespace: shop
    spec:
      template:
        spec:
    \(spec.split(separator: "\n").map { "      " + $0 }.joined(separator: "\n"))

    """
  }

  let text: String
  let file: InjectedFile

  /// - Parameter beside: further documents.
  init(
    _ spec: String, _ options: InjectionOptions, sealed: SealedNames = Self.sealed, beside: String = ""
  ) throws {
    try self.init(text: Self.deployment(spec) + beside, options, sealed: sealed)
  }

  init(text: String, _ options: InjectionOptions, sealed: SealedNames = Self.sealed, signers: String? = nil) throws {
    let file = try WorkloadFile(parsing: Array(text.utf8), path: "app.yaml")
    var files = [try InjectedFile(file, options, sealed: sealed, objects: file.objects)]
    try InjectedFile.settleSigners(signers.map { Array($0.utf8) }, in: &files)
    self.file = files[0]
    self.text = String(decoding: self.file.bytes, as: UTF8.self)
  }

  /// A part of the first workload's pod: `containers[app].env`.
  func pod(_ path: String) throws -> String {
    let workload = try #require(try WorkloadFile(parsing: file.bytes, path: "app.yaml").workloads.first)
    var value = workload.value[workload.pod.path]
    for step in path.split(separator: ".") {
      let parts = step.split(separator: "[")
      value = value?[String(parts[0])]
      if parts.count > 1 { value = value?.items?.first { $0["name"]?.text == String(parts[1].dropLast()) } }
    }
    var style = YAMLStyle()
    (style.isJSON, style.isTight) = (true, true)
    return value.map { YAMLRenderer(style: style).flow($0).replacing("\"", with: "'") } ?? "nothing"
  }

  /// The arguments of `unseal` behind the names.
  func flags() throws -> [String] {
    let workload = try #require(try WorkloadFile(parsing: file.bytes, path: "app.yaml").workloads.first)
    let arguments = workload.pod.container(named: "unseal")?.arguments ?? []
    return Array(arguments.drop { $0.contains("@sha256:") })
  }

  /// That a pod is refused, with this class and these words.
  static func expectRefusal(
    _ code: SealError.Code, _ words: String, _ spec: String, _ options: InjectionOptions,
    sealed: SealedNames = Self.sealed, beside: String = "", at location: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: SealError.self, sourceLocation: location) {
      try InjectionFixture(spec, options, sealed: sealed, beside: beside)
    }
    #expect(error?.code == code, sourceLocation: location)
    #expect(error?.reason.contains(words) == true, "\(error?.reason ?? "")", sourceLocation: location)
    #expect(
      error?.reason.hasPrefix("\"app.yaml\" line ") == true && error?.reason.contains("Deployment \"web\"") == true,
      "\(error?.reason ?? "")", sourceLocation: location)
  }
}
