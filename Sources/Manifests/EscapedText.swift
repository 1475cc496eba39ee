/// Text as it stands between double quotes in JSON or YAML.
enum EscapedText {
  /// The text with its escapes resolved once. What is no escape of JSON's or YAML's stands for itself.
  static func resolved(_ text: [UInt8]) -> [UInt8] {
    var resolved: [UInt8] = []
    var index = 0
    while index < text.count {
      guard text[index] == UInt8(ascii: "\\"), index + 1 < text.count else {
        resolved.append(text[index])
        index += 1
        continue
      }
      let (scalar, length) = escape(text, at: index)
      if let scalar { resolved.append(contentsOf: UTF8.encode(scalar)!) } else { resolved.append(text[index + 1]) }
      index += length
    }
    return resolved
  }

  /// What the escape at a backslash stands for, nil for the byte after it, and how many bytes it has.
  private static func escape(_ text: [UInt8], at index: Int) -> (scalar: Unicode.Scalar?, length: Int) {
    let letter = text[index + 1]
    if let scalar = letters[letter] { return (scalar, 2) }
    guard let count = digits[letter], let code = hexadecimal(text, at: index + 2, count) else { return (nil, 2) }
    // JSON writes what is beyond 16 bits as two halves.
    if 0xD800..<0xDC00 ~= code, text[(index + 6)...].starts(with: "\\u".utf8),
      let low = hexadecimal(text, at: index + 8, 4), 0xDC00..<0xE000 ~= low
    {
      return (Unicode.Scalar((code - 0xD800) << 10 + (low - 0xDC00) + 0x10000), 12)
    }
    return (Unicode.Scalar(code) ?? "\u{FFFD}", 2 + count)
  }

  private static let letters: [UInt8: Unicode.Scalar] = [
    UInt8(ascii: "n"): "\n", UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t", UInt8(ascii: "b"): "\u{8}",
    UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "a"): "\u{7}", UInt8(ascii: "v"): "\u{B}", UInt8(ascii: "e"): "\u{1B}",
    UInt8(ascii: "0"): "\0", UInt8(ascii: "N"): "\u{85}", UInt8(ascii: "_"): "\u{A0}", UInt8(ascii: "L"): "\u{2028}",
    UInt8(ascii: "P"): "\u{2029}",
  ]

  /// How many hexadecimal digits follow.
  private static let digits: [UInt8: Int] = [UInt8(ascii: "x"): 2, UInt8(ascii: "u"): 4, UInt8(ascii: "U"): 8]

  private static func hexadecimal(_ text: [UInt8], at start: Int, _ count: Int) -> UInt32? {
    guard start + count <= text.count else { return nil }
    let digits = text[start..<(start + count)]
    guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
    return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
  }
}
