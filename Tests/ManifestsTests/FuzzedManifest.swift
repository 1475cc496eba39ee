import TestSupport
/// A file with one sealed entry to edit, in one of the shapes that people and tools give it, and the same file as it must
/// be after any edit.
struct FuzzedManifest {
  let before: String
  let entry: Int
  /// What an edit to `text` must give.
  let after: (String) -> String

  init(_ random: inout SeededGenerator, old: String) {
    var around = Surroundings(&random)
    let inList = random.chance(4)
    let column = inList ? random.pick(4, 6) : random.pick(1, 2, 4)
    let pad = String(repeating: " ", count: column)
    let rest = random.pick("", "", " ", "  # ü🔑 comment", "\t# tab")
    let indent = column + random.pick(1, 2, 2, 4)
    let prefix = around.start(inList: inList, column: column)
    let suffix = around.end(inList: inList, column: column)
    let isFlow = random.chance(4)
    entry = isFlow ? 0 : around.entriesBefore
    let isCRLF = random.chance(4)
    let ended = { (text: String) in isCRLF ? text.replacing("\n", with: "\r\n") : text }
    let key = pad + random.pick("app.sealed:", "\"app.sealed\":", "'app.sealed' :") + " "

    switch isFlow ? 3 : random.pick(0, 1, 2) {
    case 0:  // a literal block
      let header = random.pick("|", "|", "|", "|-", "|+", "|\(indent - column)")
      before = ended(prefix + key + header + rest + "\n" + block(old, indent) + suffix)
      after = { ended(prefix + key + "|" + rest + "\n" + block($0, indent) + suffix) }
    case 1:  // quotes, on one line
      let quoted = Self.quoted(old)
      before = ended(prefix + key + quoted + rest + "\n" + suffix)
      after = { ended(prefix + key + "|" + rest + "\n" + block($0, column + 2) + suffix) }
    case 2:  // single quotes over several lines
      let quoted = "'" + old.replacing("'", with: "''").replacing("\n", with: "\n\n" + pad + " ") + "'"
      before = ended(prefix + key + quoted + rest + "\n" + suffix)
      after = { ended(prefix + key + "|" + rest + "\n" + block($0, column + 2) + suffix) }
    default:  // flow, as JSON is
      let start = around.flowStart()
      let end = around.flowEnd()
      before = ended(start + Self.quoted(old) + end)
      after = { ended(start + Self.quoted($0) + end) }
    }
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
  }
}

/// What stands before and after the entry.
private struct Surroundings {
  var random: SeededGenerator
  var entriesBefore = 0

  init(_ random: inout SeededGenerator) {
    self.random = SeededGenerator(for: "\(random.next())")
  }

  mutating func start(inList: Bool, column: Int) -> String {
    var text = random.pick("", "", "\u{FEFF}")
    text += random.pick("", "# license — ©\n", "\n\n", "---\n", "# 🔑\n--- # one\n")
    if random.chance(3) { text += other() + "---\n" }
    if random.chance(4) {
      text += "apiVersion: v1\nkind: ConfigMap\ndata:\n  x.sealed: |\n    seal/v1\n---\n"
      entriesBefore = 1
    }
    if inList {
      text += "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n"
      text += "  metadata: {name: a}  # flow\n  data:\n"
    } else {
      text += "apiVersion: v1\nkind:   ConfigMap\nmetadata:\n  name: \"a\"\n"
      text += random.pick(
        "", "  labels: {sealed-manifests.dev/sealed: 'true', b: \"- x\"}\n", "  namespace: prod # c\n")
      text += "data:\n"
    }
    for _ in 0..<Int.random(in: 0...2, using: &random) { text += neighbour(column, "b") }
    return text
  }

  mutating func end(inList: Bool, column: Int) -> String {
    var text = random.pick("", "\n", "\n  \n", "# at the margin: ü\n")
    for _ in 0..<Int.random(in: 0...2, using: &random) { text += neighbour(column, "c") }
    if inList { text += random.pick("", "- {apiVersion: v1, kind: Pod}\n") }
    if random.chance(3) { text += random.pick("---\n", "...\n---   \n") + other() }
    return text
  }

  private mutating func neighbour(_ column: Int, _ name: String) -> String {
    let pad = String(repeating: " ", count: column)
    let key = pad + "\(name)\(random.next())"
    switch random.pick(0, 1, 2, 3, 4, 5) {
    case 0: return key + ": plain *text & more\n" + pad + "# a comment: |\n"
    case 1: return key + ": \"quoted: | \\u00e9 🔑\"\t# tab\n"
    case 2: return key + ": |+\n" + pad + "  not: a key\n\n" + pad + "    app.sealed: |\n\n"
    case 3: return key + ": >-\n" + pad + " folded\n" + pad + " # not a comment\n"
    case 4: return key + ": 'it''s\n\n" + pad + "  more'\n"
    default:
      if name == "b" { entriesBefore += 1 }
      return key + ".sealed: |\n" + pad + " seal/v1\n"
    }
  }

  /// A document that nobody has any business with.
  private mutating func other() -> String {
    random.pick(
      "kind: Other\nx: &a {b: [1, 2]}\ny: *a\nz: !custom 日本\n", "# nothing but a comment\n",
      "- a\n- \"---\"\n-   - b\n",
      "apiVersion: example.com/v1\nkind: Secret\nspec:\n  k: |\n    text\n", "just text\n")
  }

  mutating func flowStart() -> String {
    random.pick("", "\u{FEFF}", "---\n") + "{\"apiVersion\":\"v1\",\n\t\"kind\": \"ConfigMap\", \"metadata\": {},\n"
      + "\"data\": {" + random.pick("", "\"b\": \"{}\",\n  ") + "\"app.sealed\"" + random.pick(":", ": ", " :\n   ")
  }

  mutating func flowEnd() -> String {
    random.pick("}}", "\n}\n}\n", ", \"c\": \"[\\u00e9\"}}\n", "   # comment\n ,\n  \"c\": \"d\" }} # end\n")
  }
}

extension SeededGenerator {
  /// The text with a few bytes lost, doubled or put in.
  mutating func mutate(_ text: String) -> [UInt8] {
    var bytes = Array(text.utf8)
    for _ in 0..<Int.random(in: 1...3, using: &self) {
      let place = Int.random(in: 0...bytes.count, using: &self)
      let end = min(bytes.count, place + Int.random(in: 0...12, using: &self))
      switch pick(0, 1, 2, 3) {
      case 0: bytes.removeSubrange(place..<end)
      case 1: bytes.insert(contentsOf: bytes[place..<end], at: place)
      case 2: bytes.insert(contentsOf: nastyText(upTo: 2).utf8, at: place)
      default:
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        bytes.insert(contentsOf: pick(from: lines) + [0x0A], at: place)
      }
    }
    return bytes
  }
}
