import TestSupport

/// A document as people and tools write them: indentation, comments, quotes and line ends of every sort.
struct FuzzedDocument {
  private(set) var text = ""
  /// Whether it has anchors and aliases.
  let hasAnchors: Bool
  /// Whether it is JSON.
  let isJSON: Bool
  /// Whether it ends in blank lines or without a line end: what is put behind a block scalar there may become a part of it.
  var endsInBlanks: Bool {
    let end = text.replacing("\r", with: "")
    guard end.hasSuffix("\n") else { return true }
    // Comments may follow.
    let last =
      end.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
      .last { !$0.drop { $0 == " " }.hasPrefix("#") } ?? ""
    return last.isEmpty || last.hasSuffix(" ")
  }

  /// A line that no change touches, and what it is after somebody edited it by hand.
  static let untouched = (line: "touch: me", edited: "touch: me # by hand")

  private var random: SeededGenerator
  private let step: Int
  private let dashOffset: Int
  private let dash: String
  private let comments: Int
  private var anchors: [String] = []
  private var maps: [String] = []
  private var names = 0

  init(_ outer: inout SeededGenerator) {
    random = SeededGenerator(for: "\(outer.next())")
    step = random.pick(2, 2, 2, 4, 3, 1)
    dashOffset = random.pick(0, step)
    dash = random.pick("- ", "- ", "- ", "-   ")
    comments = random.pick(2, 5, 1000)
    hasAnchors = random.chance(4)
    isJSON = random.chance(6)
    if isJSON { json() } else { yaml() }
    if random.chance(4) { text = text.replacing("\n", with: "\r\n") }
    if random.chance(8) { text = "\u{FEFF}" + text }
  }

  private mutating func yaml() {
    text += random.pick("", "", "# license — ©\n\n", "---\n", "# a\n--- # b\n# c\n")
    text += Self.untouched.line + "\napiVersion: apps/v1\nkind:   Deployment\n"
    comment(0)
    text += "metadata:\n"
    let pad = margin(step)
    text += pad + "name: app" + rest() + "\n"
    switch random.pick(0, 1, 2, 3, 4, 5) {
    case 0: text += pad + "annotations:" + rest() + "\n" + margin(2 * step) + "a/b: c\n"
    case 1: text += pad + "annotations: {}" + rest() + "\n"
    case 2: text += pad + "annotations:" + rest() + "\n"
    case 3: text += pad + "annotations: {a: b, 'c': \"d\"}" + rest() + "\n"
    default: break
    }
    if random.chance(3) { text += pad + "labels:\n" + margin(2 * step) + "x: y\n" }
    if hasAnchors {
      text += "x-base: &base" + rest() + "\n" + pad + "cpu: 10m\n" + pad + "memory: 1Mi\n"
      (anchors, maps) = (["base"], ["base"])
    }
    text += "spec:"
    mapping(step, 0)
    text += random.pick("", "", "\n", "# the end\n", "  # deeper end\n", "...\n", "\n\n  \n")
    if random.chance(5), !text.hasSuffix("...\n") { while text.last == "\n" { text.removeLast() } }
  }

  // MARK: block

  private func margin(_ column: Int) -> String { String(repeating: " ", count: column) }

  private mutating func rest() -> String {
    random.chance(comments) ? random.pick(" # ü: [", "\t# tab", " #", "  ") : ""
  }

  private mutating func comment(_ column: Int) {
    guard random.chance(comments) else { return }
    text += random.pick(margin(column), margin(column + 2), "") + random.pick("# comment: |\n", "# - x\n", "#\n")
    if random.chance(3) { text += random.pick("\n", "   \n") }
  }

  private mutating func key() -> String {
    names += 1
    return random.pick("k\(names)", "k\(names)", "\"q\(names)\"", "'s\(names)' ", "a.b/c\(names)", "ü\(names)")
  }

  /// After a key and its colon, or after a dash where `inline`.
  private mutating func mapping(_ column: Int, _ depth: Int, inline: Bool = false) {
    if !inline { text += rest() + "\n" }
    var hasMerge = false
    for index in 0..<Int.random(in: 1...4, using: &random) {
      if !(inline && index == 0) {
        comment(column)
        text += margin(column)
      }
      if hasAnchors, index > 0, !maps.isEmpty, !hasMerge, random.chance(8) {
        hasMerge = true
        text += "<<: *" + random.pick(from: maps) + "\n"
        text += margin(column)
      }
      text += key() + ":"
      value(column, depth + 1, dashes: column + dashOffset)
    }
  }

  private mutating func sequence(_ column: Int, _ depth: Int, inline: Bool = false) {
    if !inline { text += rest() + "\n" }
    let kind = random.pick(0, 1, 1, 2, 3, 4)
    for index in 0..<Int.random(in: 1...4, using: &random) {
      if !(inline && index == 0) {
        comment(column)
        text += margin(column)
      }
      let inner = column + dash.utf8.count
      switch kind {
      case 1, 2:
        names += 1
        text += dash + (kind == 1 ? "name: n\(names)" : "mountPath: /m\(names)") + rest() + "\n"
        for _ in 0..<Int.random(in: 0...2, using: &random) {
          comment(inner)
          text += margin(inner) + key() + ":"
          value(inner, depth + 1, dashes: inner + dashOffset)
        }
      case 3 where depth < 5:
        text += dash
        if random.chance(3) {
          sequence(inner, depth + 1, inline: true)
        } else {
          mapping(inner, depth + 1, inline: true)
        }
      case 4 where depth < 5 && random.chance(2):
        text += "-" + (random.chance(comments) ? " # c\n" : "\n") + margin(inner)
        mapping(inner, depth + 1, inline: true)
      default:
        text += "-"
        scalar(column)
      }
    }
  }

  private mutating func value(_ column: Int, _ depth: Int, dashes: Int) {
    var anchor = ""
    if hasAnchors, random.chance(5) {
      names += 1
      anchor = " &a\(names)"
    }
    let name = "a\(names)"
    switch depth < 5 ? random.pick(0, 1, 2, 3, 3, 4) : 3 {
    case 0:
      text += anchor
      mapping(column + step, depth)
      if !anchor.isEmpty { maps.append(name) }
    case 1:
      text += anchor
      sequence(dashes, depth)
    case 2: text += " " + flow(2) + rest() + "\n"
    default:
      if hasAnchors, !anchors.isEmpty, random.chance(4) {
        text += " *" + random.pick(from: anchors) + rest() + "\n"
      } else if !anchor.isEmpty {
        text += anchor + " anchored" + rest() + "\n"
        anchors.append(String(anchor.dropFirst(2)))
      } else {
        scalar(column)
      }
    }
  }

  /// After a colon or a dash.
  private mutating func scalar(_ column: Int) {
    let deep = margin(column + random.pick(1, 2, 4))
    switch random.pick(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13) {
    case 0: text += random.pick("", " # c") + "\n"
    case 1: text += " ~\n"
    case 2: text += " |\n" + deep + "text: |\n\n" + deep + "  # not a comment\n" + random.pick("", "\n", "\n   \n")
    case 3: text += " |+" + rest() + "\n" + deep + "kept\n\n" + random.pick("", "\n")
    case 4: text += " >-\n\n" + deep + "folded\n" + deep + "- text *x\n"
    case 5: text += " |2-\n" + margin(column + 2) + "  indented\n" + margin(column + 2) + "less\n"
    case 6: text += " plain text that\n" + deep + "goes on: \"\"".replacing(": \"\"", with: ":x") + rest() + "\n"
    case 7: text += " \"quoted # \\\n" + deep + "text: 'x'\"" + rest() + "\n"
    case 8: text += " 'it''s\n\n" + deep + "more'" + rest() + "\n"
    case 9: text += " |-" + rest() + "\n" + deep + "one\n"
    default:
      text +=
        random.pick(" ", "  ")
        + random.pick("x", "-x", "a b", "yes", "0755", "'no'", "\"8\"", "8", "a*b", "http://x:80/#a")
        + rest() + "\n"
    }
  }

  // MARK: flow

  private mutating func flow(_ depth: Int) -> String {
    let gap = random.pick(" ", "", "\n          ", " # c\n          ")
    switch depth > 0 ? random.pick(0, 1, 2) : 2 {
    case 0:
      let items = (0..<Int.random(in: 0...3, using: &random)).map { _ in flow(depth - 1) }
      return "[" + gap + items.joined(separator: "," + gap) + (items.isEmpty || !random.chance(3) ? "" : ",") + gap
        + "]"
    case 1:
      let pairs = (0..<Int.random(in: 0...3, using: &random)).map { _ in
        names += 1
        return random.pick("f\(names): ", "\"f\(names)\":", "'f\(names)' : ") + flow(depth - 1)
      }
      return "{" + gap + pairs.joined(separator: "," + gap) + gap + "}"
    default: return random.pick("x", "1", "\"a, b\"", "'it''s'", "a b", "null", "it's", "http://x/y", "true")
    }
  }

  private mutating func json() {
    let isPretty = random.chance(2)
    let indent = random.pick(2, 4)
    let (comma, colon) = isPretty ? (",", ": ") : random.pick((",", ":"), (", ", ": "))
    func line(_ level: Int) -> String { isPretty ? "\n" + margin(level * indent) : "" }
    func render(_ depth: Int, _ level: Int) -> String {
      switch depth > 0 ? random.pick(0, 1, 1, 2, 3) : 3 {
      case 0:
        let items = (0..<Int.random(in: 0...3, using: &random)).map { _ in render(depth - 1, level + 1) }
        return items.isEmpty
          ? "[]" : "[" + items.map { line(level + 1) + $0 }.joined(separator: comma) + line(level) + "]"
      case 1:
        let pairs = (0..<Int.random(in: 0...3, using: &random)).map { _ in
          names += 1
          return "\"f\(names)\"" + colon + render(depth - 1, level + 1)
        }
        return pairs.isEmpty
          ? "{}" : "{" + pairs.map { line(level + 1) + $0 }.joined(separator: comma) + line(level) + "}"
      case 2:
        let items = (0..<Int.random(in: 1...3, using: &random)).map { _ in
          names += 1
          return "{\"name\"" + colon + "\"n\(names)\"" + comma + "\"v\"" + colon + render(depth - 2, level + 1) + "}"
        }
        return "[" + items.map { line(level + 1) + $0 }.joined(separator: comma) + line(level) + "]"
      default: return random.pick("\"x\"", "1", "true", "null", "\"a\\n\\u00e9\"", "\"\"")
      }
    }
    let parts = [
      "\"kind\"" + colon + "\"Pod\"",
      "\"metadata\"" + colon + random.pick("{}", "{\"name\"" + colon + "\"a\"}", "{\"annotations\"" + colon + "{}}"),
      "\"spec\"" + colon + render(4, 1), "\"other\"" + colon + render(2, 1),
    ]
    text = "{" + parts.map { line(1) + $0 }.joined(separator: comma) + line(0) + "}" + random.pick("", "\n")
  }
}
