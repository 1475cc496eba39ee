/// Comments that allow a finding on their own line or on the next: `# seal:allow env-entropy`.
struct AllowComments {
  private var rules: [Int: Set<ScanRule>] = [:]

  /// - Parameter lines: where each line of the text begins.
  init(in bytes: Span<UInt8>, _ lines: LineStarts) {
    Self.needle.forEach(in: bytes) { _, offset in
      let line = lines.line(of: offset)
      rules[line, default: []].formUnion(Self.rules(bytes, from: offset + 10))
    }
  }

  func allows(_ rule: ScanRule, inLine line: Int) -> Bool {
    rules[line]?.contains(rule) == true || rules[line - 1]?.contains(rule) == true
  }

  private static let needle = TextNeedles(["seal:allow"])

  /// The rules that a comment names, separated by blanks or commas; after a colon, why may stand.
  private static func rules(_ bytes: Span<UInt8>, from start: Int) -> [ScanRule] {
    var text: [UInt8] = []
    var index = start
    while index < bytes.count, text.count < 500, bytes[index] != 0x0A, bytes[index] != 0x0D {
      text.append(bytes[index])
      index += 1
    }
    return String(decoding: text, as: UTF8.self).split { " ,:\t".contains($0) }
      .compactMap { ScanRule(named: $0) }
  }
}
