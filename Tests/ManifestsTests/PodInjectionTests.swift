import Sealing
import Testing

@testable import Manifests

@Suite struct PodInjectionTests {
  private let options = InjectionFixture.options(.envfile)
  private let spec = "containers: [{name: app, envFrom: [{secretRef: {name: app}}]}]"

  @Test func `unseal comes first, before sidecars too, and passes Pod Security restricted`() throws {
    let pod = try InjectionFixture(
      """
      initContainers: [{name: proxy, restartPolicy: Always}, {name: a}, {name: b}, {name: c}, {name: d}]
      \(spec)
      volumes: [{name: v, emptyDir: {}}]
      """, options)
    let workload = try #require(try WorkloadFile(parsing: pod.file.bytes, path: "").workloads.first)
    #expect(workload.pod.containers.map(\.name) == ["unseal", "proxy", "a", "b", "c", "d", "app"])
    #expect(
      try pod.pod("initContainers[unseal].securityContext")
        == "{'runAsNonRoot':true,'runAsUser':65532,'runAsGroup':65532,"
        + "'allowPrivilegeEscalation':false,'readOnlyRootFilesystem':true,'capabilities':{'drop':['ALL']},"
        + "'seccompProfile':{'type':'RuntimeDefault'}}")
    #expect(
      try pod.pod("initContainers[unseal].env")
        == "[{'name':'SEAL_NAMESPACE','valueFrom':{'fieldRef':{'fieldPath':'metadata.namespace'}}}]")
    #expect(
      try pod.pod("initContainers[unseal].resources")
        == "{'requests':{'cpu':'10m','memory':'16Mi'},'limits':{'memory':'24Mi'}}")
    #expect(
      try pod.pod("volumes") == "[{'name':'v','emptyDir':{}},{'name':'seal-sealed','configMap':{'name':'app'}},"
        + "{'name':'seal-keys','secret':{'secretName':'seal-keys','defaultMode':292}},"
        + "{'name':'seal-secrets','emptyDir':{'medium':'Memory','sizeLimit':'1Mi'}}]")
  }

  @Test func `a pod whose class is Guaranteed stays so, and one with limits has them everywhere`() throws {
    func resources(_ app: String, _ side: String = "") throws -> [String] {
      let pod = try InjectionFixture(
        """
        containers:
          - {name: app, command: [a], envFrom: [{secretRef: {name: app}}], resources: {\(app)}}
          - {name: side, resources: {\(side.isEmpty ? app : side)}}
        """, InjectionFixture.options(.exec))
      return try ["unseal", "unseal-install"].map { try pod.pod("initContainers[\($0)].resources") }
    }
    let half = "limits: {cpu: 500m, memory: 1Gi}, requests: {cpu: \"0.5\"}"
    let whole = "{'cpu':'1','memory':"
    #expect(
      try resources(half, "limits: {cpu: 1, memory: 1Gi}") == [
        "{'requests':\(whole)'24Mi'},'limits':\(whole)'24Mi'}}",
        "{'requests':\(whole)'64Mi'},'limits':\(whole)'64Mi'}}",
      ])
    for burstable in ["limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 1m}", "limits: {cpu: 1}"] {
      #expect(
        try resources(half, burstable)[0]
          == "{'requests':{'cpu':'10m','memory':'16Mi'},'limits':\(whole)'24Mi'}}")
    }
    #expect(
      try resources("limits: {cpu: 5m}")[0]
        == "{'requests':{'cpu':'5m','memory':'16Mi'},'limits':{'cpu':'5m','memory':'24Mi'}}")
    #expect(
      try resources(half, "limits: {memory: 1Gi}")[0]
        == "{'requests':{'cpu':'10m','memory':'16Mi'},'limits':{'memory':'24Mi'}}")
    // What grows with the values grows in both.
    let once = try InjectionFixture(spec.replacing("]}]", with: "], resources: {\(half)}}]"), options)
    let large = SealedNames(all: [InjectionFixture.name("app", keys: ["password", "url"], count: 9_000_000)])
    let grown = try InjectionFixture(text: once.text, InjectionFixture.options { $0.image = nil }, sealed: large)
    #expect(
      try grown.pod("initContainers[unseal].resources")
        == "{'requests':{'cpu':'500m','memory':'48Mi'},'limits':{'cpu':'500m','memory':'48Mi'}}")
  }

  @Test func `a pod that runs as root does not make unseal run so`() throws {
    let pod = try InjectionFixture(spec + "\nsecurityContext: {runAsUser: 0}", options)
    #expect(try pod.pod("initContainers[unseal].securityContext").contains("'runAsUser':65532"))
  }

  @Test func `several sealed files are pinned by name and mounted as one`() throws {
    let pod = try InjectionFixture(
      "containers: [{name: app, envFrom: [{secretRef: {name: tls}}, {secretRef: {name: app}}]}]", options)
    let digest = String(repeating: "a", count: 64)
    #expect(
      try pod.pod("initContainers[unseal].args").hasPrefix("['app@sha256:\(digest)','tls@sha256:\(digest)','--env'"))
    #expect(
      try pod.pod("volumes[seal-sealed]")
        == "{'name':'seal-sealed','projected':{'sources':[{'configMap':{'name':'app'}},"
        + "{'configMap':{'name':'tls'}}]}}")
  }

  @Test func `a Secret of another name is taken for what it is said to be`() throws {
    let spec = "containers: [{name: app, envFrom: [{secretRef: {name: credentials}}]}]"
    #expect(try InjectionFixture(spec, options).file.outcomes.map(\.state) == [.untouched])
    let mapped = InjectionFixture.options(.envfile) { $0.secrets = ["credentials": "app"] }
    #expect(try InjectionFixture(spec, mapped).file.outcomes.map(\.state) == [.injected])
    InjectionFixture.expectRefusal(
      .missing, "there is no sealed file \"nope\" for the Secret \"credentials\"", spec,
      InjectionFixture.options(.envfile) { $0.secrets = ["credentials": "nope"] })
  }

  @Test func `what is sealed for another namespace is refused, and what is sealed for all is not`() throws {
    InjectionFixture.expectRefusal(
      .scope, "\"other\" is sealed for the namespace \"prod\", and this workload runs in \"shop\"",
      "containers: [{name: app, envFrom: [{secretRef: {name: other}}]}]", options)
    let every = try InjectionFixture("containers: [{name: app, envFrom: [{secretRef: {name: every}}]}]", options)
    #expect(try every.flags().contains("--any-namespace"))
  }

  @Test func `a workload without a namespace must not have to choose`() throws {
    let both = SealedNames(all: [
      InjectionFixture.name("app", namespace: "a", keys: ["k"]),
      InjectionFixture.name("app", namespace: "b", keys: ["k"]),
    ])
    let text = "{kind: Pod, metadata: {name: p}, spec: {\(spec)}}"
    #expect(throws: SealError(.usage, "")) { try InjectionFixture(text: text, options, sealed: both) }
    #expect(try InjectionFixture(text: text, options).file.outcomes.map(\.state) == [.injected])
  }

  @Test(arguments: [
    ("there is a container \"unseal\" already", "initContainers: [{name: unseal}]"),
    ("there is a container \"unseal-install\" already", "initContainers: [{name: unseal-install}]"),
    ("there is a volume \"seal-secrets\" already", "volumes: [{name: seal-secrets, emptyDir: {}}]"),
    ("it runs on Windows", "os: {name: windows}"),
    ("it runs on Windows", "nodeSelector: {kubernetes.io/os: windows}"),
    ("it runs on Windows", "nodeSelector: {beta.kubernetes.io/os: windows}"),
  ])
  func `what is in the way is refused`(_ words: String, _ fields: String) {
    InjectionFixture.expectRefusal(.policy, words, spec + "\n" + fields, options)
  }

  @Test func `a claim that takes the name of an added volume is refused`() throws {
    func set(_ claim: String) -> String {
      "{kind: StatefulSet, apiVersion: apps/v1, metadata: {name: db}, spec: {template: {spec: {\(spec)}}, "
        + "volumeClaimTemplates: [{metadata: {name: \(claim)}}]}}"
    }
    let error = #expect(throws: SealError.self) { try InjectionFixture(text: set("seal-secrets"), options) }
    #expect(error?.reason.contains("its claim \"seal-secrets\"") == true)
    #expect(try InjectionFixture(text: set("data"), options).file.outcomes.map(\.state) == [.injected])
  }

  @Test func `what asks for a sealed Secret and can't be helped is told of`() throws {
    let rollout =
      "---\n{kind: Rollout, apiVersion: argoproj.io/v1alpha1, metadata: {name: r}, spec: {template: {spec: {\(spec)}}}}\n"
    let ingress =
      "---\nkind: List\nitems: [{kind: Ingress, metadata: {name: i, namespace: NS}, spec: {tls: [{secretName: tls}]}}]\n"
    func notes(_ text: String) throws -> [String] {
      try InjectionFixture(
        "containers: [{name: app, envFrom: [{secretRef: {name: app}}]}]", options, beside: text
      ).file.notes.filter { $0.contains("which is sealed") }
    }
    #expect(try notes(rollout).map { $0.prefix { $0 != "," } } == ["Rollout \"r\": it names the Secret \"app\""])
    #expect(try notes(ingress.replacing("NS", with: "shop")).count == 1)
    #expect(try notes(ingress.replacing("NS", with: "other")).isEmpty)
    #expect(try notes(ingress.replacing("secretName: tls", with: "secretName: vendor")).isEmpty)
    let debug = try InjectionFixture(
      spec + "\nephemeralContainers: [{name: debug, envFrom: [{secretRef: {name: tls}}, {secretRef: {name: vendor}}]}]",
      options)
    #expect(debug.file.notes.filter { $0.contains("ephemeral") }.count == 1)
  }

  @Test func `options that would make another pod than they say are refused`() throws {
    try InjectionFixture.options(.exec) { options in
      options.entrypoints = ["app": ["a"]]
      (options.fsGroup, options.keysSecret, options.secrets) = (1, "keys", ["a.b": "c"])
      options.signers = InjectionOptions.Signers(of: [])
    }.check()
    let changes: [(inout InjectionOptions) -> Void] = [
      { $0.image = "" }, { $0.image = "a b" }, { $0.image = "a\n" }, { $0.fsGroup = 0 }, { $0.fsGroup = -1 },
      { $0.fsGroup = 1 << 31 }, { $0.keysSecret = "" }, { $0.keysSecret = "A" }, { $0.secrets = ["a/b": "c"] },
      { $0.secrets = ["a": "c_d"] }, { $0.entrypoints = ["app": []] }, { $0.entrypoints = ["app": [""]] },
      { $0.entrypoints = ["app": ["a", "b\0"]] }, { $0.signers = InjectionOptions.Signers(digest: "abc") },
      { $0.signers = InjectionOptions.Signers(digest: String(repeating: "G", count: 64)) },
    ]
    for change in changes {
      #expect(throws: SealError(.usage, "")) { try InjectionFixture.options(nil, change).check() }
    }
  }

  // MARK: again

  @Test func `a second run changes nothing, and another digest the pin alone`() throws {
    let once = try InjectionFixture(spec, options)
    let twice = try InjectionFixture(text: once.text, InjectionFixture.options { $0.image = nil })
    #expect(twice.text == once.text)
    #expect(twice.file.outcomes.map(\.state) == [.current])
    let newer = SealedNames(all: [InjectionFixture.name("app", keys: ["password", "url"], digit: "b")])
    let changed = try InjectionFixture(text: once.text, InjectionFixture.options { $0.image = nil }, sealed: newer)
    #expect(
      changed.text
        == once.text.replacing(
          "app@sha256:" + String(repeating: "a", count: 64), with: "app@sha256:" + String(repeating: "b", count: 64)))
    #expect(changed.file.outcomes.map(\.state) == [.repinned(["app"])])
  }

  @Test func `what somebody changed in what was added stays`() throws {
    let once = try InjectionFixture(spec, options)
    let margin = String(
      repeating: " ",
      count: once.text.split(separator: "\n").first { $0.hasSuffix("- --env") }?.prefix { $0 == " " }.count ?? 0)
    let edited = once.text.replacing("image: unseal:1", with: "image: unseal:2")
      .replacing("memory: 24Mi", with: "memory: 40Mi").replacing("cpu: 10m", with: "cpu: 20m")
      .replacing("sizeLimit: 1Mi", with: "sizeLimit: 8Mi").replacing("runAsUser: 65532", with: "runAsUser: 1000")
      .replacing("- --env", with: "- --log\n\(margin)- json\n\(margin)- --env")
    let large = SealedNames(all: [
      InjectionFixture.name("app", keys: ["url"], bound: 500_000, digit: "c", count: 900_000)
    ])
    let again = try InjectionFixture(text: edited, InjectionFixture.options { $0.image = nil }, sealed: large)
    let unseal = try again.pod("initContainers[unseal]")
    for kept in ["'unseal:2'", "'40Mi'", "'20m'", "'runAsUser':1000", "'--log','json'"] {
      #expect(unseal.contains(kept))
    }
    #expect(try again.pod("volumes[seal-secrets]").contains("'8Mi'"))
    // What nobody changed grows with the values.
    let grown = try InjectionFixture(text: once.text, InjectionFixture.options { $0.image = nil }, sealed: large)
    #expect(try grown.pod("volumes[seal-secrets]").contains("'1Mi'"))
    let flagged = try InjectionFixture(text: edited, InjectionFixture.options { $0.image = "unseal:3" }, sealed: large)
    #expect(try flagged.pod("initContainers[unseal]").contains("'unseal:3'"))
  }

  @Test func `a flag that somebody gave unseal stays where it is`() throws {
    let once = try InjectionFixture(spec, options)
    let margin = String(
      repeating: " ",
      count: once.text.split(separator: "\n").first { $0.contains("no-files") }?.prefix { $0 == " " }.count ?? 0)
    let edited = once.text.replacing(
      "kubernetes\n", with: "kubernetes\n\(margin)- --min-revision\n\(margin)- app=2\n\(margin)- --signatures=2\n")
    let again = try InjectionFixture(text: edited, InjectionFixture.options())
    #expect(again.text == edited)
    let newer = SealedNames(all: [InjectionFixture.name("app", keys: ["password", "url"], digit: "b")])
    let changed = try InjectionFixture(text: edited, InjectionFixture.options(), sealed: newer)
    #expect(
      changed.text
        == edited.replacing(
          "app@sha256:" + String(repeating: "a", count: 64), with: "app@sha256:" + String(repeating: "b", count: 64)))
    let more = SealedNames(all: [InjectionFixture.name("app", keys: ["password", "url", "x", "y"])])
    let flags = try InjectionFixture(
      text: edited.replacing("\"--no-files\"", with: "--no-files").replacing("- \"--env\"", with: "- --env"),
      InjectionFixture.options(.exec) { $0.entrypoints["app"] = ["a"] }, sealed: more
    ).flags()
    #expect(flags.suffix(3) == ["--min-revision", "app=2", "--signatures=2"])
  }

  @Test func `a change of the app since is kept, and taken into account`() throws {
    let once = try InjectionFixture(spec, options)
    let edited = once.text.replacing(
      "containers: [{name: app,", with: "containers: [{name: new, envFrom: [{secretRef: {name: app}}]}, {name: app,")
    let again = try InjectionFixture(text: edited, InjectionFixture.options())
    #expect(try again.pod("containers[new].env").contains("'fileKeyRef'"))
    #expect(again.file.outcomes.map(\.state) == [.changed])
    #expect(
      String(decoding: try InjectedFile.reverted(again.file.bytes, path: ""), as: UTF8.self)
        == InjectionFixture.deployment(spec).replacing(
          "containers: [{name: app,", with: "containers: [{name: new, envFrom: [{secretRef: {name: app}}]}, {name: app,"
        ))
  }

  @Test func `a ConfigMap of which only the name's guess is known may be called otherwise`() throws {
    func sealed(_ digit: String) -> SealedNames {
      SealedNames(all: [InjectionFixture.name("app", keys: ["url"], digit: digit, isBare: true)])
    }
    let once = try InjectionFixture(spec, options, sealed: sealed("a"))
    #expect(once.file.notes.contains { $0.contains("from a ConfigMap \"app\"") })
    let edited = once.text.replacing("name: app\n", with: "name: other\n")
    #expect(edited != once.text)
    let again = try InjectionFixture(text: edited, InjectionFixture.options(), sealed: sealed("b"))
    #expect(try again.pod("volumes[seal-sealed]") == "{'name':'seal-sealed','configMap':{'name':'other'}}")
    #expect(!again.file.notes.contains { $0.contains("ConfigMap") })
    // With another name beside it, there is another volume to be made.
    let more = edited.replacing(
      "containers: [{name: app,", with: "containers: [{name: new, envFrom: [{secretRef: {name: tls}}]}, {name: app,")
    let both = SealedNames(all: sealed("a").all + [InjectionFixture.name("tls", keys: ["tls.crt"])])
    #expect(
      try InjectionFixture(text: more, InjectionFixture.options(), sealed: both).pod("volumes[seal-sealed]")
        == "{'name':'seal-sealed','projected':{'sources':[{'configMap':{'name':'app'}},{'configMap':{'name':'tls'}}]}}")
  }

  @Test func `an injected name whose sealed file isn't given is missed, and not taken out in silence`() throws {
    let once = try InjectionFixture(spec, options)
    let error = #expect(throws: SealError.self) {
      try InjectionFixture(
        text: once.text, options, sealed: SealedNames(all: [InjectionFixture.name("tls", keys: ["a"])]))
    }
    #expect(error == SealError(.missing, ""))
    #expect(error?.reason.contains("injected with \"app\"") == true)
  }

  @Test func `the delivery can be changed`() throws {
    let text = InjectionFixture.deployment(
      "containers:\n  - name: app\n    command: [a] # b\n    # c\n    envFrom: [{secretRef: {name: app}}] # d")
    let file = try InjectionFixture(text: text, options)
    let exec = try InjectionFixture(text: file.text, InjectionFixture.options(.exec))
    #expect(exec.text == (try InjectionFixture(text: text, InjectionFixture.options(.exec))).text)
  }
}
