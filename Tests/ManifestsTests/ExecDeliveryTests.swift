import Sealing
import Testing

@testable import Manifests

@Suite struct ExecDeliveryTests {
  private let options = InjectionFixture.options(.exec)

  @Test func `a command, its exec probes and its hooks are wrapped, and its own values mounted`() throws {
    let pod = try InjectionFixture(
      """
      containers:
        - name: app
          command: [serve]
          args: [--port, "80"]
          env:
            - {name: URL, valueFrom: {secretKeyRef: {name: app, key: url}}}
            - {name: A, value: "1"}
          readinessProbe: {exec: {command: [check]}}
          livenessProbe: {httpGet: {port: 80}}
          lifecycle: {preStop: {exec: {command: [drain, now]}}}
        - {name: side, command: [run]}
      """, options)
    let wrapper = "'/seal/bin/unseal','exec','--var','URL=app/url','--'"
    #expect(try pod.pod("containers[app].command") == "[\(wrapper),'serve']")
    #expect(try pod.pod("containers[app].args") == "['--port','80']")
    #expect(try pod.pod("containers[app].env") == "[{'name':'A','value':'1'}]")
    #expect(try pod.pod("containers[app].readinessProbe") == "{'exec':{'command':[\(wrapper),'check']}}")
    #expect(try pod.pod("containers[app].livenessProbe") == "{'httpGet':{'port':80}}")
    #expect(try pod.pod("containers[app].lifecycle") == "{'preStop':{'exec':{'command':[\(wrapper),'drain','now']}}}")
    #expect(
      try pod.pod("containers[app].volumeMounts") == "[{'name':'seal-secrets','mountPath':'/seal/secrets',"
        + "'subPath':'app','readOnly':true},{'name':'seal-bin','mountPath':'/seal/bin','readOnly':true}]")
    #expect(try pod.pod("containers[side]") == "{'name':'side','command':['run']}")
    // Only what some container takes is written at all.
    #expect(try pod.flags() == ["--no-files", "--layout", "/seal/secrets=app/url:app/app/url"])
    #expect(try pod.pod("initContainers[unseal-install].args") == "['install','/seal/bin']")
  }

  @Test func `each container finds the keys that it takes, and no others`() throws {
    let pod = try InjectionFixture(
      """
      initContainers:
        - {name: migrate, command: [a], env: [{name: URL, valueFrom: {secretKeyRef: {name: app, key: url}}}]}
      containers:
        - {name: app, command: [a], envFrom: [{secretRef: {name: app}}]}
        - {name: vendor, command: [a], env: [{name: CRT, valueFrom: {secretKeyRef: {name: tls, key: tls.crt}}}]}
      """, options)
    #expect(
      try pod.flags().filter { $0 != "--layout" } == [
        "--no-files", "/seal/secrets=app/password:app/app/password", "/seal/secrets=app/url:app/app/url",
        "/seal/secrets=app/url:migrate/app/url", "/seal/secrets=tls/tls.crt:vendor/tls/tls.crt",
      ])
    for container in ["initContainers[migrate]", "containers[app]", "containers[vendor]"] {
      let name = container.split(separator: "[")[1].dropLast()
      #expect(
        try pod.pod("\(container).volumeMounts").hasPrefix(
          "[{'name':'seal-secrets','mountPath':'/seal/secrets','subPath':'\(name)','readOnly':true}"))
    }
    // A value that two containers take is there twice.
    let large = SealedNames(all: [InjectionFixture.name("app", keys: ["url"], bound: 400_000)])
    let one = "{command: [a], envFrom: [{secretRef: {name: app}}], name:"
    let single = try InjectionFixture("containers: [\(one) a}]", options, sealed: large)
    #expect(try single.pod("volumes[seal-secrets]").contains("'1Mi'"))
    let double = try InjectionFixture("containers: [\(one) a}, \(one) b}]", options, sealed: large)
    #expect(try double.pod("volumes[seal-secrets]").contains("'2Mi'"))
  }

  @Test func `what the kubelet would expand is escaped, where it expands at all`() throws {
    let sealed = SealedNames(all: [InjectionFixture.name("app", keys: ["url"])])
    let pod = try InjectionFixture(
      """
      containers:
        - name: app
          envFrom: [{prefix: "A$$B$(C)", secretRef: {name: app}}]
          readinessProbe: {exec: {command: [check]}}
          lifecycle: {preStop: {exec: {command: [drain]}}}
      """, InjectionFixture.options(.exec) { $0.entrypoints["app"] = ["sh", "-c", "echo $$ $(HOME) $X"] },
      sealed: sealed)
    let escaped = "['/seal/bin/unseal','exec','--var','A$$$$B$$(C)url=app/url','--',"
    #expect(try pod.pod("containers[app].command") == escaped + "'sh','-c','echo $$$$ $$(HOME) $$X']")
    #expect(try pod.pod("containers[app].readinessProbe.exec.command") == escaped + "'check']")
    #expect(
      try pod.pod("containers[app].lifecycle.preStop.exec.command")
        == "['/seal/bin/unseal','exec','--var','A$$B$(C)url=app/url','--','drain']")
  }

  @Test func `envFrom becomes variables, those that others override left out`() throws {
    let pod = try InjectionFixture(
      """
      containers:
        - name: app
          command: [serve]
          envFrom: [{prefix: P_, secretRef: {name: app}}]
          env:
            - {name: P_url, value: mine}
            - {name: X, valueFrom: {secretKeyRef: {name: app, key: url}}}
            - {name: X, value: also mine}
            - {name: Z, value: old}
            - {name: Z, valueFrom: {secretKeyRef: {name: app, key: url, optional: true}}}
      """, options)
    #expect(
      try pod.pod("containers[app].command")
        == "['/seal/bin/unseal','exec','--var','P_password=app/password','--var','Z=app/url?','--','serve']")
    #expect(try pod.pod("containers[app].envFrom") == "nothing")
    #expect(
      try pod.pod("containers[app].env")
        == "[{'name':'P_url','value':'mine'},{'name':'X','value':'also mine'},{'name':'Z','value':'old'}]")
  }

  @Test func `a container without a command needs its entry point`() throws {
    let spec = "containers: [{name: app, image: i, args: [a], envFrom: [{secretRef: {name: app}}]}]"
    InjectionFixture.expectRefusal(.usage, "container \"app\": it has no command to wrap", spec, options)
    let pod = try InjectionFixture(
      spec, InjectionFixture.options(.exec) { $0.entrypoints["app"] = ["/entry", "point"] })
    #expect(try pod.pod("containers[app].command").hasSuffix("'--','/entry','point']"))
    #expect(try pod.pod("containers[app].args") == "['a']")
    #expect(InjectionOptions.command(parsing: "a  b") == ["a", "b"])
    #expect(InjectionOptions.command(parsing: "[\"a b\", \"c\"]") == ["a b", "c"])
    for text in ["[a", "[a, b]", "[1, 2]", "[\"a\" \"b\"]", "[[\"a\"]]", "[]"] {
      #expect(InjectionOptions.command(parsing: text) == nil)
    }
    #expect(InjectionOptions.command(parsing: " ") == nil)
  }

  @Test(arguments: [
    ("its command", "command: [serve, \"$(URL)\"]"), ("its args", "command: [a], args: [\"$(URL)\"]"),
    ("the variable \"B\"", "command: [a]"),
    ("its readinessProbe", "command: [a], readinessProbe: {exec: {command: [\"$(URL)\"]}}"),
    ("a subPathExpr", "command: [a], volumeMounts: [{name: v, mountPath: /v, subPathExpr: \"$(URL)\"}]"),
  ])
  func `what only the kubelet can expand is refused`(_ what: String, _ fields: String) {
    let more = what.contains("B") ? ", {name: B, value: \"x$(URL)\"}" : ""
    InjectionFixture.expectRefusal(
      .policy, "\(what) has \"$(URL)\"",
      "containers: [{name: app, \(fields), env: [{name: URL, valueFrom: {secretKeyRef: {name: app, key: url}}}\(more)]}]",
      options)
  }

  @Test func `a literal dollar is no reference, nor is a variable of another sort`() throws {
    let pod = try InjectionFixture(
      """
      containers:
        - name: app
          command: [serve, "$$(URL)", "$(HOME)"]
          env: [{name: URL, valueFrom: {secretKeyRef: {name: app, key: url}}}]
      """, options)
    #expect(try pod.pod("containers[app].command").hasSuffix("'serve','$$(URL)','$(HOME)']"))
  }

  @Test func `a variable that changes how programs are loaded must be asked for (row 48)`() throws {
    let spec =
      "containers: [{name: app, command: [a], env: [{name: PATH, valueFrom: {secretKeyRef: {name: app, key: url}}}]}]"
    InjectionFixture.expectRefusal(.policy, "the variable \"PATH\" changes how", spec, options)
    let allowed = try InjectionFixture(spec, InjectionFixture.options(.exec) { $0.allowedNames = ["PATH"] })
    #expect(try allowed.pod("containers[app].command").contains("'--allow-name','PATH','--var','PATH=app/url'"))
  }

  @Test(arguments: ["/seal/secrets/", "/seal/secrets/app", "/seal", "//seal/", "/seal/bin", "/"])
  func `a mount where the values are to be, or around it, is refused`(_ path: String) {
    InjectionFixture.expectRefusal(
      .policy, "it mounts the volume \"v\" at \(path)",
      """
      containers:
        - {name: app, command: [a], envFrom: [{secretRef: {name: app}}], volumeMounts: [{name: v, mountPath: "\(path)"}]}
      """, options)
  }

  @Test func `keys that aren't there and needn't be wrap nothing`() throws {
    let pod = try InjectionFixture(
      """
      containers:
        - name: app
          command: [a]
          env: [{name: X, valueFrom: {secretKeyRef: {name: app, key: x, optional: true}}}]
      """, options)
    #expect(try pod.pod("containers[app]") == "{'name':'app','command':['a']}")
    #expect(try pod.pod("initContainers") == "nothing")
  }
}
