/// What a plain (unquoted) scalar may be besides a string, to any reader of YAML 1.1 or 1.2.
///
/// Kubernetes reads YAML 1.1, where `no` is false, `0755` is 493 and `1:30` is 90; other tools read 1.2. A text that any
/// of them takes for something else is refused in a Secret, and quoted when written.
enum PlainScalar {
  /// Whether some reader takes it for a null, a boolean, a number, a date, a merge or a default value.
  static func isAmbiguous(_ text: String) -> Bool {
    if text.utf8.count <= 5, words.contains(text.lowercased()) { return true }
    guard let first = text.utf8.first else { return true }
    switch first {
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return isNumber(text.utf8[...]) || isDate(Array(text.utf8.prefix(11)))
    default: return false
    }
  }

  /// Whether it stands for nothing.
  static func isNull(_ text: String) -> Bool {
    text.isEmpty || text == "~" || text == "null" || text == "Null" || text == "NULL"
  }

  private static let words: Set<String> = [
    "", "~", "null", "y", "yes", "n", "no", "true", "false", "on", "off", "=", "<<", ".inf", ".nan", "+.inf", "-.inf",
  ]

  private static func isNumber(_ text: Substring.UTF8View) -> Bool {
    var rest = text
    if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    if rest.first == UInt8(ascii: "0"), let radix = rest.dropFirst().first, rest.count > 2 {
      let digits = rest.dropFirst(2)
      switch radix | 0x20 {
      case UInt8(ascii: "x"): return digits.allSatisfy { isDigit($0) || (0x61...0x66).contains($0 | 0x20) }
      case UInt8(ascii: "o"), UInt8(ascii: "b"): return digits.allSatisfy(isDigit)
      default: break
      }
    }
    // Digits, then sexagesimal parts or a fraction and an exponent.
    let whole = rest.prefix(while: isDigit)
    rest = rest[whole.endIndex...]
    var hasDigits = !whole.isEmpty
    if hasDigits, rest.first == UInt8(ascii: ":") {
      while rest.first == UInt8(ascii: ":") {
        let part = rest.dropFirst().prefix(while: isDigit)
        guard (1...2).contains(part.count) else { return false }
        rest = rest[part.endIndex...]
      }
      guard rest.first == UInt8(ascii: ".") else { return rest.isEmpty }
    }
    if rest.first == UInt8(ascii: ".") {
      let fraction = rest.dropFirst().prefix(while: isDigit)
      hasDigits = hasDigits || !fraction.isEmpty
      rest = rest[fraction.endIndex...]
    }
    guard hasDigits else { return false }
    if let exponent = rest.first, exponent | 0x20 == UInt8(ascii: "e") {
      rest = rest.dropFirst()
      if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
      guard !rest.isEmpty else { return false }
      rest = rest[rest.prefix(while: isDigit).endIndex...]
    }
    return rest.isEmpty
  }

  /// YAML 1.1 allows `_` among digits.
  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
  }

  /// `2026-01-31`, alone or with a time after it.
  private static func isDate(_ start: [UInt8]) -> Bool {
    let parts = start.split(separator: UInt8(ascii: "-"), maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].count == 4, (1...2).contains(parts[1].count) else { return false }
    let day = parts[2].prefix(while: isDigit)
    guard (1...2).contains(day.count), parts[0].allSatisfy(isDigit), parts[1].allSatisfy(isDigit) else { return false }
    guard let next = parts[2].dropFirst(day.count).first else { return true }
    return next | 0x20 == UInt8(ascii: "t") || next == 0x20 || next == 0x09
  }
}
