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
            - "--flag"
            - "yes"
            text: |
              one
              two
          # the app
          - name: app # this
            image: "app:2" # the image
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
                        - "--flag"
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

  /// The text with its record as the word RECORD.
  private func withoutRecord(_ bytes: [UInt8], _ lineEnd: String) throws -> String {
    let document = try #require(try PatchDocument(bytes, under: "k"))
    let value = try #require(document.records.first?.entry?.value)
    return document.source.text(0..<value.start) + "RECORD" + document.source.text(value.end..<bytes.count)
  }
}
