import TestSupport

/// Manifests with sealed entries in every shape that YAML has, the refused ones included; all that isn't the value of a
/// sealed entry carries tokens, `tok1x`, `tok2x` and so on, so that whatever goes astray is seen.
struct FuzzedShape {
  private(set) var text = ""
  private var random: SeededGenerator
  private var count = 0
  private let old: String

  init(_ random: inout SeededGenerator, old: String) {
    self.random = SeededGenerator(for: "\(random.next())")
    self.old = old
    var text = self.random.pick("", "", "\u{FEFF}")
    if self.random.chance(20) { text += "%YAML 1.1\n---\n" }
    for index in 0..<Int.random(in: 1...3, using: &self.random) {
      if index > 0 { text += self.random.pick("---\n", "--- # \(token())\n", "...\n---\n", "---\n---\n") }
      text += self.random.chance(6) ? stranger() : configMap()
    }
    switch self.random.pick(0, 1, 2, 3, 4, 5) {
    case 0: text = text.replacing("\n", with: "\r\n")
    case 1:
      // Two people, two systems.
      var isWindows = false
      text = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        if self.random.chance(5) { isWindows.toggle() }
        return line + (isWindows ? "\r" : "")
      }.joined(separator: "\n")
    case 2: while text.hasSuffix("\n") { text.removeLast() }
    default: break
    }
    self.text = text
  }

  private mutating func token() -> String {
    count += 1
    return "tok\(count)x"
  }

  private mutating func comment() -> String {
    random.pick("", "", " # \(token())", "  #\(token()) 日本🔑: |", "\t# \(token())")
  }

  private mutating func stranger() -> String {
    random.pick(
      "kind: Other\nx: &a {\(token()): [1, 2]}\ny: *a # \(token())\n", "# \(token())\n",
      "- \(token())\n- 'a\n\n  \(token())'\n",
      "kind: Deployment\napiVersion: apps/v1\nspec:\n\t{\(token()): 1}\n", "<<<<<<< \(token())\n")
  }

  private mutating func configMap() -> String {
    let margin = random.pick("", "", "", "  ")
    var lines = ["apiVersion: v1\(comment())", "kind: ConfigMap", "metadata: {name: \(token())}\(comment())"]
    if random.chance(3) { lines.append("# \(token())") }
    if random.chance(8) { lines.append("base: &base\n\(margin)  \(token()): x") }
    if random.chance(5) {
      // In braces.
      let key = random.pick("app.sealed", "\"app.sealed\"", "'app.sealed'", "? app.sealed ")
      lines.append("data: {\(token()): 'a', \(key): \(quoted()), \(token()): \"\(token())\"}\(comment())")
    } else {
      let pad = random.chance(20) ? "\t" : random.pick("  ", "  ", " ", "    ")
      lines.append("data:\(comment())")
      var entries = [neighbour(pad, margin), entry(pad, margin), neighbour(pad, margin)]
      if random.chance(3) { entries.append(entry(pad, margin).replacing("app.sealed", with: "app_part.sealed")) }
      if random.chance(12) { entries.append(entry(pad, margin)) }
      if random.chance(12) { entries.append("\(pad)<<: *base") }
      lines += entries
    }
    if random.chance(6) { lines.append("binaryData: {\(token()): ''}") }
    return margin + lines.joined(separator: "\n" + margin) + "\n" + random.pick("", "", "\n", "# \(token())\n", "   \n")
  }

  private mutating func neighbour(_ pad: String, _ margin: String) -> String {
    let key = "\(pad)\(token())"
    switch random.pick(0, 1, 2, 3, 4, 5, 6) {
    case 0: return "\(key): plain \(token())\(comment())"
    case 1: return "\(key): \"\(token()): | \\u00e9\"\(comment())"
    case 2: return "\(key): |+\n\(margin)\(pad)  \(token())\n\n\(margin)\(pad)    app.sealed: |\n"
    case 3: return "\(key): >-\n\(margin)\(pad)  \(token())\n\(margin)\(pad)  # \(token())"
    case 4 where random.chance(3): return "\(key): &\(token()) 'it''s\n\n\(margin)\(pad)  \(token())'"
    case 5 where random.chance(3): return "\(key): !!str \(token())"
    default:
      return "\(pad)# \(token())\n\(margin)\(pad)\"\(token())🔑\": [\(token()),\n\(margin)\(pad)  {a: '\(token())'}]"
    }
  }

  private mutating func entry(_ pad: String, _ margin: String) -> String {
    let key =
      pad
      + random.pick("app.sealed:", "app.sealed:", "\"app.sealed\":", "'app.sealed' :", "? app.sealed\n\(margin)\(pad):")
    let step = random.chance(20) ? "\t" : random.pick(" ", "  ", "  ", "    ")
    let indent = margin + pad + step
    func block(_ text: String) -> String {
      text.split(separator: "\n").map { "\(indent)\($0)" }.joined(separator: "\n")
    }
    let next = random.chance(8) ? "\n\(indent)" : " "
    let property = random.chance(10) ? random.pick("&\(token()) ", "!!str ", "!custom ", "*base # ") : ""
    switch random.pick(0, 0, 0, 1, 2, 3, 4, 5) {
    case 0:
      let header = random.pick("|", "|", "|", "|-", "|+", "|\(step.count)", "|\(step.count + 1)-")
      return "\(key)\(next)\(property)\(header)\(comment())\n\(block(old))"
    case 1:
      return
        "\(key)\(next)\(property)>\(random.pick("", "-", "+"))\(comment())\n\(block(old.replacing("\n", with: "\n\n")))"
    case 2: return "\(key)\(next)\(property)\(quoted())\(comment())"
    case 3:
      let text = old.replacing("'", with: "''").split(separator: "\n").joined(separator: "\n\n\(indent)")
      return "\(key)\(next)\(property)'\(text)\n\n\(indent)'\(comment())"
    case 4:
      return "\(key)\(next)\(property)\"seal/v1\\n\\\n\(indent)\(random.pick("", "\\t"))name \\x41\\n\"\(comment())"
    default: return "\(key)\(next)\(property)seal/v1 \(random.pick("plain", "a\n\(indent)b"))\(comment())"
    }
  }

  private func quoted() -> String {
    "\"" + old.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
  }
}
