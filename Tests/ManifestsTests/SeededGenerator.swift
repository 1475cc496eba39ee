import TestSupport

extension SeededGenerator {
  mutating func pick<T>(_ choices: T...) -> T { choices[Int.random(in: 0..<choices.count, using: &self)] }

  mutating func pick<T>(from choices: [T]) -> T { choices[Int.random(in: 0..<choices.count, using: &self)] }

  mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &self) == 0 }

  /// What a sealed file looks like to YAML: lines of printable ASCII.
  mutating func sealedText() -> String {
    var text = "seal/v1\nnamespace prod\nname app\n"
    for _ in 0..<Int.random(in: 0...12, using: &self) {
      let count = Int.random(in: 0...70, using: &self)
      let rest = (0..<count).map { _ in Character(Unicode.Scalar(UInt8.random(in: 0x20...0x7E, using: &self))) }
      text += pick("value ", "to ", "-----BEGIN", "#", "---", "...", "'", "\"", "%") + String(rest) + "\n"
    }
    return text
  }

  /// A text that hurts whoever quotes without care.
  mutating func nastyText(upTo count: Int = 8) -> String {
    let pieces = [
      "yes", "no", "null", "~", "0755", "1e3", "1:30", "- ", ": ", " #", "#", "&a", "*a", "!", "|", ">", "'", "\"",
      "\\", "%",
      "@", "`", "{", "}", "[", "]", ",", "?", "=", "<<", "---", "...", " ", "\t", "\n", "\r", "\r\n", "\0", "\u{7}",
      "\u{1B}",
      "\u{7F}", "\u{85}", "\u{A0}", "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{FFFD}", "\u{FFFF}", "\u{D7FF}", "\u{E000}",
      "é", "e\u{301}", "ß", "日本", "🔑", "👨‍👩‍👧", "a", "Z", "9", ".", "/", "-", "_", "$HOME", "$(id)", "2026-01-31",
    ]
    return (0..<Int.random(in: 0...count, using: &self)).map { _ in pick(from: pieces) }.joined()
  }
}
