import Manifests
import Sealing
import Testing

@Suite struct SealedContainerTests {
  private static let old = "seal/v1\nnamespace prod\nname app\nmac old\n"
  private static let new = "seal/v1\nnamespace prod\nname app\nlayer x\n-----BEGIN AGE\nmac new\n"

  @Test func `a bare sealed file is its own entry, named for its path or else for its name line`() throws {
    let container = try SealedContainer(parsing: Array(Self.old.utf8), path: "overlays/app_db.sealed")
    #expect(container.isBare && container.entries.map(\.name) == ["app_db.sealed"])
    #expect(try SealedContainer(parsing: Array(Self.old.utf8), path: "-").entries.map(\.name) == ["app.sealed"])
    let edited = try container.replacing(entryAt: 0, with: Array(Self.new.utf8))
    #expect(text(edited) == Self.new && edited.entries[0].bytes == Array(Self.new.utf8))
  }

  @Test func `a file called sealed is one, whatever git or an editor made of it`() throws {
    let container = try SealedContainer(parsing: Array("<<<<<<< HEAD\nseal/v1\n".utf8), path: "app.sealed")
    #expect(container.isBare && container.entries[0].bytes == container.bytes)
  }

  @Test func `an edit replaces the lines of one entry and keeps every other byte`() throws {
    let file = { (value: String) in
      """
      # sealed with seal 1.0 — ü🔑
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name:   app-secrets   # odd blanks
        namespace: 'prod'
      data:
        plain.txt: "*/5 * * * *"   # a cron line
        # the database
        app.sealed: | # don't edit

      """ + value + """


          # after the block
          other_b.sealed: |+
              seal/v1
              keep me
        ---
        kind: Unrelated
        x: &a [1, 2]
        y: *a
        """
    }
    let container = try read(file(block(Self.old, 6)))
    #expect(container.entries.map(\.name) == ["app.sealed", "other_b.sealed"])
    #expect(container.entries.map(\.line) == [10, 18])
    #expect(container.entries.allSatisfy { $0.configMap == "app-secrets" && $0.namespace == "prod" })
    let edited = try container.replacing(entryAt: 0, with: Array(Self.new.utf8))
    #expect(text(edited) == file(block(Self.new, 6)))
    #expect(try text(edited.replacing(entryAt: 0, with: Array(Self.old.utf8))) == file(block(Self.old, 6)))
  }

  @Test(arguments: [
    ("|", "|"), ("|-", "|"), ("|+", "|"), ("|4", "|"), ("|4-  # c", "|  # c"), ("|-4", "|"), ("|\t", "|\t"),
  ]) func `a block of any header becomes a literal block that keeps its comment`(header: String, after: String) throws {
    let container = try read(
      "apiVersion: v1\nkind: ConfigMap\ndata:\n  a.sealed: \(header)\n\(block(Self.old, 6))  z: 1\n")
    let edited = try container.replacing(entryAt: 0, with: Array(Self.new.utf8))
    #expect(
      text(edited) == "apiVersion: v1\nkind: ConfigMap\ndata:\n  a.sealed: \(after)\n\(block(Self.new, 6))  z: 1\n")
  }

  @Test(arguments: [
    ("\"seal/v1\\nname app\\n\"", ""), ("\"seal/v1\\nname app\\n\"", "   # comment"),
    ("'seal/v1\n\n    name app\n\n    '", ""),
    ("\"seal/v1\\n\\\n      name app\\n\"", " # c"),
  ]) func `quotes that another tool made become a literal block`(quoted: String, rest: String) throws {
    let container = try read("apiVersion: v1\nkind: ConfigMap\ndata:\n  a.sealed: \(quoted)\(rest)\n  z: 1\n")
    #expect(String(decoding: container.entries[0].bytes, as: UTF8.self).hasPrefix("seal/v1\nname app\n"))
    let edited = try container.replacing(entryAt: 0, with: Array(Self.new.utf8))
    #expect(
      text(edited) == "apiVersion: v1\nkind: ConfigMap\ndata:\n  a.sealed: |\(rest)\n\(block(Self.new, 4))  z: 1\n")
  }

  @Test func `a folded block is read for what it is, and becomes a literal one`() throws {
    let container = try read(
      "apiVersion: v1\nkind: ConfigMap\ndata:\n  a.sealed: >\n    seal/v1\n\n    name app\n  z: 1\n")
    #expect(String(decoding: container.entries[0].bytes, as: UTF8.self) == "seal/v1\nname app\n")
    let edited = try container.replacing(entryAt: 0, with: Array(Self.new.utf8))
    #expect(text(edited) == "apiVersion: v1\nkind: ConfigMap\ndata:\n  a.sealed: |\n\(block(Self.new, 4))  z: 1\n")
  }

  @Test(arguments: ["", "\n"]) func `JSON stays JSON`(end: String) throws {
    let file = { (value: String) in
      "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\n\"data\":{\"a.sealed\":\"\(value)\"\(end)}}"
    }
    let container = try read(file("seal/v1\\nold\\n"))
    let edited = try container.replacing(entryAt: 0, with: Array("seal/v1\n\"\\new\n".utf8))
    #expect(text(edited) == file("seal/v1\\n\\\"\\\\new\\n"))
  }

  @Test func `a file with CR LF line ends keeps them`() throws {
    let file = { (value: String) in
      "\u{FEFF}apiVersion: v1\nkind: ConfigMap\ndata:\n  a.sealed: |\n\(block(value, 4))\n  z: 1\n".split(
        separator: "\n", omittingEmptySubsequences: false
      ).joined(separator: "\r\n")
    }
    let container = try read(file(Self.old))
    #expect(container.entries[0].bytes == Array(Self.old.utf8))
    #expect(try text(container.replacing(entryAt: 0, with: Array(Self.new.utf8))) == file(Self.new))
  }

  @Test func `a file that ends in its block, without a line end, gets one`() throws {
    let container = try read("apiVersion: v1\nkind: ConfigMap\ndata:\n a.sealed: |\n  seal/v1")
    let edited = try container.replacing(entryAt: 0, with: Array(Self.new.utf8))
    #expect(text(edited) == "apiVersion: v1\nkind: ConfigMap\ndata:\n a.sealed: |\n\(block(Self.new, 2))")
    // A neighbour after it would give the block itself the line end, and change it.
    #expect(throws: SealError(.format, "")) { try container.adding("a_b.sealed", Array(Self.new.utf8), after: 0) }
  }

  @Test func `a part is added after its neighbour, and nothing else changes`() throws {
    let start = "apiVersion: v1\nkind: ConfigMap\ndata:\n  a.sealed: |\n\(block(Self.old, 4))"
    let end = "\n  # more\n  z: 1\n---\napiVersion: v1\nkind: ConfigMap\ndata:\n  a.sealed: |\n\(block(Self.old, 4))"
    let container = try read(start + end)
    let added = try container.adding("a_part.sealed", Array(Self.new.utf8), after: 0)
    #expect(text(added) == start + "  a_part.sealed: |\n\(block(Self.new, 4))" + end)
    #expect(added.entries.map(\.name) == ["a.sealed", "a_part.sealed", "a.sealed"])
    for name in ["a.sealed", "b", "../b.sealed", ".."] {
      #expect(throws: SealError.self) { try container.adding(name, Array(Self.new.utf8), after: 0) }
    }
  }

  @Test func `sealed ConfigMaps inside a List are found and edited`() throws {
    let file = { (value: String) in
      "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  data:\n    a.sealed: |\n\(block(value, 6))  kind: ConfigMap\n"
    }
    let edited = try read(file(Self.old)).replacing(entryAt: 0, with: Array(Self.new.utf8))
    #expect(text(edited) == file(Self.new))
  }

  @Test(arguments: [
    "kind: ConfigMapList\nitems:\n- data:", "kind: ConfigMapList\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  data:",
    "kind: PodList\nitems:\n- kind: ConfigMap\n  data:", "items:\n- apiVersion: v1\n  kind: ConfigMap\n  data:",
    "kind: Team\nitems:\n- kind: List\n  items: []\n- apiVersion: /v1\n  kind: ConfigMap\n  data:",
  ]) func `sealed ConfigMaps are found in every list that kubectl takes for one`(list: String) throws {
    let file = { (value: String) in "apiVersion: v1\n\(list)\n    a.sealed: |\n\(block(value, 6))" }
    let edited = try read(file(Self.old)).replacing(entryAt: 0, with: Array(Self.new.utf8))
    #expect(text(edited) == file(Self.new))
  }

  @Test(arguments: [
    (
      "metadata: {name: a}\nbinaryData:\n  b.sealed: c2VhbC92MQo=\n",
      "line 5, column 3: \"b.sealed\" stands under binaryData"
    ),
    ("data: {a.sealed: \"seal/v1\"}\nbinaryData: {b.sealed: c2VhbC92MQo=}\n", "line 4, column 14: \"b.sealed\" stands"),
    ("x: &x {b.sealed: seal/v1 x}\ndata: *x\n", "line 4, column 7: an alias (*) may hide a sealed file"),
    ("x: &x {b.sealed: seal/v1 x}\ndata: {<<: *x}\n", "line 4, column 8: a merge key (<<) may hide a sealed file"),
    ("x: &x b.sealed\nbinaryData: {*x : c2VhbC92MQo=}\n", "line 4, column 14: an alias (*) may hide a sealed file"),
    ("x: &x {data: {b.sealed: seal/v1 x}}\n<<: *x\n", "line 4, column 1: a merge key (<<) may hide"),
    ("items: []\ndata: {b.sealed: seal/v1 x}\n", "line 1, column 1: a ConfigMap that has items"),
  ]) func `a sealed file that a pod would read and nobody would check is refused`(lines: String, reason: String) throws
  {
    for good in ["", "---\napiVersion: v1\nkind: ConfigMap\ndata: {a.sealed: \"seal/v1\"}\n"] {
      let error = try #require(throws: SealError.self) { try read("apiVersion: v1\nkind: ConfigMap\n\(lines)\(good)") }
      #expect(error.code == .format && error.reason.contains(reason), "\(error.reason)")
    }
  }

  @Test(arguments: [
    ("data:\n  a.sealed: seal/v1 x\n", "line 4, column 13", "can't be edited in place"),
    ("data: {a.sealed: seal/v1 x}\n", "line 3, column 18", "can't be edited in place"),
  ]) func `what can't be edited in place is refused with its place`(lines: String, place: String, reason: String) throws
  {
    let container = try read("apiVersion: v1\nkind: ConfigMap\n\(lines)")
    let error = try #require(throws: SealError.self) { try container.replacing(entryAt: 0, with: Array(Self.new.utf8)) }
    #expect(error.code == .format && error.reason.contains(place) && error.reason.contains(reason), "\(error.reason)")
  }

  @Test(arguments: ["\r", "\u{85}", "\u{2028}", "\u{2029}"])
  func `an edit that would take a neighbour with it is refused`(lineEnd: String) throws {
    // To YAML 1.1 the block ends there, and a key or a document follows; to everybody else it is one line.
    for neighbour in ["  other: value", "---\(lineEnd)kind: Another document"] {
      let container = try read(
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  a.sealed: |\n    seal/v1\(lineEnd)\(neighbour)\n")
      #expect(container.entries[0].bytes.prefix(7) == Array("seal/v1".utf8)[...])
      #expect(throws: SealError(.format, "")) { try container.replacing(entryAt: 0, with: Array(Self.new.utf8)) }
    }
  }

  @Test(arguments: [
    ("data:\n  a.sealed: &x |\n    seal/v1\n", "line 4, column 13"),
    ("data:\n  a.sealed: !!str |\n    seal/v1\n", "line 4, column 13"),
    ("data:\n  a.sealed: 5\n", "line 4, column 13"),
    ("data:\n  a.sealed: |\n    seal/v1\n  b: &x 1\n  c: *x\n", "line 6, column 6"),
    ("data:\n  a.sealed: |\n    seal/v1\n  a.sealed: |\n    seal/v1\n", "line 4, column 3"),
    ("data:\n  a.sealed: \"seal/v1\n", "line 5, column 1"),
  ]) func `a sealed manifest is read as strictly as a Secret (row 42)`(lines: String, place: String) throws {
    let error = try #require(throws: SealError.self) { try read("apiVersion: v1\nkind: ConfigMap\n\(lines)") }
    #expect(error.code == .format && error.reason.contains(place), "\(error.reason)")
  }

  @Test(arguments: [
    "", "# nothing\n", "apiVersion: v1\nkind: ConfigMap\ndata: {a: b}\n", "just some text, long enough\n",
  ])
  func `a file that carries nothing sealed is an error (row 53)`(file: String) throws {
    let error = try #require(throws: SealError.self) { try read(file) }
    #expect(error.code == .format)
    // To whoever asked whether there is any, it isn't.
    let container = try SealedContainer(ifSealed: Array(file.utf8), path: "app.yaml")
    #expect(container == nil)
  }

  @Test func `a manifest that is labelled as sealed without being so is an error to everybody`() {
    let file = "apiVersion: v1\nkind: ConfigMap\nmetadata: {labels: {sealed-manifests.dev/sealed: \"true\"}}\n"
    #expect(throws: SealError(.format, "")) { try SealedContainer(ifSealed: Array(file.utf8), path: "app.yaml") }
  }

  @Test func `the bytes of another file than a sealed one never go in`() throws {
    let container = try read("apiVersion: v1\nkind: ConfigMap\ndata:\n  a.sealed: |\n    seal/v1\n")
    for text in ["", "\n", " seal", "seal/v1", "seal/v1\n\n", "seal/v1\r\n", "seal/v1\t\n", "é\n"] {
      #expect(throws: SealError.self) { try container.replacing(entryAt: 0, with: Array(text.utf8)) }
    }
  }
}

func read(_ file: String) throws -> SealedContainer {
  try SealedContainer(parsing: Array(file.utf8), path: "app.yaml")
}

func text(_ container: SealedContainer) -> String { String(decoding: container.bytes, as: UTF8.self) }

/// The lines of a text, `indent` spaces in.
func block(_ text: String, _ indent: Int) -> String {
  text.split(separator: "\n").map { String(repeating: " ", count: indent) + $0 + "\n" }.joined()
}
