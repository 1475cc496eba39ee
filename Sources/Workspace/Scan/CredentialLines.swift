/// Lines of a text that give a credential a value: env files, properties and other settings inside a ConfigMap.
struct CredentialLines {
  struct Line {
    let name: String
    /// Of the name, in bytes from the start of the text.
    let offset: Int
    /// Differs from run to run; equal values of one run have equal ones.
    let fingerprint: Int
  }

  private(set) var lines: [Line] = []

  init(in text: Span<UInt8>) {
    // JSON in one line.
    let isFlat = text.count > 0 && text[0] == UInt8(ascii: "{") && !text.indices.contains { text[$0] == 0x0A }
    let ends: Set<UInt8> = isFlat ? Set("{},".utf8) : [0x0A]
    var start = 0
    for index in 0...text.count where index == text.count || ends.contains(text[index]) {
      if index - start < 1024, let line = Self.line(text, start..<index) { lines.append(line) }
      start = index + 1
    }
  }

  private static func line(_ text: Span<UInt8>, _ range: Range<Int>) -> Line? {
    var index = range.lowerBound
    func skip(_ isSkipped: (UInt8) -> Bool) { while index < range.upperBound, isSkipped(text[index]) { index += 1 } }
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
    skip(isBlank)
    if TextMatches.starts(text, at: index, with: "export ") {
      index += 7
      skip(isBlank)
    }
    if index < range.upperBound, isQuote(text[index]) { index += 1 }
    let start = index
    skip(isNameByte)
    let end = index
    guard end > start else { return nil }
    if index < range.upperBound, isQuote(text[index]) { index += 1 }
    skip(isBlank)
    guard index < range.upperBound, text[index] == UInt8(ascii: "=") || text[index] == UInt8(ascii: ":") else {
      return nil
    }
    index += 1
    skip(isBlank)
    let name = string(text, start..<end)
    let value = value(string(text, index..<range.upperBound))
    guard CredentialName.isLike(name), isLiteral(value, of: name) else { return nil }
    return Line(name: name, offset: start, fingerprint: value.hashValue)
  }

  /// Whether it is a word that somebody chose: in settings, most single words in small letters are none.
  static func isLiteral(_ value: String, of name: String) -> Bool {
    guard value.utf8.count >= 4, value.utf8.allSatisfy({ $0 > 0x20 && !codes.contains($0) }),
      !value.utf8.allSatisfy({ (0x61...0x7A).contains($0) })
    else { return false }
    if CredentialName.mayNameObject(name), HarmlessText.isObjectName(value) { return false }
    return !HarmlessText.isPlaceholder(value) && !HarmlessText.isReference(value)
  }

  /// Without quotes, and without what may stand after a value in JSON.
  private static func value(_ text: String) -> String {
    var text = text.trimmed[...]
    if text.last == "," || text.last == ";" { text.removeLast() }
    guard text.count > 1, let quote = text.first, quote == "\"" || quote == "'", text.last == quote else {
      return String(text)
    }
    return String(text.dropFirst().dropLast())
  }

  private static func string(_ text: Span<UInt8>, _ range: Range<Int>) -> String {
    var copy: [UInt8] = []
    for index in range { copy.append(text[index]) }
    return String(decoding: copy, as: UTF8.self)
  }

  /// Of programs more often than of passwords.
  private static let codes = Set("$(){}[]<>`|\"'".utf8)

  private static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."): true
    default: false
    }
  }
}
