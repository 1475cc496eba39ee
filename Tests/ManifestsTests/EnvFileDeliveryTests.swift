import Sealing
import Testing

@testable import Manifests

@Suite struct EnvFileDeliveryTests {
  private let options = InjectionFixture.options(.envfile)

  /// Optional to the kubelet, which takes an empty value for an absent one.
  private func file(_ name: String, _ key: String) -> String {
    "{'fileKeyRef':{'volumeName':'seal-secrets','path':'\(name).env','key':'\(key)','optional':true}}"
  }

  @Test func `a secretKeyRef becomes a fileKeyRef in its place, in every container`() throws {
    let pod = try InjectionFixture(
      """
      initContainers:
        - {name: migrate, env: [{name: URL, valueFrom: {secretKeyRef: {name: app, key: url}}}]}
      containers:
        - name: app
          env:
            - {name: A, value: "1"}
            - {name: P, valueFrom: {secretKeyRef: {name: app, key: password, optional: true}}}
            - {name: V, valueFrom: {secretKeyRef: {name: vendor, key: k}}}
      """, options)
    #expect(try pod.pod("initContainers[migrate].env") == "[{'name':'URL','valueFrom':\(file("app", "url"))}]")
    #expect(
      try pod.pod("containers[app].env") == "[{'name':'A','value':'1'},{'name':'P','valueFrom':"
        + "\(file("app", "password"))},{'name':'V','valueFrom':{'secretKeyRef':{'name':'vendor','key':'k'}}}]"
    )
    // That a key is there, unseal sees to.
    #expect(
      try pod.flags() == ["--env", "kubernetes", "--only", "app/password", "--only", "app/url", "--no-files"])
    #expect(pod.file.notes.contains { $0.contains("whose value is empty won't be there") })
    let again = try InjectionFixture(text: pod.text, InjectionFixture.options())
    #expect(!again.file.notes.contains { $0.contains("empty") })
    #expect(pod.file.notes.contains { $0.contains("\"vendor\" stays one") })
  }

  @Test func `envFrom is spelled out at the start of env, with its prefix, and later entries win`() throws {
    let pod = try InjectionFixture(
      """
      containers:
        - name: app
          envFrom: [{prefix: DB_, secretRef: {name: app}}]
          env: [{name: DB_url, value: mine}, {name: B, value: "$(DB_password)"}]
      """, options)
    #expect(
      try pod.pod("containers[app].env") == "[{'name':'DB_password','valueFrom':\(file("app", "password"))},"
        + "{'name':'DB_url','value':'mine'},{'name':'B','value':'$(DB_password)'}]")
    #expect(try pod.pod("containers[app].envFrom") == "nothing")
    #expect(try pod.flags() == ["--env", "kubernetes", "--only", "app/password", "--no-files"])
  }

  @Test func `of two sources the later one wins, sealed or not`() throws {
    let settings = "---\n{kind: ConfigMap, apiVersion: v1, metadata: {name: settings}, data: {url: a, X: b}}\n"
    let last = try InjectionFixture(
      "containers: [{name: app, envFrom: [{secretRef: {name: app}}, {configMapRef: {name: settings}}]}]", options,
      beside: settings)
    #expect(
      try last.pod("containers[app].env") == "[{'name':'password','valueFrom':\(file("app", "password"))}]")
    #expect(try last.pod("containers[app].envFrom") == "[{'configMapRef':{'name':'settings'}}]")
    let first = try InjectionFixture(
      "containers: [{name: app, envFrom: [{configMapRef: {name: unknown}}, {secretRef: {name: app}}]}]", options)
    #expect(
      try first.pod("containers[app].env") == "[{'name':'password','valueFrom':\(file("app", "password"))},"
        + "{'name':'url','valueFrom':\(file("app", "url"))}]")
  }

  @Test func `a later source whose keys aren't known is refused, unless its prefix keeps them apart`() throws {
    InjectionFixture.expectRefusal(
      .policy, "the ConfigMap \"unknown\" in envFrom comes after a sealed one, and may hold \"password\"",
      "containers: [{name: app, envFrom: [{secretRef: {name: app}}, {configMapRef: {name: unknown}}]}]", options)
    // Of two that could be meant, neither counts.
    func settings(_ namespace: String, _ data: String) -> String {
      "---\n{kind: ConfigMap, metadata: {name: unknown, namespace: \(namespace)}, data: \(data)}\n"
    }
    let (dev, prod) = (settings("dev", "{url: a}"), settings("prod", "{B: b}"))
    let text =
      "{kind: Pod, metadata: {name: p}, spec: {containers: [{name: app, envFrom: [{secretRef: {name: app}}, "
      + "{configMapRef: {name: unknown}}]}]}}\n"
    #expect(throws: SealError(.policy, "")) { try InjectionFixture(text: text + dev + prod, options) }
    let one = try InjectionFixture(text: text + dev + settings("prod", "{url: b}"), options)
    #expect(try one.pod("containers[app].env") == "[{'name':'password','valueFrom':\(file("app", "password"))}]")
    let apart =
      "containers: [{name: app, envFrom: [{secretRef: {name: app}}, {prefix: C_, configMapRef: {name: unknown}}]}]"
    #expect(try InjectionFixture(apart, options).pod("containers[app].envFrom") != "nothing")
  }

  @Test func `a key that isn't there is refused where it is needed, and left optional where it isn't`() throws {
    InjectionFixture.expectRefusal(
      .missing, "container \"app\": the variable \"A\" needs the key \"x\", which \"app\" doesn't have",
      "containers: [{name: app, env: [{name: A, valueFrom: {secretKeyRef: {name: app, key: x}}}]}]", options)
    let optional = try InjectionFixture(
      "containers: [{name: app, env: [{name: A, valueFrom: {secretKeyRef: {name: app, key: x, optional: true}}}]}]",
      options)
    #expect(
      try optional.pod("containers[app].env") == "[{'name':'A','valueFrom':\(file("app", "x"))}]")
    // The file has to be there: the kubelet fails without it even where the key is optional.
    #expect(
      try optional.flags() == ["--env", "kubernetes", "--except", "app/password", "--except", "app/url", "--no-files"])
  }

  @Test func `an optional key that isn't there leaves the variable to envFrom`() throws {
    let pod = try InjectionFixture(
      """
      containers:
        - name: app
          envFrom: [{secretRef: {name: app}}]
          env: [{name: url, valueFrom: {secretKeyRef: {name: tls, key: x, optional: true}}}]
      """, options)
    #expect(
      try pod.pod("containers[app].env") == "[{'name':'password','valueFrom':\(file("app", "password"))},"
        + "{'name':'url','valueFrom':\(file("app", "url"))}]")
  }

  @Test func `of entries with one name the last counts, and they stay in their order`() throws {
    let pod = try InjectionFixture(
      """
      containers:
        - name: app
          env: [{name: A, valueFrom: {secretKeyRef: {name: app, key: url}}}, {name: A, value: mine}]
      """, options)
    #expect(
      try pod.pod("containers[app].env")
        == "[{'name':'A','valueFrom':\(file("app", "url"))},{'name':'A','value':'mine'}]")
  }

  @Test func `what only the cluster can decide is refused`() {
    InjectionFixture.expectRefusal(
      .policy, "the variable \"url\" comes from \"app\" too",
      """
      containers:
        - name: app
          envFrom: [{secretRef: {name: app}}]
          env: [{name: url, valueFrom: {configMapKeyRef: {name: c, key: k, optional: true}}}]
      """, options)
    InjectionFixture.expectRefusal(
      .policy, "\"$(url)\" stands for the value of \"app\", and then the variable gets another one",
      """
      containers:
        - name: app
          envFrom: [{secretRef: {name: app}}]
          env: [{name: url, value: "$(url)?ssl=1"}]
      """, options)
  }

  @Test func `a probe that the kubelet would expand otherwise is refused`() {
    InjectionFixture.expectRefusal(
      .policy, "\"$(url)\" in its livenessProbe",
      """
      containers:
        - name: app
          envFrom: [{secretRef: {name: app}}]
          livenessProbe: {exec: {command: [sh, -c, "ping $(url) $$(password)"]}}
      """, options)
  }

  @Test func `a key that changes how programs are loaded must be asked for (row 48)`() throws {
    let spec = "containers: [{name: app, envFrom: [{secretRef: {name: loader}}]}]"
    InjectionFixture.expectRefusal(.policy, "\"LD_PRELOAD\" of \"loader\"", spec, options)
    let allowed = try InjectionFixture(spec, InjectionFixture.options(.envfile) { $0.allowedNames = ["LD_PRELOAD"] })
    #expect(
      try allowed.flags() == [
        "--env", "kubernetes", "--only", "loader/LD_PRELOAD", "--allow-name", "LD_PRELOAD", "--no-files",
      ])
  }

  @Test func `nothing is chosen in silence`() {
    InjectionFixture.expectRefusal(
      .usage, "nothing says how they are to come", "containers: [{name: app, envFrom: [{secretRef: {name: app}}]}]",
      InjectionFixture.options())
    InjectionFixture.expectRefusal(
      .usage, "nothing says which image", "containers: [{name: app, envFrom: [{secretRef: {name: app}}]}]",
      InjectionFixture.options(.envfile) { $0.image = nil })
  }

  @Test(arguments: [
    ("a", []), ("$(A)", ["A"]), ("$$(A)", []), ("$$$(A)b$(C", ["A"]), ("$x$(A.b)$()", ["A.b", ""]), ("$", []),
    ("$(", []),
  ])
  func `references are found as the kubelet finds them`(_ text: String, _ names: [String]) {
    #expect(VariableExpansion.names(in: text) == names)
    #expect(VariableExpansion.names(in: VariableExpansion.escaped(text)).isEmpty)
  }
}
