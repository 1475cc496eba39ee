import Sealing
import Testing

@testable import Manifests

@Suite struct InjectedFileTests {
  private let spec = "{containers: [{name: app, envFrom: [{secretRef: {name: app}}]}]}"
  private let signers = "alice ssh-ed25519 AAAA\n# a comment\n\nbob ssh-ed25519 BBBB\n"
  private var options: InjectionOptions {
    InjectionFixture.options(.envfile) { $0.signers = InjectionOptions.Signers(of: Array(signers.utf8)) }
  }

  private func reverted(_ fixture: InjectionFixture) throws -> String {
    String(decoding: try InjectedFile.reverted(fixture.file.bytes, path: "app.yaml"), as: UTF8.self)
  }

  @Test func `each workload of a stream and of a List is moved over, and comes back`() throws {
    let text = """
      # first
      {apiVersion: batch/v1, kind: CronJob, metadata: {name: a}, spec: {jobTemplate: {spec: {template: {spec: \(spec)}}}}}
      --- # second
      apiVersion: v1
      kind: List
      items:
        - {apiVersion: v1, kind: Pod, metadata: {name: b}, spec: \(spec)}
        - {apiVersion: v1, kind: Service, metadata: {name: b}}
        - {apiVersion: v1, kind: Pod, metadata: {name: c}, spec: {containers: []}}
        - apiVersion: v1
          kind: Pod
          metadata: {name: d}
          spec: \(spec)
      ---
      not: one # of ours
      """
    let once = try InjectionFixture(text: text, InjectionFixture.options(.envfile))
    #expect(once.file.outcomes.map(\.state) == [.injected, .injected, .untouched, .injected])
    #expect(once.file.outcomes.map(\.workload) == ["CronJob \"a\"", "Pod \"b\"", "Pod \"c\"", "Pod \"d\""])
    #expect(once.text.hasSuffix("---\nnot: one # of ours"))
    #expect(try InjectionFixture(text: once.text, InjectionFixture.options()).text == once.text)
    #expect(try reverted(once) == text)
  }

  @Test func `of a List only those workloads count as changed that are`() throws {
    let text = """
      kind: List
      items:
        - {kind: Pod, metadata: {name: a}, spec: {containers: [{name: x, envFrom: [{secretRef: {name: app}}]}]}}
        - {kind: Pod, metadata: {name: b}, spec: {containers: [{name: x, envFrom: [{secretRef: {name: tls}}]}]}}

      """
    let once = try InjectionFixture(text: text, InjectionFixture.options(.envfile))
    let newer = SealedNames(all: [
      InjectionFixture.name("app", keys: ["password", "url"], digit: "b"),
      InjectionFixture.name("tls", keys: ["tls.crt", "tls.key"]),
    ])
    let again = try InjectionFixture(text: once.text, InjectionFixture.options(), sealed: newer)
    #expect(again.file.outcomes.map(\.state) == [.repinned(["app"]), .current])
  }

  @Test(arguments: ["\n", ""])
  func `signers become a ConfigMap at the end that the pods pin, and go again`(_ end: String) throws {
    let text =
      InjectionFixture.deployment("containers: [{name: app, envFrom: [{secretRef: {name: app}}]}]").dropLast() + end
    let once = try InjectionFixture(text: String(text), options, signers: signers)
    let digest = try #require(options.signers).digest
    #expect(try once.flags().suffix(2) == ["--signers", "/seal/signers/allowed_signers@sha256:\(digest)"])
    #expect(
      try once.pod("volumes[seal-signers]")
        == "{'name':'seal-signers','configMap':{'name':'seal-signers-\(digest.prefix(8))'}}")
    let objects = try WorkloadFile(parsing: once.file.bytes, path: "").objects
    #expect(objects.map(\.name) == ["seal-signers-\(digest.prefix(8))"])
    #expect(objects.map(\.namespace) == ["shop"])
    // Without the flag it stays; with another list it changes.
    let again = try InjectionFixture(text: once.text, InjectionFixture.options())
    #expect(again.text == once.text)
    let other = "carol ssh-ed25519 CCCC\n"
    let changed = try InjectionFixture(
      text: once.text, InjectionFixture.options { $0.signers = InjectionOptions.Signers(of: Array(other.utf8)) },
      signers: other)
    #expect(changed.text.contains("carol"))
    #expect(!changed.text.contains("alice"))
    #expect(try reverted(once) == text)
    #expect(try reverted(changed) == text)
    // What somebody writes below it is theirs.
    let noted = try InjectionFixture(text: once.text + "# mine\n", InjectionFixture.options())
    #expect(noted.text == once.text + "# mine\n")
    #expect(try reverted(noted) == (text.hasSuffix("\n") ? text : text + "\n") + "# mine\n")
  }

  @Test func `one list of signers serves all workloads of a namespace`() throws {
    let text = "{kind: Pod, metadata: {name: a}, spec: \(spec)}\n---\n{kind: Pod, metadata: {name: b}, spec: \(spec)}\n"
    let file = try InjectionFixture(text: "---\n" + text, options, signers: signers)
    #expect(try WorkloadFile(parsing: file.file.bytes, path: "").objects.count == 1)
    #expect(throws: SealError(.policy, "")) {
      try InjectionFixture(
        text: "{\"kind\": \"Pod\", \"metadata\": {\"name\": \"a\"}, \"spec\": \(spec)}", options, signers: signers)
    }
  }

  @Test func `signers stay where somebody has put them, and are made good`() throws {
    let text = InjectionFixture.deployment("containers: [{name: app, envFrom: [{secretRef: {name: app}}]}]")
    let once = try InjectionFixture(text: text, options, signers: signers)
    let service = "---\nkind: Service\n"
    let between = once.text + service
    #expect(try InjectionFixture(text: between, options, signers: signers).text == between)
    #expect(
      String(decoding: try InjectedFile.reverted(Array(between.utf8), path: "app.yaml"), as: UTF8.self) == text
        + service)
    // Taken out, emptied, or with another list: back it comes.
    let document = once.text.dropFirst(once.text.split(separator: "---\n")[0].count)
    #expect(
      try InjectionFixture(text: once.text.replacing(document, with: ""), options, signers: signers).text == once.text)
    let other = once.text.replacing("alice ssh-ed25519 AAAA", with: "mallory ssh-ed25519 MMMM")
    #expect(try InjectionFixture(text: other, options, signers: signers).text == once.text)
    #expect(throws: SealError(.pin, "")) { try InjectionFixture(text: other, InjectionFixture.options()) }
    // What somebody wrote beside the list stays.
    let labelled = other.replacing("immutable: true", with: "# mine\nimmutable: true")
    #expect(
      try InjectionFixture(text: labelled, options, signers: signers).text
        == once.text.replacing("immutable: true", with: "# mine\nimmutable: true"))
    // A second one is one too many.
    #expect(try InjectionFixture(text: once.text + document, options, signers: signers).text == once.text)
    // Where the record doesn't count, the pod still says what it pins.
    let changed = once.text.replacing("key: url", with: "key: uri")
    #expect(try InjectionFixture(text: changed, InjectionFixture.options()).text == changed)
  }

  @Test func `a sealed file is known by its ConfigMap, and the parts of a name by one digest`() throws {
    let file = "seal/v1\nnamespace shop\nname app\n"
    #expect(throws: SealError(.format, "")) {
      try SealedNames([SealedContainer(parsing: Array(file.utf8), path: "app.sealed")])
    }
    // Whatever their files are called, they go into one ConfigMap.
    let names = try SealedNames(
      [("a/app.sealed", ["A"]), ("a/app_b.sealed", ["B"])].map { path, keys in
        try SealedContainer(parsing: PreflightFolder.sealed(name: "app", keys: keys).bytes, path: path)
      })
    #expect(names.all.map(\.configMaps) == [["app"]])
    #expect(names.all[0].keys.map(\.name) == ["A", "B"])
    #expect(names.all[0].entries.map(\.entryName) == ["app.sealed", "app_b.sealed"])
    let renamed = try SealedContainer(parsing: PreflightFolder.sealed(name: "app").bytes, path: "prod.sealed")
    #expect(try SealedNames([renamed]).all[0].entries.map(\.entryName) == ["app.sealed"])
  }
}
