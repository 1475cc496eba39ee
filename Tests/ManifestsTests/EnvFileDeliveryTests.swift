import Sealing
import Testing

@testable import Manifests

@Suite struct EnvFileDeliveryTests {
  private let options = InjectionFixture.options(.envfile)

  private let optional = ",'optional':true"

  private func file(_ name: String, _ key: String, _ more: String = "") -> String {
    "{'fileKeyRef':{'volumeName':'seal-secrets','path':'\(name).env','key':'\(key)'\(more)}}"
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
        + "\(file("app", "password", ",'optional':true"))},{'name':'V','valueFrom':{'secretKeyRef':{'name':'vendor','key':'k'}}}]"
    )
    #expect(try pod.flags() == ["--env", "kubernetes", "--no-files"])
    #expect(pod.file.notes.contains { $0.contains("\"vendor\" stays one") })
  }

  // The kubelet takes an empty value for an absent one; an envFrom wouldn't have minded either.
  @Test func `envFrom is spelled out at the start of env, with its prefix and optional, and later entries win`() throws
  {
    let pod = try InjectionFixture(
      """
      containers:
        - name: app
          envFrom: [{prefix: DB_, secretRef: {name: app}}]
          env: [{name: DB_url, value: mine}, {name: B, value: "$(DB_password)"}]
      """, options)
    #expect(
      try pod.pod("containers[app].env") == "[{'name':'DB_password','valueFrom':\(file("app", "password", optional))},"
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
      try last.pod("containers[app].env") == "[{'name':'password','valueFrom':\(file("app", "password", optional))}]")
    #expect(try last.pod("containers[app].envFrom") == "[{'configMapRef':{'name':'settings'}}]")
    let first = try InjectionFixture(
      "containers: [{name: app, envFrom: [{configMapRef: {name: unknown}}, {secretRef: {name: app}}]}]", options)
    #expect(
      try first.pod("containers[app].env") == "[{'name':'password','valueFrom':\(file("app", "password", optional))},"
        + "{'name':'url','valueFrom':\(file("app", "url", optional))}]")
  }

  @Test func `a later source whose keys aren't known is refused, unless its prefix keeps them apart`() throws {
    InjectionFixture.expectRefusal(
      .policy, "the ConfigMap \"unknown\" in envFrom comes after a sealed one, and may hold \"password\"",
      "containers: [{name: app, envFrom: [{secretRef: {name: app}}, {configMapRef: {name: unknown}}]}]", options)
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
      try optional.pod("containers[app].env") == "[{'name':'A','valueFrom':\(file("app", "x", ",'optional':true"))}]")
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
      try pod.pod("containers[app].env") == "[{'name':'password','valueFrom':\(file("app", "password", optional))},"
        + "{'name':'url','valueFrom':\(file("app", "url", optional))}]")
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
    #expect(try allowed.flags() == ["--env", "kubernetes", "--allow-name", "LD_PRELOAD", "--no-files"])
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
  }
}
