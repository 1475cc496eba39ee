import TestSupport
/// Values that one reader of env files or another gets wrong.
enum HardValues {
  static let all: [String] = [
    "", "x", " a b ", "\t", "#", "a # b", "$HOME", "${X}", "$(id)", "`id`", "\"", "'", "''", "it's \"both\"", "\\",
    "\\n", "a\\",
    "\n", "line\nline", "\nK2='x'\n", "trailing\n", "\r\n", "a\rb", "=", "a=b=c", "ünïcödé ✓", "!history", "~", "*",
    "{\"user\": \"a\", \"list\": [1, 2]}",
    "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA\n-----END PRIVATE KEY-----\n",
    String(repeating: "0123456789abcde\n", count: 1920),
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
