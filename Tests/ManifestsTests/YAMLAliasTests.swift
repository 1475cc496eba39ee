import TestSupport
import Testing

@testable import Manifests

@Suite struct YAMLAliasTests {
  private func value(_ text: String) throws -> YAMLValue? { try YAMLPatch.value(of: text.utf8.span) }

  @Test func `aliases and merge keys are read as YAML 1.1 has them`() throws {
    let merged = try value(
      "a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc:\n  x: 0\n  <<: [*a, *b]\n  w: *b\nd: {<<: *a}\ne: '<<'\nf: 2 * x * *y*\n"
    )
    #expect(
      try merged
        == value(
          "a: {x: 1, y: 2}\nb: {y: 3, z: 4}\nc: {x: 0, y: 2, z: 4, w: {y: 3, z: 4}}\nd: {x: 1, y: 2}\ne: '<<'\nf: 2 * x * *y*"
        ))
    #expect(try value("a: &x 1\nb: &x 2\nc: *x\n")?["c"] == .number(2))
    #expect(try value("a: !!str 0755\nb: ! yes\n")?["a"] == .string("0755"))
  }

  @Test(arguments: [
    "a: *b\n", "a: &a [*a]\n", "a: &b c\nd: *b x\n", "a: *\n", "a: &a 1\n<<: *a\n", "a: !!binary aGk=\n", "a: !x y\n",
    "[a, b]: c\n", "a: 1\na: 2\n", "a: &a 1\n&b *a: 2\n", "a: \u{1}\n", "a: b\n---\nc: d\n", "*a : b\n",
  ]) func `what can't be read is refused with its place`(_ text: String) throws {
    #expect(throws: Flaw.self) { try value(text) }
  }

  @Test func `aliases that stand for too much are refused`() {
    var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    // Not deep, but wide: ten to the eighth of nodes.
    for level in 1...7 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      bomb += "a\(level): &a\(level) [\(aliases)]\n"
    }
    #expect(throws: Flaw.self) { try value(bomb) }
    var chain = "a0: &a0 x\n"
    for level in 1...70 { chain += "a\(level): &a\(level) [*a\(level - 1)]\n" }
    #expect(throws: Flaw.self) { try value(chain) }
    for depth in [65, 990, 100_000] {
      #expect(throws: Flaw.self) {
        try value(String(repeating: "[", count: depth) + String(repeating: "]", count: depth))
      }
      #expect(throws: Flaw.self) { try value(String(repeating: "- ", count: depth) + "a") }
    }
  }

  static let text = """
    kind: Pod
    metadata: {name: a}
    base: &base
      image: x # the image
      args: [&flag "--a"]
    one: *base
    two:
      <<: *base
      name: two # the second
    flag: *flag

    """

  @Test(arguments: [
    // A pair of the mapping's own, beside a merge key.
    ("two", "name", "2", "name: two #", "name: \"2\" #", []),
    // Beneath an alias.
    ("one", "image", "new", "one: *base\n", "one:\n  image: new\n  args:\n  - --a\n", ["one"]),
    // What was merged in.
    (
      "two", "image", "new", "  <<: *base\n  name: two # the second\n",
      "  image: new\n  args:\n  - --a\n  name: two\n", ["two"]
    ),
    // What others stand for: they keep what it said.
    ("base", "image", "new", "image: x #", "image: new #", ["one", "two"]),
  ]) func `an edit doesn't reach through an alias`(
    _ field: String, _ key: String, _ text: String, _ old: String, _ new: String, _ rewritten: [String]
  ) throws {
    var wanted = try #require(try value(Self.text))
    wanted[field]![key] = .string(text)
    let patched = try YAMLPatch.edit(Self.text.utf8.span, to: wanted, recording: "", under: "k")
    let result = String(decoding: patched.bytes, as: UTF8.self)
    #expect(
      patched.rewritten == rewritten && result.contains(new) && !result.contains(old), "\(patched.rewritten) \(result)")
    #expect(try YAMLPatch.original(of: patched.bytes.span, under: "k")?.bytes == Array(Self.text.utf8))
  }
}
