/// Reads plain values of what is no YAML, or not yet: templates, drafts, conflicts. Line by line, in block style, as people
/// write it.
struct LineValues {
  private(set) var values: [PlainValue] = []

  /// `key: value`, possibly an item of a list.
  private struct Line {
    let indent: Int
    let isItem: Bool
    let key: String
    /// Of a block, its lines.
    var value: String
    let offset: Int
    let valueOffset: Int
  }

  init(in bytes: Span<UInt8>, _ range: Range<Int>) {
    var document: [Line] = []
    // The lines of a block are no entries, whatever they look like.
    var isInBlock = false
    var start = range.lowerBound
    while start < range.upperBound {
      let next = Self.nextLine(bytes, from: start, to: range.upperBound)
      let text = Self.text(bytes, start..<next)
      if text.hasPrefix("---") {
        read(document)
        (document, isInBlock) = ([], false)
      } else if isInBlock, let last = document.last, Self.isDeeper(text, than: last.indent) {
        if last.value.utf8.count < 4096 { document[document.count - 1].value += text + "\n" }
      } else if let line = Self.line(text, at: start) {
        isInBlock = Self.isBlock(line.value)
        document.append(line)
        if isInBlock { document[document.count - 1].value = "" }
      }
      start = next
    }
    read(document)
  }

  private mutating func read(_ lines: [Line]) {
    for (index, line) in lines.enumerated() {
      switch line.key {
      case "kind" where line.value == "Secret": readEntries(lines, index, ["data", "stringData"])
      case "kind" where line.value == "ConfigMap": readEntries(lines, index, ["data"])
      case "name":
        // The value stands right below, or above.
        guard index + 1 < lines.count else { continue }
        let next = lines[index + 1]
        guard next.key == "value", !next.isItem, next.indent == line.indent else { continue }
        add(.environment, "a list", line.value, lines, index + 1)
      default: break
      }
    }
  }

  /// The entries of the fields of an object, whose `kind` stands on a line.
  private mutating func readEntries(_ lines: [Line], _ kind: Int, _ fields: [String]) {
    let indent = lines[kind].indent
    // From the first field of the object to the last.
    var first = kind
    while first > 0, lines[first - 1].indent >= indent, !lines[first].isItem { first -= 1 }
    var end = kind + 1
    while end < lines.count, lines[end].indent > indent || lines[end].indent == indent && !lines[end].isItem {
      end += 1
    }
    let name = lines[first..<end].first { $0.key == "name" && $0.indent > indent }?.value ?? ""
    let object = "\(lines[kind].value) \"\(name)\""
    for index in first..<end where lines[index].indent == indent && fields.contains(lines[index].key) {
      guard index + 1 < end, lines[index + 1].indent > indent else { continue }
      let inner = lines[index + 1].indent
      for entry in index + 1..<end {
        if lines[entry].indent <= indent { break }
        guard lines[entry].indent == inner else { continue }
        let isBase64 = lines[index].key == "data"
        let place = lines[kind].value == "Secret" ? PlainValue.Place.secret(isBase64: isBase64) : .configMap
        add(place, object, lines[entry].key, lines, entry)
      }
    }
  }

  private mutating func add(_ place: PlainValue.Place, _ object: String, _ key: String, _ lines: [Line], _ index: Int) {
    let line = lines[index]
    guard !line.value.isEmpty else { return }
    values.append(
      PlainValue(
        place: place, object: object, key: key, text: line.value, offset: line.offset, valueOffset: line.valueOffset))
  }

  // MARK: Lines

  private static func nextLine(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int {
    var index = start
    while index < end {
      index += 1
      if bytes[index - 1] == 0x0A { break }
    }
    return index
  }

  /// Longer lines than anybody writes are cut.
  private static func text(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
    var line: [UInt8] = []
    for index in range.prefix(4096) where bytes[index] != 0x0A && bytes[index] != 0x0D { line.append(bytes[index]) }
    return String(decoding: line, as: UTF8.self)
  }

  private static func line(_ text: String, at start: Int) -> Line? {
    let bytes = Array(text.utf8)
    var index = 0
    var isItem = false
    while index < bytes.count, bytes[index] == 0x20 || bytes[index] == UInt8(ascii: "-") {
      if bytes[index] == UInt8(ascii: "-") {
        guard index + 1 < bytes.count, bytes[index + 1] == 0x20 else { return nil }
        isItem = true
      }
      index += 1
    }
    let keyStart = index
    var keyEnd = index
    while keyEnd < bytes.count, bytes[keyEnd] != UInt8(ascii: ":") {
      guard isKeyByte(bytes[keyEnd]) else { return nil }
      keyEnd += 1
    }
    guard keyEnd > keyStart, keyEnd < bytes.count, keyEnd + 1 == bytes.count || bytes[keyEnd + 1] == 0x20 else {
      return nil
    }
    var valueStart = keyEnd + 1
    while valueStart < bytes.count, bytes[valueStart] == 0x20 { valueStart += 1 }
    let quotes: Set<Character> = ["\"", "'"]
    let key = String(decoding: bytes[keyStart..<keyEnd], as: UTF8.self).filter { !quotes.contains($0) }
    return Line(
      indent: keyStart, isItem: isItem, key: key, value: value(String(decoding: bytes[valueStart...], as: UTF8.self)),
      offset: start + keyStart, valueOffset: start + min(valueStart, bytes.count))
  }

  /// `|`, `>-`, `|2+`
  private static func isBlock(_ value: String) -> Bool {
    guard value.first == "|" || value.first == ">" else { return false }
    return value.dropFirst().allSatisfy { "+-0123456789".contains($0) }
  }

  private static func isDeeper(_ text: String, than indent: Int) -> Bool {
    let margin = text.utf8.prefix { $0 == 0x20 }.count
    return margin > indent || margin == text.utf8.count
  }

  private static func isKeyByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
      UInt8(ascii: "/"), UInt8(ascii: "\""), UInt8(ascii: "'"):
      return true
    default: return false
    }
  }

  /// Without quotes and without a comment after it.
  private static func value(_ text: String) -> String {
    if let quote = text.first, quote == "\"" || quote == "'" {
      let rest = text.dropFirst()
      return String(rest.lastIndex(of: quote).map { rest[..<$0] } ?? rest)
    }
    let end = text.firstRange(of: " #")?.lowerBound ?? text.endIndex
    var value = text[..<end]
    while value.last == " " { value.removeLast() }
    return String(value)
  }
}
