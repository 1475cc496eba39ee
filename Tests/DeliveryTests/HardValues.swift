import TestSupport

/// Values that one reader of env files or another gets wrong.
enum HardValues {
  /// Code points that Unicode keeps for nobody, and that are UTF-8 all the same.
  static let noncharacters = [0xFDD0, 0xFDEF, 0xFFFE, 0x1FFFF].compactMap { Unicode.Scalar($0).map(String.init) }

  static let all: [String] =
    noncharacters + [
      "", "x", " a b ", "\t", "#", "a # b", "$HOME", "${X}", "$(id)", "`id`", "\"", "'", "''", "it's \"both\"", "\\",
      "\\n", "a\\",
      "\\\\", "\\$", "\\\"", "\\0101", "\\a\\x41", "${X:-y}", "$$", "\"quoted\"", "#!", "a;b", "%n", "export A=b",
      "---\n",
      "\u{1}", "\u{7F}", "\u{85}", "\u{FEFF}x", "\u{2028}",
      "\n", "line\nline", "\nK2='x'\n", "trailing\n", "\r\n", "a\rb", "=", "a=b=c", "ünïcödé ✓", "!history", "~", "*",
      "{\"user\": \"a\", \"list\": [1, 2]}",
      "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA\n-----END PRIVATE KEY-----\n",
      String(repeating: "0123456789abcde\n", count: 1920),
      String(repeating: "0123456789abcdef", count: 2000),
    ]

  /// Any bytes but NUL: half of the values of hard pieces, half of chance alone.
  static func random(_ generator: inout SeededGenerator) -> [UInt8] {
    let count = Int.random(in: 0...40, using: &generator)
    if Bool.random(using: &generator) {
      return (0..<count).flatMap { _ in Array(all[Int.random(in: 0..<(all.count - 2), using: &generator)].utf8) }
    }
    return (0..<count).map { _ in UInt8.random(in: 1...255, using: &generator) }
  }

  /// The same, of characters.
  static func randomText(_ generator: inout SeededGenerator) -> [UInt8] {
    Array(String(decoding: random(&generator), as: UTF8.self).utf8)
  }
}
