import Manifests
import Primitives
import Sealing
import Testing

@Suite struct ManifestStreamTests {
  @Test func `a Secret is read with its values, data and stringData joined as the API server joins them`() throws {
    let stream = try parse(
      """
      apiVersion: v1
      kind: Secret
      metadata:
        name: app-secrets
        namespace: production-api
        labels: {app: "web"}
      type: Opaque
      immutable: true
      data:
        url: cG9zdGdyZXM6Ly9kYg==
        both: bG9zZXM=
        wrapped: |
          YWJj
          ZGVm
        empty: ""
      stringData:
        both: wins
        "9": quoted
      """)
    let secret = try #require(stream.secrets.first)
    #expect(stream.secrets.count == 1)
    #expect(secret.name == "app-secrets" && secret.namespace == "production-api" && secret.type == "Opaque")
    #expect(secret.labels == ["app": "web"] && secret.immutable)
    #expect(texts(secret) == ["9=quoted", "both=wins", "empty=", "url=postgres://db", "wrapped=abcdef"])
  }

  @Test func `documents that are no Secret pass through byte for byte`() throws {
    let text = """
      # the database
      apiVersion: v1
      kind: ConfigMap   # not a Secret
      metadata: {name: a}
      data: {x: &anchor "1", y: *anchor, z: !!str 2}
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: s}
      stringData: {k: "v"}
      # old password: hunter2
      ---   
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: d}
      ...
      ---
      apiVersion: example.com/v1
      kind: Secret
      spec: {}

      """
    let output = try parse(text).replacingSecrets { _ in Array("kind: Sealed\n".utf8) }
    #expect(
      String(decoding: output, as: UTF8.self) == """
        # the database
        apiVersion: v1
        kind: ConfigMap   # not a Secret
        metadata: {name: a}
        data: {x: &anchor "1", y: *anchor, z: !!str 2}
        ---
        kind: Sealed
        ---   
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: d}
        ...
        ---
        apiVersion: example.com/v1
        kind: Secret
        spec: {}

        """)
  }

  @Test func `each Secret of a stream is read from its own document (row 43)`() throws {
    let stream = try parse(
      """
      # Größe: ein Kommentar, 日本語 und 🔑
      apiVersion: v1
      kind: Secret
      metadata: {name: one}
      stringData: {k: "ä🔑"} # ü
      --- # zwei
      apiVersion: v1
      kind: Secret
      metadata: {name: two}
      stringData: {k: "2"}
      """)
    #expect(stream.secrets.map(\.name) == ["one", "two"])
    #expect(stream.secrets.map(texts) == [["k=ä🔑"], ["k=2"]])
    #expect(stream.documents.map(\.line) == [1, 6])
  }

  @Test(arguments: ["yaml", "json"]) func `what kubectl get secrets prints is a List of Secrets`(format: String) throws
  {
    let yaml = """
      apiVersion: v1
      items:
      - apiVersion: v1
        data:
          a: MQ==
        kind: Secret
        metadata:
          creationTimestamp: "2026-01-01T00:00:00Z"
          managedFields:
          - fieldsV1: {"f:data": {".": {}, "f:a": {}}}
          name: one
          namespace: prod
        type: Opaque
      - apiVersion: v1
        data:
          b: Mg==
        kind: Secret
        metadata: {name: two}
        type: kubernetes.io/tls
      kind: List
      metadata:
        resourceVersion: ""
      """
    let json = """
      {"apiVersion": "v1", "kind": "List", "metadata": {"resourceVersion": ""}, "items": [
      \t{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "one"}, "data": {"a": "MQ=="}, "type": "Opaque"},
      \t{"apiVersion":"v1","kind":"Secret","metadata":{"name":"two"},"data":{"b":"Mg\\u003d="},"type":"kubernetes.io/tls"}
      ]}
      """
    let secrets = try parse(format == "yaml" ? yaml : json).secrets
    #expect(secrets.map(\.name) == ["one", "two"])
    #expect(secrets.map(texts) == [["a=1"], ["b=2"]])
    #expect(secrets[0].readByKubernetes == nil && secrets[1].readByKubernetes != nil)
    let output = try parse(yaml).replacingSecrets { Array("name: \($0.name!)\n".utf8) }
    #expect(String(decoding: output, as: UTF8.self) == "name: one\n---\nname: two\n")
  }

  @Test func `the items of a SecretList need no kind`() throws {
    let stream = try parse(
      #"{"kind":"SecretList","apiVersion":"v1","items":[{"metadata":{"name":"a"},"data":{"k":"MQ=="}}]}"#)
    #expect(stream.secrets.map(\.name) == ["a"])
  }

  @Test func `a List that mixes Secrets with other things is refused`() throws {
    expect(
      .usage,
      """
      apiVersion: v1
      kind: List
      items:
      - {apiVersion: v1, kind: Secret, metadata: {name: a}}
      - {apiVersion: v1, kind: Pod, metadata: {name: b}}
      """, at: "line 5, column 3")
  }

  @Test(arguments: ["", "\n\n", "# only a comment\n", "---\n...\n---\n", "\u{FEFF}"])
  func `an empty input is an error (row 53)`(text: String) {
    expect(.format, text, says: "holds no document")
  }

  @Test(arguments: [
    ("stringData: {k: &a \"canary\"}", "line 4, column 17", "an anchor"),
    ("stringData: {k: *canary}", "line 4, column 17", "an alias"),
    ("stringData: {k: !!binary Y2FuYXJ5}", "line 4, column 17", "a tag"),
    ("stringData: {k: ! canary}", "line 4, column 17", "a tag"),
    ("stringData: {\"a\": &x y, <<: {canary: \"canary\"}}", "line 4, column 19", "an anchor"),
    ("stringData: {<<: {canary: \"canary\"}}", "line 4, column 14", "merge key"),
    ("stringData: {k: \"1\", k: canary}", "line 4, column 14", "second time"),
    ("stringData: {\"k\": \"1\", 'k': canary}", "line 4, column 14", "second time"),
    ("stringData: {1: canary, \"1\": canary}", "line 4, column 14", "second time"),
    ("stringData: {yes: canary}", "line 4, column 14", "no string"),
    ("stringData: {[canary]: canary}", "line 4, column 14", "no string"),
    ("metadata: {a: [[[[[[[[[[[[[[[[canary]]]]]]]]]]]]]]]]}", "line 4, column 29", "16 levels"),
    ("stringdata: {k: canary}", "line 4, column 1", "no such field"),
    ("stringData: {\"a/b\": canary}", "line 4, column 14", "doesn't allow"),
    ("stringData: {\"..data\": canary}", "line 4, column 14", "doesn't allow"),
    ("stringData: [canary]", "line 4, column 13", "no mapping"),
    ("data: {k: canary}", "line 4, column 11", "\"k\" in data is no padded base64"),
    ("data: {k: Y2FuYXJ5LQ}", "line 4, column 11", "\"k\" in data is no padded base64"),
    ("data: {k: >\n canary}", "line 4, column 11", "no YAML"),
    ("data: {k: \"Y2Fu YXJ5\"}", "line 4, column 11", "\"k\" in data is no padded base64"),
    ("labels: canary: canary", "line 4, column 15", "no YAML"),
    ("type: {canary: canary}", "line 4, column 7", "\"type\" is no string"),
    ("stringData: {k: \"canary\u{7}\"}", "", "doesn't allow"),
    ("stringData: {k: \"\\ud83d\\ude00 canary\"}", "line 4, column 20", "no YAML"),
    ("\tstringData: {k: canary}", "line 4, column 1", "no YAML"),
  ]) func `what two readers might read as two things is refused, with its place and without its text (rows 42 and 43)`(
    line: String, place: String, reason: String
  ) {
    let text = """
      apiVersion: v1
      kind: Secret
      # a comment with non-ASCII: ü🔑
      \(line)
      """
    expect(.format, text, at: place, says: reason)
  }

  @Test func `a document too short to be a Secret must be YAML too`() throws {
    expect(.format, "a: [", at: "line 1, column 5", says: "no YAML")
    expect(.format, "k: v\n---\na: [\n", at: "line 4, column 1", says: "no YAML")
    expect(.format, "\"canary", at: "line 1, column 8", says: "no YAML")
    #expect(String(decoding: try parse("a: *b\n").replacingSecrets { _ in [] }, as: UTF8.self) == "a: *b\n")
  }

  @Test func `a bomb of aliases is refused at once, wherever it hides (row 42)`() throws {
    let levels = (1...40).map { level in
      "l\(level): &l\(level) [\((1...9).map { _ in "*l\(level - 1)" }.joined(separator: ","))]"
    }
    let bomb = "l0: &l0 [lol]\n" + levels.joined(separator: "\n")
    expect(.format, "apiVersion: v1\nkind: Secret\n" + bomb, at: "line 3, column 5", says: "an anchor")
    // In a document that passes through, and even as a key, which the parser hashes.
    let other = "apiVersion: v1\nkind: Other\n" + bomb + "\nnested:\n  ? *l40\n  : bomb\n"
    #expect(String(decoding: try parse(other).replacingSecrets { _ in [] }, as: UTF8.self) == other)
  }

  @Test(arguments: [
    "a: &k Secret\nkind: *k", "a: &k kind\n*k : Secret", "a: &b {kind: Secret}\n<<: *b", "!!binary a2luZA==: Secret",
    "kind: !!binary U2VjcmV0", "kind: List\nx: &x [{apiVersion: v1, kind: Secret}]\nitems: *x",
    "kind: List\nx: &x {apiVersion: v1, kind: Secret}\nitems: [*x]",
    "kind: List\nx: &x {items: [{apiVersion: v1, kind: Secret}]}\n<<: *x",
    "kind: List\nitems:\n- kind: List\n  items: [{apiVersion: v1, kind: Secret, a: b}]",
  ]) func `a Secret can't slip through in the clear behind an alias, a merge or a tag (row 42)`(lines: String) {
    expect(.format, "apiVersion: v1\n\(lines)\nstringData: {k: canary}\n")
  }

  @Test func `a Secret without a version is refused, not passed through in the clear`() {
    expect(.format, "kind: Secret\nstringData: {k: canary}\n", at: "line 1, column 1", says: "apiVersion")
  }

  @Test(arguments: [
    "apiVersion: v1\nkind: PodList", "apiVersion: v1\nkind: ConfigMapList", "apiVersion: meta.k8s.io/v1\nkind: List",
    "apiVersion: example.com/v1\nkind: Team", "metadata: {}",
  ]) func `a Secret is found among the items of anything`(list: String) throws {
    let secret = "{apiVersion: v1, kind: Secret, metadata: {name: a}, stringData: {k: canary}}"
    #expect(try parse("\(list)\nitems: [\(secret)]\n").secrets.map(\.name) == ["a"])
    #expect(try parse("\(list)\nitems:\n- kind: PodList\n  items: [\(secret)]\n").secrets.map(\.name) == ["a"])
    expect(.usage, "\(list)\nitems: [\(secret), {kind: Pod}]\n", says: "beside other things")
    expect(.format, "\(list)\nx: &x {items: [\(secret)]}\n<<: *x\n", says: "merge key")
    expect(.format, "\(list)\nItems: [\(secret)]\n", says: "spells \"items\"")
  }

  @Test(arguments: [
    "apiVersion: /v1\nkind: Secret", "apiVersion: core/v1\nkind: Secret", "apiVersion: v1/\nkind: Secret",
    "apiVersion: V1\nkind: Secret", "apiVersion: v1beta1\nkind: Secret", "apiVersion: a.b/c/v1\nkind: Secret",
    "apiVersion: 1\nkind: Secret", "apiVersion: v1\nkind: secret", "apiVersion: v1\nkind: 'Secret '",
    "apiVersion: v1\nKind: Secret", "APIVersion: v1\nkind: Secret",
  ]) func `what can only be meant for a Secret is refused, not passed through in the clear`(lines: String) {
    expect(.format, "\(lines)\nstringData: {k: canary}\n", at: "line ")
    expect(
      .format, "kind: List\nitems: [{\(lines.replacing("\n", with: ", ")), stringData: {k: canary}}]\n", at: "line 2")
  }

  @Test(arguments: [
    "0755", "0x1F", "0o17", "0b101", "12", "-1", "+1", "1_000", "1e3", ".5", "1.", "-.inf", ".NaN", "1:30",
    "190:20:30.15",
    "yes", "No", "on", "OFF", "y", "n", "true", "FALSE", "null", "~", "", "2026-01-31", "2026-1-3 10:00:00Z", "=", "<<",
    "[]", "{}",
  ]) func `a number, boolean, null or date in stringData is an error that names the key (row 44)`(value: String) {
    for section in ["stringData", "data"] {
      let text = "apiVersion: v1\nkind: Secret\n\(section):\n  the.key: \(value)\n"
      expect(.format, text, at: "line 4, column", says: "\"the.key\"")
    }
  }

  @Test(arguments: [
    "10.0.0.1", "1.2.3", "v1", "0755x", "127.0.0.1:80", "1:2:x", "1e", "e3", "nope", "2026-01-31x",
    "-", "+", ".", "deadbeef", "12ab", "0xfg", "https://example.com:443/x?y=z",
  ]) func `what nobody takes for anything but a string needs no quotes (row 44)`(value: String) throws {
    let stream = try parse("apiVersion: v1\nkind: Secret\nstringData:\n  k: \(value == "-" ? "\"-\"" : value)\n")
    #expect(stream.secrets.map(texts) == [["k=\(value)"]])
  }

  @Test func `values round-trip exactly: NUL, line ends, invalid UTF-8, nothing, a byte order mark (row 45)`() throws {
    let values: [[UInt8]] = [
      [0], [], [0x0A], [0x0D], [0x0D, 0x0A], [0xFF, 0xFE, 0x80], [0xEF, 0xBB, 0xBF], [0xEF, 0xBB, 0xBF, 0x61],
      Array("line\n\n".utf8), Array(" blanks ".utf8), Array("\u{85}\u{2028}".utf8), [UInt8](0...255),
    ]
    for value in values {
      let base64 = String(decoding: Base64.encode(value.span, padding: .required), as: UTF8.self)
      var text = "apiVersion: v1\nkind: Secret\ndata: {k: \"\(base64)\"}\n"
      #expect(try bytes(parse(text).secrets[0]) == [value])
      guard let string = String(validating: value, as: UTF8.self) else { continue }
      let quoted = string.unicodeScalars.map {
        let digits = String($0.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
      text = "apiVersion: v1\nkind: Secret\nstringData: {k: \"\(quoted.joined())\"}\n"
      if string.unicodeScalars.first == "\u{FEFF}" {
        // Foundation, under the parser, would swallow the mark.
        expect(.format, text, at: "line 3, column 17", says: "byte order mark")
      } else {
        #expect(try bytes(parse(text).secrets[0]) == [value], "\(value)")
      }
    }
  }

  @Test(arguments: [
    "k: \u{FEFF}canary", "k: '\u{FEFF}canary'", "k: \"\u{FEFF}canary\"", "k: \"\\uFEFFcanary\"",
    "k: \"\\U0000fEfFcanary\"",
    "k: \"\\\n   \\ufeffcanary\"", "k: |\n   \u{FEFF}canary", "k: >-\n   \u{FEFF}canary", "k: |1\n   \u{FEFF}canary",
  ]) func `a text that begins with a byte order mark is refused, since the parser would drop the mark (row 45)`(
    entry: String
  ) {
    expect(
      .format, "apiVersion: v1\nkind: Secret\nstringData:\n  \(entry)\n", at: "line 4, column 6",
      says: "byte order mark")
  }

  @Test func `text that only looks like an alias keeps its star`() throws {
    let stream = try parse(
      "apiVersion: v1\nkind: Secret\nstringData:\n  cron: \"*/5 *a *b\"\n  block: |\n    *c\n  plain: a *d\n")
    #expect(stream.secrets.map(texts) == [["block=*c\n", "cron=*/5 *a *b", "plain=a *d"]])
  }

  @Test func `a byte order mark and CR LF line ends are no part of the values`() throws {
    let stream = try parse(
      "\u{FEFF}---\r\napiVersion: v1\r\nkind: Secret\r\nmetadata:\r\n  name: a\r\nstringData:\r\n  k: |\r\n    one\r\n    two\r\n"
    )
    #expect(stream.secrets.map(texts) == [["k=one\ntwo\n"]])
  }

  @Test func `an annotation that holds the plaintext stays behind`() throws {
    let secret = try #require(
      parse(
        """
        apiVersion: v1
        kind: Secret
        metadata:
          name: a
          annotations:
            kubectl.kubernetes.io/last-applied-configuration: "{}"
            tool/copy: "was: hunter22"
            tool/copy64: '{"k":"aHVudGVyMjI="}'
            team: web
        stringData: {k: hunter22, short: web}
        """
      ).secrets.first)
    #expect(secret.annotations == ["team": "web"])
    #expect(
      secret.droppedAnnotations == ["kubectl.kubernetes.io/last-applied-configuration", "tool/copy", "tool/copy64"])
  }

  @Test(arguments: [
    #"{"k":"p\"a\\s\ns\u0026\u00e9\ud83d\ude00"}"#,
    #"{"json":"{\"k\":\"p\\\"a\\\\s\\ns\\u0026\\u00E9\\ud83d\\ude00\"}"}"#,
    #"k: "p\"a\\s\ns\x26\xe9\U0001F600""#, "k: \"p\\\"a\\\\s\\n\\\n  s&é😀\"", "k: 'p\"a\\s\n\n  s&é😀'",
    "stringData:\n  k: |-\n    p\"a\\s\n    s&é😀\n", "cCJhXHMKcybDqfCfmIA", "k: |\n  cCJhXHMK\n  cybDqfCfmIA=\n",
    "p\"a\\s\ns&é😀",
  ]) func `an annotation that holds the plaintext in any spelling stays behind`(text: String) throws {
    let quoted = text.unicodeScalars.map { "\\U" + String(UInt64($0.value) + 0x1_0000_0000, radix: 16).dropFirst() }
    let secret = try #require(
      parse(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: a, annotations: {copy: "\(quoted.joined())", team: "{\\"p\\": \\"as\\\\ns\\"}"}}
        data: {k: cCJhXHMKcybDqfCfmIA=}
        """
      ).secrets.first)
    #expect(secret.annotations.keys.sorted() == ["team"] && secret.droppedAnnotations == ["copy"])
  }

  @Test func `a label that holds the plaintext stays behind, and what stands there by chance doesn't`() throws {
    let secret = try #require(
      parse(
        """
        apiVersion: v1
        kind: Secret
        metadata: {labels: {app: shop, db: hunter22, in: x-hunter22.y, tier: web, empty: ""}}
        stringData: {k: hunter22, tier: web, none: "", blank: '"" \\ ""'}
        """
      ).secrets.first)
    #expect(secret.labels == ["app": "shop", "tier": "web", "empty": ""] && secret.droppedLabels == ["db", "in"])
    expect(
      .usage,
      "apiVersion: v1\nkind: Secret\nmetadata: {labels: {sealed-manifests.dev/sealed: \"true\"}}\n"
        + "stringData: {k: \"true\"}\n")
  }

  @Test func `something sealed already is refused or recognised`() throws {
    expect(.usage, "seal/v1\nnamespace a\nname b\n", says: "sealed file already")
    expect(.usage, "apiVersion: v1\nkind: Secret\nstringData:\n  a: |\n    seal/v1\n", says: "sealed already")
    expect(
      .usage, "apiVersion: v1\nkind: Secret\nmetadata: {annotations: {sealed-manifests.dev/sealed: \"true\"}}\n")
    expect(.usage, "apiVersion: v1\nkind: Secret\ntype: sealed-manifests.dev/identity\n", says: "identity")
    for lines in [
      "metadata: {name: a, labels: {sealed-manifests.dev/sealed: \"true\"}}",
      "metadata: {name: a}\ndata: {x.sealed: b}",
    ] {
      let document = try #require(parse("apiVersion: v1\nkind: ConfigMap\n\(lines)\n").documents.first)
      guard case .sealed("a") = document.content else {
        Issue.record("not recognised")
        continue
      }
    }
  }

  @Test(arguments: [
    "{kind: Template, apiVersion: template.openshift.io/v1, objects: [SECRET]}", "[SECRET]", "[[{a: SECRET}]]",
    "{kind: List, apiVersion: v1, items: [{kind: Template, apiVersion: v1, objects: [SECRET]}]}",
    "{kind: List, apiVersion: v1, objects: [SECRET], items: []}",
    "{kind: ClusterPolicy, apiVersion: kyverno.io/v1, spec: {rules: [{generate: SECRET}]}}",
  ]) func `a Secret inside another object is refused, not passed through in the clear`(around: String) throws {
    for secret in [
      "{apiVersion: v1, kind: Secret, data: {k: Y2FuYXJ5}}", "{kind: Secret, stringData: {k: canary}}",
      "{apiVersion: core/v1, kind: secret, StringData: {k: canary}}", "&x {kind: 'Secret ', Data: {k: Y2FuYXJ5}}",
      "{apiVersion: v1, kind: SecretList, items: [{data: {k: Y2FuYXJ5}}]}",
      "{apiVersion: v1, kind: *k, stringData: {k: canary}}", "{<<: *k, stringData: {k: canary}}",
    ] {
      expect(.usage, "--- # one\n" + around.replacing("SECRET", with: "\n  " + secret), at: "line 3, column 3")
    }
    // These only refer to one, or are another API's.
    for other in [
      "{apiVersion: v1, kind: Secret, name: a}", "{kind: Secret, name: a, data: null}",
      "{apiVersion: example.com/v1, kind: Secret, data: {a: b}}", "{kind: Config, data: {a: b}}",
    ] { _ = try parse(around.replacing("SECRET", with: other)) }
  }

  @Test func `comments beside a Secret are left out with it, and told of by their lines`() throws {
    let stream = try parse(
      """
      # license
      ---
      kind: Other
      ---
      # old: hunter2
      ---
      ---
      {apiVersion: v1, kind: Secret}
      ...
      # older: hunter1
      ---
      kind: Another
      ---
      # kept

      """)
    let output = stream.replacingSecrets { _ in Array("sealed: yes\n".utf8) }
    #expect(
      String(decoding: output, as: UTF8.self)
        == "# license\n---\nkind: Other\n---\nsealed: yes\n---\nkind: Another\n---\n# kept\n")
    #expect(stream.linesLeftOut == [4, 10])
  }

  @Test func `a label or annotation stays behind with the plaintext in its key, which isn't told`() throws {
    let secret = try #require(
      parse(
        """
        apiVersion: v1
        kind: Secret
        metadata: {labels: {hunter22: a, app: shop}, annotations: {tool/x-hunter22: b, team: web}}
        stringData: {k: hunter22}
        """
      ).secrets.first)
    #expect(secret.labels == ["app": "shop"] && secret.annotations == ["team": "web"])
    #expect((secret.droppedLabels + secret.droppedAnnotations).allSatisfy { !$0.contains("hunter22") })
    #expect(secret.droppedLabels.count == 1 && secret.droppedAnnotations.count == 1)
  }

  @Test(arguments: 0..<7)
  func `an annotation with base64 of a text around the plaintext stays behind`(before: Int) throws {
    let around = String(repeating: "ü", count: before / 2) + String(repeating: "x", count: before % 2)
    for after in ["", "-", "--", "\n}"] {
      let text = String(
        decoding: Base64.encode(Array("\(around)hunter22\(after)".utf8).span, padding: .required), as: UTF8.self)
      let secret = try #require(
        parse(
          """
          apiVersion: v1
          kind: Secret
          metadata: {annotations: {copy: "x: \(text)", other: aHVudGVyOTk}}
          stringData: {k: hunter22}
          """
        ).secrets.first)
      #expect(secret.droppedAnnotations == ["copy"])
    }
  }

  @Test func `bytes that are no UTF-8 are refused`() throws {
    let text = Array("apiVersion: v1\nkind: Secret\n# ".utf8) + [0xFF] + Array("\n".utf8)
    let error = try #require(throws: SealError.self) {
      try ManifestStream(parsing: SharedSecret(SecretBytes(copying: text.span)), path: "x")
    }
    #expect(error.code == .format && error.reason.contains("line 3, column 3"))
  }
}

func parse(_ text: String) throws -> ManifestStream {
  try ManifestStream(parsing: SharedSecret(SecretBytes(copying: text.utf8.span)), path: "secrets.yaml")
}

/// The error of a text, in which no "canary" may stand.
func expect(
  _ code: SealError.Code, _ text: String, at place: String = "", says reason: String = "",
  _ location: SourceLocation = #_sourceLocation
) {
  do {
    _ = try parse(text)
    Issue.record("accepted", sourceLocation: location)
  } catch let error as SealError {
    #expect(error.code == code, "\(error.reason)", sourceLocation: location)
    #expect(error.reason.contains(place), "\(error.reason)", sourceLocation: location)
    #expect(error.reason.contains(reason), "\(error.reason)", sourceLocation: location)
    #expect(!"\(error)".contains("canary"), "\(error.reason)", sourceLocation: location)
  } catch {
    Issue.record(error, sourceLocation: location)
  }
}

func bytes(_ secret: SecretManifest) -> [[UInt8]] {
  secret.values.map { $0.value.bytes.withBytes { bytes in bytes.indices.map { bytes[$0] } } }
}

func texts(_ secret: SecretManifest) -> [String] {
  zip(secret.values, bytes(secret)).map { "\($0.key)=\(String(decoding: $1, as: UTF8.self))" }
}
