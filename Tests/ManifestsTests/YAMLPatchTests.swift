import TestSupport
import Testing

@testable import Manifests

@Suite struct YAMLPatchTests {
  /// A way to write one pod, and the same pod with one more container, an annotation less, and another image.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let before: String
    let after: String
  }

  static let cases = [
    Case(
      testDescription: "lists at the column of their key, comments everywhere",
      before: """
        # license
        kind: Pod # a pod
        metadata:
          name: app # its name
          annotations:
            # notes
            note: x
            other: y # why
        spec:
          containers: # first to last
          # the app
          - name: app # this
            image: app:1 # the image
            # its port
            ports: [{containerPort: 80}]
          # the end

        """,
      after: """
        # license
        kind: Pod # a pod
        metadata:
          name: app # its name
          annotations:
            other: y # why
            k: RECORD
        spec:
          containers: # first to last
          - name: new
            args:
            - --flag
            - "yes"
            text: |
              one
              two
          # the app
          - name: app # this
            image: app:2 # the image
            # its port
            ports: [{containerPort: 80}]
          # the end

        """),
    Case(
      testDescription: "four columns, wide dashes, lists indented, no last line end",
      before: """
        ---
        kind: Pod
        metadata:
            annotations:
                note: x
        spec:
            containers:
                -   name: 'app'
                    image: 'app:1'
        """,
      after: """
        ---
        kind: Pod
        metadata:
            annotations:
                k: RECORD
        spec:
            containers:
                -   name: new
                    args:
                        - --flag
                        - "yes"
                    text: "one\\ntwo\\n"
                -   name: 'app'
                    image: 'app:2'
        """),
    Case(
      testDescription: "flow, on one line",
      before:
        #"{kind: Pod, metadata: {annotations: {note: x}}, spec: {containers: [{name: app, image: "app:1"}]}} # end"#,
      after:
        #"{kind: Pod, metadata: {annotations: {"k": RECORD}}, spec: {containers: [{"name": "new", "args": ["--flag", "#
        + #""yes"], "text": "one\ntwo\n"}, {name: app, image: "app:2"}]}} # end"#),
    Case(
      testDescription: "JSON without blanks",
      before:
        #"{"kind":"Pod","metadata":{"annotations":{"note":"x","a":1}},"spec":{"containers":[{"name":"app","image":"app:1"}]}}"#,
      after:
        #"{"kind":"Pod","metadata":{"annotations":{"a":1,"k":RECORD}},"spec":{"containers":[{"name":"new","args":["#
        + #""--flag","yes"],"text":"one\ntwo\n"},{"name":"app","image":"app:2"}]}}"#),
    Case(
      testDescription: "JSON, a line for each",
      before: """
        {
          "kind": "Pod",
          "metadata": {},
          "spec": {
            "containers": [
              {
                "name": "app",
                "image": "app:1"
              }
            ]
          }
        }

        """,
      after: """
        {
          "kind": "Pod",
          "metadata": {
            "annotations": {
              "k": RECORD
            }
          },
          "spec": {
            "containers": [
              {
                "name": "new",
                "args": [
                  "--flag",
                  "yes"
                ],
                "text": "one\\ntwo\\n"
              },
              {
                "name": "app",
                "image": "app:2"
              }
            ]
          }
        }

        """),
  ]

  @Test(arguments: cases) func `an edit is written as the document is`(_ style: Case) throws {
    for lineEnd in ["\n", "\r\n"] {
      let before = style.before.replacing("\n", with: lineEnd)
      var wanted = try #require(try YAMLPatch.value(of: before.utf8.span))
      wanted["metadata"]!["annotations"]?["note"] = nil
      var containers = wanted["spec"]!["containers"]!.items!
      containers[0]["image"] = .string("app:2")
      let new = YAMLValue.mapping([
        ("name", .string("new")), ("args", .sequence([.string("--flag"), .string("yes")])),
        ("text", .string("one\ntwo\n")),
      ])
      wanted["spec"]!["containers"] = .sequence([new] + containers)
      let patched = try YAMLPatch.edit(before.utf8.span, to: wanted, recording: "n", under: "k")
      #expect(patched.rewritten.isEmpty)
      let after = try withoutRecord(patched.bytes, lineEnd)
      #expect(after == style.after.replacing("\n", with: lineEnd))
      #expect(try YAMLPatch.original(of: patched.bytes.span, under: "k")?.bytes == Array(before.utf8))
    }
  }

  @Test func `comments stay with what they follow, where they stand deeper, and with what they precede`() throws {
    let before = """
      kind: Pod
      metadata: {name: a}
      spec:
        # above a
        a:
          b: 1
          # beneath b
        # above c
        c: 2 # beside c
        # beneath c

      # above d
      d: 3

      """
    var wanted = try #require(try YAMLPatch.value(of: before.utf8.span))
    wanted["spec"] = .mapping([
      ("first", .number(0)), ("a", .mapping([("b", .number(1)), ("more", .number(2))])), ("second", .number(1)),
      ("c", .number(3)), ("third", .boolean(true)),
    ])
    let patched = try YAMLPatch.edit(before.utf8.span, to: wanted, recording: "n", under: "k")
    let text = String(decoding: patched.bytes, as: UTF8.self)
    #expect(
      text.hasSuffix(
        """
        spec:
          first: 0
          # above a
          a:
            b: 1
            more: 2
            # beneath b
          second: 1
          # above c
          c: 3 # beside c
          third: true
          # beneath c

        # above d
        d: 3

        """), "\(text)")
    // An entry goes with the comments above it.
    wanted["spec"] = .mapping([("a", .mapping([("b", .number(1))]))])
    let shorter = try YAMLPatch.edit(before.utf8.span, to: wanted, recording: "n", under: "k")
    #expect(
      String(decoding: shorter.bytes, as: UTF8.self).hasSuffix(
        "spec:\n  # above a\n  a:\n    b: 1\n    # beneath b\n  # beneath c\n\n# above d\nd: 3\n"))
    for patched in [patched, shorter] {
      #expect(try YAMLPatch.original(of: patched.bytes.span, under: "k")?.bytes == Array(before.utf8))
    }
  }

  @Test func `a text without a last line end has none afterwards`() throws {
    let before = "kind: Pod\nmetadata: {name: a}\nspec:\n  a: 1\n  b: 2"
    for (end, keys) in [
      ("  a: 1", ["a"]), ("  b: 2", ["b"]), ("  b: 2\n  c: 3", ["a", "b", "c"]), ("  a: 1\n  c: 3", ["a", "c"]),
    ] {
      var wanted = try #require(try YAMLPatch.value(of: before.utf8.span))
      wanted["spec"] = .mapping(keys.map { ($0, .number(["a": 1, "b": 2, "c": 3][$0]!)) })
      let patched = try YAMLPatch.edit(before.utf8.span, to: wanted, recording: "", under: "k")
      let text = String(decoding: patched.bytes, as: UTF8.self)
      #expect(text.hasSuffix("\n" + end) && text.contains("undo"), "\(text)")
      #expect(try YAMLPatch.original(of: patched.bytes.span, under: "k")?.bytes == Array(before.utf8))
    }
  }

  /// The text with its record as the word RECORD.
  private func withoutRecord(_ bytes: [UInt8], _ lineEnd: String) throws -> String {
    let document = try #require(try PatchDocument(bytes, under: "k"))
    let value = try #require(document.records.first?.entry?.value)
    return document.source.text(0..<value.start) + "RECORD" + document.source.text(value.end..<bytes.count)
  }
}
