import Age
import Sealing
import Testing

@testable import Workspace

@Suite struct WorkspaceTests {
  @Test func `everything that it says is read`() throws {
    let workspace = try SampleWorkspace.read(
      SampleWorkspace.head + """
          - path: overlays/production/**
            namespace: production-api
            scope: any-namespace
            to: [production, people]
            parts: branch
          - path: db.yaml
            to: [all]
          - path: scratch.yaml
            scope: namespace
            to: [staging]
            recovery: none
        """)
    #expect(workspace.root == "/repository")
    #expect(workspace.signers == "/repository/.seal/allowed_signers")
    #expect(workspace.signersList == Array("a@example.com ssh-ed25519 AAAA\n".utf8))
    #expect(
      workspace.sources == [
        ".seal.yaml", ".seal/allowed_signers", ".seal/production.pub", ".seal/recovery.pub", ".seal/staging.pub",
      ])
    #expect(workspace.recipients["production"]?.line == 4)
    #expect(workspace.recipients["production"]?.file == ".seal/production.pub")

    let rule = try workspace.rule(at: "overlays/production/api/db.yaml")
    #expect(rule.pattern == "overlays/production/**" && rule.line == 12)
    #expect(rule.namespace == "production-api" && rule.anyNamespace && rule.parts == .branch)
    #expect(rule.to == ["production", "people"])
    #expect(rule.recipients.map(\.label) == ["production", "recovery"])
    #expect(rule.recipients.map(\.recipient.text) == [SampleWorkspace.production, SampleWorkspace.recovery])
    #expect(rule.recovery.map(\.label) == ["recovery"])

    let other = try workspace.rule(at: "db.yaml")
    #expect(other.namespace == nil && !other.anyNamespace && other.parts == nil)
    #expect(other.recipients.map(\.label) == ["production", "staging", "recovery"])
    #expect(try workspace.rule(at: "scratch.yaml").recovery.isEmpty)
  }

  @Test func `a byte order mark, CRLF and the recipient itself are fine`() throws {
    let text =
      "\u{FEFF}version: 1\nrecipients:\n  recovery-1: \(SampleWorkspace.recovery)\nrules:\n  - {path: '**', to: [recovery-1]}\n"
    let workspace = try SampleWorkspace.read(text.replacing("\n", with: "\r\n"))
    #expect(try workspace.rule(at: "a").recipients.map(\.label) == ["recovery-1"])
    #expect(workspace.recipients["recovery-1"]?.file == nil)
    #expect(workspace.signers == nil && workspace.sources == [".seal.yaml"])
  }

  // MARK: Which rule

  @Test func `the longest literal path wins, whatever the order`() throws {
    let paths = ["**", "overlays/**", "overlays/*/db.yaml", "overlays/production/**", "overlays/production/db.yaml"]
    for paths in [paths, paths.reversed(), paths.shuffled()] {
      let workspace = try SampleWorkspace.rules(paths)
      for (path, pattern) in [
        ("overlays/production/db.yaml", "overlays/production/db.yaml"),
        ("overlays/production/x/db.yaml", "overlays/production/**"), ("x", "**"), ("overlays/x", "overlays/**"),
      ] {
        #expect(try workspace.rule(at: path).pattern == pattern)
      }
    }
  }

  @Test func `two rules that tie are named with their lines, whatever the order`() throws {
    for paths in [["overlays/*/db.yaml", "overlays/**"], ["overlays/**", "overlays/*/db.yaml"]] {
      let workspace = try SampleWorkspace.rules(["**"] + paths)
      let error = #expect(throws: SealError(.policy, "")) { try workspace.rule(at: "overlays/x/db.yaml") }
      for part in ["\"overlays/**\" in line", "\"overlays/*/db.yaml\" in line", "line 13", "line 14"] {
        #expect(error?.reason.contains(part) == true, "\(error?.reason ?? "")")
      }
      // Where they don't meet, there is no tie.
      #expect(try workspace.rule(at: "overlays/x").pattern == "overlays/**")
      #expect(workspace.rules(matching: "overlays/x/db.yaml").count == 3)
    }
  }

  @Test func `a path without a rule is refused`() throws {
    let workspace = try SampleWorkspace.rules(["overlays/**"])
    for path in ["base/db.yaml", "overlays", "."] {
      #expect(throws: SealError(.policy, "")) { try workspace.rule(at: path) }
    }
    #expect(throws: SealError(.policy, "")) { try workspace.rule(for: "/elsewhere/overlays/x") }
  }

  // MARK: What is refused

  @Test(arguments: [
    ("", "line 1", "nothing in it"), ("# nothing\n", "line 1", "nothing in it"), ("- a\n", "line 1", "no mapping"),
    ("version: 1\n---\nversion: 1\n", "line 2", "second document"), ("version: 1\nversion: 1\n", "", "second time"),
    ("version: 1\nsinger: x\n", "line 2, column 1", "unknown field \"singer\""),
    ("version: 1\n", "", "has no rules"), ("version: 1\nrules: []\n", "", "has no recipients"),
    ("version: 1\n  rules: {\n", "line 2", "no YAML"), ("version: &a 1\nrules: *a\n", "line 1", "anchor"),
    ("version: 1\nrules: *rules\n", "line 2", "alias"), ("version: !!int 1\n", "line 1", "tag"),
    ("version: 1\n<<: {a: b}\n", "line 2", "merge key"), ("version: 1\nyes: b\n", "line 2", "no string"),
    ("%YAML 1.2\n---\nversion: 1\n", "line 1", "directives"),
    ("version: 1\nrules: [\u{1}]\n", "line 2", "doesn't allow"),
  ])
  func `what is no such file is refused with its line`(text: String, line: String, reason: String) {
    expect(text, .format, line, reason)
  }

  @Test(arguments: [
    ("version: '1'", "line 1", "is no number"), ("version: 1.0", "line 1", "is no number"),
    ("version: 2", "line 1", "version 2 is not known"), ("version: 0", "line 1", "version 0 is not known"),
    ("version:", "line 1", "is no number"), ("", "", "does not say which version"),
  ])
  func `another version is refused`(version: String, line: String, reason: String) {
    let rest = SampleWorkspace.head.dropFirst("version: 1\n".count) + "  - { path: '**', to: [all] }\n"
    expect(version + "\n" + rest, .format, line, reason)
  }

  @Test(arguments: [
    ("  - { path: 'a' }", "line 12, column 5", "no recipients"), ("  - { to: [all] }", "line 12", "no path"),
    ("  - a", "line 12", "no mapping"), ("  a: b", "line 12", "no list"), ("  []", "line 12", "there is no rule"),
    ("  - { path: 'a', to: all }", "line 12, column 22", "no list"),
    ("  - { path: 'a', to: [] }", "line 12", "\"to\" is empty"),
    ("  - { path: 'a', to: [nobody] }", "line 12, column 23", "no recipient or group \"nobody\""),
    ("  - { path: 'a', to: [[all]] }", "line 12", "no text"), ("  - { path: [a], to: [all] }", "line 12", "no text"),
    ("  - { path: '', to: [all] }", "line 12", "empty"), ("  - { path: 12, to: [all] }", "line 12", "no text to every"),
    ("  - { path: 'a/', to: [all] }", "line 12, column 13", "empty parts"),
    ("  - path: **/a\n    to: [all]", "line 12, column 11", "alias to YAML"),
    ("  - { path: a, to: [all], namespace: A }", "line 12", "Kubernetes namespace"),
    ("  - { path: a, to: [all], namespace: '*' }", "line 12", "Kubernetes namespace"),
    ("  - { path: a, to: [all], namespace: 12 }", "line 12", "no text to every"),
    ("  - { path: a, to: [all], namespace: }", "line 12", "no text"),
    ("  - { path: a, to: [all], scope: cluster }", "line 12", "\"cluster\" is not known"),
    ("  - { path: a, to: [all], parts: always }", "line 12", "\"always\" is not known"),
    ("  - { path: a, to: [all], recovery: yes }", "line 12", "no text to every"),
    ("  - { path: a, to: [all], recovery: some }", "line 12", "\"some\" is not known"),
    ("  - { path: a, to: [all], note: x }", "line 12, column 27", "unknown field \"note\""),
    ("  - { path: a, to: [all] }\n  - { path: b, to: [all] }\n  - { path: a, to: [all] }", "line 14", "in line 12"),
  ])
  func `a rule that isn't one is refused with its line`(rule: String, line: String, reason: String) {
    expect(SampleWorkspace.head + rule + "\n", .format, line, reason)
  }

  @Test(arguments: [
    ("  - { path: a, to: [production] }", "no recovery recipient"),
    ("  - { path: a, to: [clusters] }", "no recovery recipient"),
    ("  - { path: a, to: [all], recovery: none }", "contradicts itself"),
  ])
  func `recovery is part of a rule, or said to be none`(rule: String, reason: String) {
    expect(SampleWorkspace.head + rule + "\n", .policy, "line 12", reason)
  }

  @Test(arguments: [
    ("  a: { file: .seal/classic.pub }\n  recovery: { file: .seal/recovery.pub }", "[a, recovery]", "post-quantum"),
    (
      "  a: { file: .seal/recovery.pub }\n  recovery: { file: .seal/recovery.pub }", "[a, recovery]",
      "the same recipient"
    ),
  ])
  func `recipients that don't go together are refused, also where nobody asks for the rule`(
    recipients: String, to: String, reason: String
  ) {
    let text =
      "version: 1\nrecipients:\n\(recipients)\nrules:\n  - path: a\n    to: \(to)\n  - { path: b, to: [recovery] }\n"
    expect(text, .policy, "line 7, column 9", reason)
  }

  @Test(arguments: [
    ("a: 1", "line 3, column 6", SealError.Code.format, "no text"),
    ("a: nonsense", "line 3, column 6", .identity, "not a recipient"),
    ("a: AGE-SECRET-KEY-1QQQ", "line 3, column 6", .identity, "the secret half"),
    ("a: { path: x }", "line 3", .format, "unknown field \"path\""), ("a: {}", "line 3", .format, "has no file"),
    ("a: { file: [] }", "line 3", .format, "no text"), ("a b: x", "line 3", .format, "can't be a name"),
    ("a: { file: .seal/gone.pub }", "line 3, column 14", .missing, "no file"),
    ("a: { file: ../x.pub }", "line 3", .format, "no path below"),
    ("a: { file: /x.pub }", "line 3", .format, "no path below"),
    ("a: { file: x//y }", "line 3", .format, "no path below"), ("a: { file: ./x }", "line 3", .format, "no path below"),
    ("a: { file: \"../\u{301}/x\" }", "line 3", .format, "no path below"),
    ("a: { file: \".seal/staging.pub\\0\" }", "line 3", .format, "no path below"),
    ("a: { file: .seal/two.pub }", "line 3", .format, "has 2 recipients"),
  ])
  func `a recipient that isn't one is refused with its line`(
    text: String, line: String, code: SealError.Code, reason: String
  ) {
    let error = expect("version: 1\nrecipients:\n  \(text)\nrules: []\n", code, line, reason)
    #expect(error?.reason.contains("QQQ") == false)
  }

  @Test(arguments: [
    (".seal/none.pub", "there is no recipient in \".seal/none.pub\""),
    (".seal/broken.pub", "\".seal/broken.pub\", line 2: "),
  ])
  func `a recipient's file that holds none is refused with its own line`(file: String, reason: String) {
    let error = #expect(throws: SealError(.identity, "")) {
      try SampleWorkspace.read("version: 1\nrecipients:\n  a: { file: \(file) }\nrules: []\n")
    }
    #expect(error?.reason.hasPrefix(reason) == true, "\(error?.reason ?? "")")
  }

  @Test(arguments: [
    ("a: [b]", "line 5", "no recipient or group \"b\""), ("a: []", "line 5", "empty"), ("a: b", "line 5", "no list"),
    ("recovery: [recovery]", "line 5", "name of the recipient in line 3"),
    ("'': [recovery]", "line 5", "can't be a name"),
    ("a: [a]", "line 5", "member of itself: a, a"),
    ("a: [b]\n  b: [c]\n  c: [recovery, b]", "line 6", "member of itself: b, c, b"),
  ])
  func `a group that isn't one is refused with its line`(text: String, line: String, reason: String) {
    expect(
      "version: 1\nrecipients:\n  recovery: \(SampleWorkspace.recovery)\ngroups:\n  \(text)\nrules: []\n", .format,
      line,
      reason)
  }

  @Test func `groups may stand in one another, and meet`() throws {
    let workspace = try SampleWorkspace.read(
      "version: 1\nrecipients:\n  recovery: \(SampleWorkspace.recovery)\n  x: \(SampleWorkspace.staging)\n"
        + "groups:\n  a: [b, c, x]\n  b: [d]\n  c: [d]\n  d: [x, recovery]\nrules:\n  - { path: '**', to: [a, recovery, d] }\n"
    )
    #expect(try workspace.rule(at: "f").recipients.map(\.label) == ["x", "recovery"])
  }

  // MARK: Hostile files (row 42)

  @Test func `deep groups and wide ones are refused before they cost anything`() {
    let head = "version: 1\nrecipients:\n  recovery: \(SampleWorkspace.recovery)\ngroups:\n  g0: [recovery]\n"
    let up = (1...2000).map { "  g\($0): [g\($0 - 1), g\($0 - 1)]\n" }
    for groups in [up, up.reversed()] {
      expect(head + groups.joined() + "rules: []\n", .format, "line", "deep in one another")
    }
  }

  @Test(arguments: ["[", "{a: ", "- ", "? "])
  func `deep nesting is refused (row 42)`(text: String) {
    #expect(throws: SealError(.format, "")) {
      try SampleWorkspace.read("version: 1\nrules: \n " + String(repeating: text, count: 100_000))
    }
  }

  @discardableResult
  private func expect(_ text: String, _ code: SealError.Code, _ line: String, _ reason: String) -> SealError? {
    let error = #expect(throws: SealError(code, "")) { _ = try SampleWorkspace.read(text) }
    #expect(error?.reason.hasPrefix("\".seal.yaml\" \(line)") == true, "\(error?.reason ?? "")")
    #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
    return error
  }
}
