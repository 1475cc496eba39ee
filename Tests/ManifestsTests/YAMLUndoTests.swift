import Sealing
import TestSupport
import Testing

@testable import Manifests

@Suite struct YAMLUndoTests {
  private let before = """
    kind: Pod
    metadata:
      name: app
    spec:
      containers:
        - name: app
          image: app:1
          env:
            # the password
            - name: PASSWORD
              valueFrom:
                secretKeyRef: {name: app-secrets, key: password} # sealed
          envFrom:
            - secretRef:
                name: app-secrets
            - configMapRef: {name: settings}
        - name: sidecar
          image: sidecar:1

    """

  private let after = """
    kind: Pod
    metadata:
      name: app
      annotations:
        k: |-
          RECORD
    spec:
      containers:
        - name: app
          image: app:1
          env:
            # the password
            - name: PASSWORD
              valueFrom:
                fileKeyRef: # sealed
                  path: app.env
                  key: password
            - name: MORE
              value: app@sha256:1
          envFrom:
            - configMapRef: {name: settings}
        - name: sidecar
          image: sidecar:1
      volumes:
        - name: seal-secrets
          emptyDir: {}

    """

  /// What the edit makes of the pod.
  private func wanted(_ text: String) throws -> YAMLValue {
    var root = try #require(try YAMLPatch.value(of: text.utf8.span))
    var containers = root["spec"]!["containers"]!.items!
    containers[0]["env"] = .sequence([
      .mapping([
        ("name", .string("PASSWORD")),
        (
          "valueFrom",
          .mapping([("fileKeyRef", .mapping([("path", .string("app.env")), ("key", .string("password"))]))])
        ),
      ]),
      .mapping([("name", .string("MORE")), ("value", .string("app@sha256:1"))]),
    ])
    containers[0]["envFrom"] = .sequence([containers[0]["envFrom"]!.items![1]])
    root["spec"]!["containers"] = .sequence(containers)
    root["spec"]!["volumes"] = .sequence([.mapping([("name", .string("seal-secrets")), ("emptyDir", .mapping([]))])])
    return root
  }

  private func edited() throws -> String {
    let patched = try YAMLPatch.edit(before.utf8.span, to: wanted(before), recording: "n", under: "k")
    #expect(patched.rewritten.isEmpty)
    return String(decoding: patched.bytes, as: UTF8.self)
  }

  private func restored(_ text: String) throws -> String? {
    try YAMLPatch.original(of: text.utf8.span, under: "k").map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  @Test func `an edit changes the entries that it must, and their comments stay`() throws {
    let lines = try edited().split(separator: "\n", omittingEmptySubsequences: false)
    let record = lines.drop { !$0.hasSuffix("k: |-") }.dropFirst().prefix { $0.hasPrefix("      ") }
    #expect(!record.isEmpty)
    #expect(try edited().replacing(record.joined(separator: "\n"), with: "      RECORD") == after)
    #expect(try restored(edited()) == before)
    #expect(try restored(before) == nil)
  }

  @Test(arguments: [
    ("image: app:1", "image: app:2 # newer"),
    ("image: sidecar:1\n", "image: sidecar:1\n      args: [a]\n"),
    ("    - name: sidecar\n      image: sidecar:1\n", ""),
    ("kind: Pod", "# ours\n\nkind: Pod"),
    ("configMapRef: {name: settings}", "configMapRef: {name: other}"),
    ("        # the password\n", "        - name: FIRST\n          value: x\n        # the password\n"),
  ]) func `what somebody changes elsewhere stays`(_ old: String, _ new: String) throws {
    let changed = try edited().replacing(old, with: new)
    #expect(changed != (try edited()))
    #expect(try restored(changed) == before.replacing(old, with: new))
  }

  @Test func `what was put in goes, whatever became of it`() throws {
    let changed = try edited().replacing("emptyDir: {}", with: "emptyDir: {medium: Memory} # mine")
      .replacing("value: app@sha256:1", with: "value: other")
    #expect(try restored(changed) == before)
    let gone = try edited().replacing("  volumes:\n    - name: seal-secrets\n      emptyDir: {}\n", with: "")
    #expect(gone != (try edited()))
    #expect(try restored(gone) == before)
  }

  @Test func `what others put beside it stays`() throws {
    let changed = try edited()
      .replacing("      emptyDir: {}\n", with: "      emptyDir: {}\n    - name: data\n      emptyDir: {}\n")
      .replacing("  annotations:\n", with: "  annotations:\n    note: mine\n")
    #expect(
      try restored(changed)
        == before.replacing("  name: app\nspec", with: "  name: app\n  annotations:\n    note: mine\nspec")
        + "  volumes:\n    - name: data\n      emptyDir: {}\n")
  }

  @Test func `what was replaced and changed since is refused, with its line and its name`() throws {
    let changed = try edited().replacing("path: app.env", with: "path: other.env")
    do {
      _ = try restored(changed)
      Issue.record("not refused")
    } catch let flaw as Flaw {
      #expect(String(decoding: Array(changed.utf8)[flaw.offset...], as: UTF8.self).hasPrefix("fileKeyRef:"))
      #expect(flaw.reason.hasPrefix("\"spec.containers[app].env[PASSWORD].valueFrom.fileKeyRef\" was changed since"))
      #expect(flaw.hint != nil)
    }
  }

  @Test func `what somebody has taken out stays out`() throws {
    let lines = try edited().split(separator: "        # the password\n")[1].split(separator: "        - name: MORE")[0]
    let entry = "        # the password\n" + lines
    let gone = try edited().replacing(entry, with: "")
    #expect(gone != (try edited()))
    #expect(try restored(gone)?.contains("PASSWORD") == false)
    #expect(try restored(gone)?.contains("secretRef") == true)
    let container = try edited().split(separator: "    - name: app\n")[1].split(separator: "    - name: sidecar")[0]
    let rest = try edited().replacing("    - name: app\n" + container, with: "")
    #expect(
      try restored(rest)
        == before.replacing(
          before.split(separator: "    - name: app\n")[1].split(separator: "    - name: sidecar")[0], with: ""
        )
        .replacing("    - name: app\n", with: ""))
  }

  @Test(arguments: [false, true])
  func `a list comes back behind the one that somebody has made in its place`(_ isFlow: Bool) throws {
    let text =
      "kind: Pod\nmetadata: {}\nspec:\n  a: 1\n  list:\n    # one\n    - {x: 1} # first\n    - k: |\n        2\n  z: 1\n"
    var wanted = try #require(try YAMLPatch.value(of: text.utf8.span))
    wanted["spec"]!["list"] = nil
    let patched = try YAMLPatch.edit(text.utf8.span, to: wanted, recording: "n", under: "k")
    let mine = isFlow ? "  list: [{m: 1}]\n" : "  list:\n  - m: 1 # mine\n"
    let both =
      isFlow
      ? "  list: [{m: 1}, {x: 1}, {k: \"2\\n\"}]\n"
      : "  list:\n  - m: 1 # mine\n  # one\n  - {x: 1} # first\n  - k: |\n      2\n"
    let changed = String(decoding: patched.bytes, as: UTF8.self).replacing("  a: 1\n", with: mine + "  a: 1\n")
    let back = try restored(changed)
    #expect(back == "kind: Pod\nmetadata: {}\nspec:\n" + both + "  a: 1\n  z: 1\n", "\(back ?? "")")
    let other = String(decoding: patched.bytes, as: UTF8.self).replacing("  a: 1\n", with: "  list: 5\n  a: 1\n")
    #expect(throws: Flaw.self) { try restored(other) }
  }

  @Test func `no Secret in plain text goes into a record`() throws {
    let list =
      "kind: List\nx: {? a : 1}\nitems:\n- kind: Pod\n  metadata: {name: a}\n- {kind: Secret, metadata: {name: s}, data: {a: eA==}}\n"
    let wanted = try #require(try YAMLPatch.value(of: "{kind: Job, metadata: {name: a}}".utf8.span))
    let target = [YAMLPatch.Target(path: [0], wanted: wanted, note: "n")]
    let flaw = #expect(throws: Flaw.self) { try YAMLPatch.edit(list.utf8.span, target, under: "k") }
    #expect(flaw?.code == .policy && flaw?.reason.contains("the Secret \"s\"") == true)
    let other = list.replacing("Secret", with: "ConfigMap")
    #expect(try YAMLPatch.edit(other.utf8.span, target, under: "k").rewritten == ["."])
  }

  @Test func `a record that isn't ours is refused, never followed`() throws {
    for record in [
      "{}", "x", "[1", "{note: a, undo: [{drop: 1}]}", "{note: a, undo: x}", "{note: a, undo: [{at: [], do: []}]}",
      #"{"note":"","undo":[{"at":["metadata","name"],"do":[{"drop":"x"}]}]}"#,
      #"{"note":"","digest":"0","whole":"x"}"#, #"{"note":"","undo":[{"drop":"kind"},{"drop":"metadata"}]}"#,
      #"{"note":"","undo":[{"swap":"kind","for":"[","was":"x"}]}"#,
    ] {
      let text = "kind: Pod\nmetadata:\n  annotations:\n    k: |-\n      \(record)\n"
      #expect(throws: Flaw.self, "\(record)") { try restored(text) }
    }
  }

  @Test func `a second edit changes the pin alone`() throws {
    let once = try edited()
    var again = try wanted(before)
    var containers = again["spec"]!["containers"]!.items!
    var env = containers[0]["env"]!.items!
    env[1]["value"] = .string("app@sha256:2")
    containers[0]["env"] = .sequence(env)
    again["spec"]!["containers"] = .sequence(containers)
    let twice = try YAMLPatch.edit(once.utf8.span, to: again, recording: "n", under: "k", original: Array(before.utf8))
    #expect(String(decoding: twice.bytes, as: UTF8.self) == once.replacing("app@sha256:1", with: "app@sha256:2"))
    #expect(try restored(String(decoding: twice.bytes, as: UTF8.self)) == before)
  }

  @Test func `a second edit leaves a record alone that leads back, though others changed what it names`() throws {
    let changed = try edited().replacing("configMapRef: {name: settings}", with: "configMapRef: {name: other}")
    var again = try #require(try YAMLPatch.value(of: changed.utf8.span))
    again["metadata"] = .mapping([("name", .string("app"))])
    let original = try #require(try restored(changed))
    let twice = try YAMLPatch.edit(
      changed.utf8.span, to: again, recording: "n", under: "k", original: Array(original.utf8))
    #expect(String(decoding: twice.bytes, as: UTF8.self) == changed)
  }

  @Test(arguments: ["[]", "", "null", "~"])
  func `a record doesn't say what is put into a list that was empty`(_ empty: String) throws {
    let text = "kind: Pod\nmetadata:\n  annotations: {}\nspec:\n  list:\(empty.isEmpty ? "" : " " + empty)\n"
    func edited(_ pin: String) throws -> String {
      var root = try #require(try YAMLPatch.value(of: text.utf8.span))
      root["spec"] = .mapping([
        ("list", .sequence([.mapping([("name", .string("unseal")), ("pin", .string(pin))])]))
      ])
      let patched = try YAMLPatch.edit(text.utf8.span, to: root, recording: "n", under: "k")
      return String(decoding: patched.bytes, as: UTF8.self)
    }
    #expect(try edited("pin-1").replacing("pin-1", with: "pin-2") == edited("pin-2"))
    #expect(try restored(edited("pin-1").replacing("pin-1", with: "mine")) == text)
  }

  @Test func `each object of a List has a record of its own`() throws {
    let text = """
      kind: List
      items:
      - kind: Pod
        metadata: {name: a}
      - kind: List
        items:
          - kind: Pod # b
            metadata:
              name: b

      """
    let root = try #require(try YAMLPatch.value(of: text.utf8.span))
    var (a, b) = (root["items"]!.items![0], root["items"]!.items![1]["items"]!.items![0])
    a["spec"] = .mapping([("x", .number(1))])
    b["kind"] = .string("Job")
    let targets = [
      YAMLPatch.Target(path: [0], wanted: a, note: "one"), YAMLPatch.Target(path: [1, 0], wanted: b, note: "two"),
    ]
    let patched = try YAMLPatch.edit(text.utf8.span, targets, under: "k")
    let result = String(decoding: patched.bytes, as: UTF8.self)
    #expect(
      patched.rewritten.isEmpty && result.contains("    - kind: Job # b\n") && result.contains("  spec:\n    x: 1\n"))
    let original = try #require(try YAMLPatch.original(of: patched.bytes.span, under: "k"))
    #expect(original.bytes == Array(text.utf8))
    #expect(original.notes.map(\.path) == [[0], [1, 0]] && original.notes.map(\.note) == ["one", "two"])
  }

  @Test func `what can't be edited in place is written anew, and leads back as long as nobody changes it`() throws {
    let text = "? kind\n: Pod # a pod\n? metadata\n: name: a\n"
    var wanted = try #require(try YAMLPatch.value(of: text.utf8.span))
    wanted["kind"] = .string("Job")
    let patched = try YAMLPatch.edit(text.utf8.span, to: wanted, recording: "n", under: "k")
    #expect(patched.rewritten == ["."])
    let result = String(decoding: patched.bytes, as: UTF8.self)
    #expect(result.hasPrefix("kind: Job\nmetadata:\n  name: a\n  annotations:\n    k: |-\n"))
    #expect(try restored(result) == text)
    #expect(throws: Flaw.self) { try restored(result + "more: 1\n") }
  }
}
