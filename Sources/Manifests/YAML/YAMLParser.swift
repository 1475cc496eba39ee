import Primitives
import Yams

/// The one place that knows Yams: the text of one document in, a ``YAMLNode`` out.
///
/// Yams resolves an alias without saying so, and hashes mapping keys that are made of aliases for as long as it takes,
/// which nine short lines stretch to years. So aliases are blinded before it sees the text: none is ever resolved, and
/// ``StrictYAML`` finds them by their `*`.
///
/// Its errors carry the whole text: nothing of them goes further than the place and libyaml's own word for the problem.
enum YAMLParser {
  /// The root of a document; nil where the text holds none.
  ///
  /// Every alias `*name` stands in the result as the plain scalar `qname`, and so does each `*` before a letter or a
  /// digit inside any other scalar: the values of a document are true where ``blinds(_:)`` says no.
  ///
  /// - Parameters:
  ///   - text: one document, of at least ``shortest`` bytes, without a byte order mark.
  ///   - base: where the text begins in its source.
  static func parse(_ text: Span<UInt8>, at base: Int) throws(Flaw) -> YAMLNode? {
    guard blinds(text) else { return try parseWithAliases(text, at: base) }
    let blinded = SecretBytes(count: text.count) { (bytes: inout MutableSpan<UInt8>) in
      for index in 0..<text.count { bytes[index] = isAlias(text, at: index) ? UInt8(ascii: "q") : text[index] }
    }
    return try blinded.withBytes { (blinded) throws(Flaw) in try parseWithAliases(blinded, at: base) }
  }

  /// Whether a text too short to be anything of ours is YAML at all: read with line ends after it.
  static func checkShort(_ text: Span<UInt8>, at base: Int) throws(Flaw) {
    let padded = SecretBytes(count: shortest + text.count) { (bytes: inout MutableSpan<UInt8>) in
      for index in bytes.indices { bytes[index] = index < text.count ? text[index] : 0x0A }
    }
    do { _ = try padded.withBytes { (padded) throws(Flaw) in try parse(padded, at: base) } } catch {
      throw Flaw(
        code: error.code, offset: min(error.offset, base + text.count), reason: error.reason, hint: error.hint)
    }
  }

  /// The same without blinding, for a text that is known to have no alias.
  static func parseWithAliases(_ text: Span<UInt8>, at base: Int) throws(Flaw) -> YAMLNode? {
    // Yams keeps a pointer to the text, which dangles where Swift stores the text inside the String itself.
    precondition(text.count >= shortest)
    return try compose(string(text, at: base), text, Reading(base: base, standIn: nil))
  }

  /// The root of a document as it is written: every alias `*name` is the plain scalar `*name`, which nothing else can be,
  /// and every other scalar is true. Nil where the text holds nothing.
  ///
  /// Yams sees a character that the text doesn't have in the place of each `*`: it resolves none.
  ///
  /// - Parameters:
  ///   - text: one document of any length, without a byte order mark.
  ///   - base: where the text begins in its source.
  static func parseUnresolved(_ text: Span<UInt8>, at base: Int) throws(Flaw) -> YAMLNode? {
    var string = try string(text, at: base)
    guard let standIn = standIn(for: string) else {
      throw Flaw(offset: base, reason: "a text of this kind is not supported")
    }
    string.unicodeScalars = String.UnicodeScalarView(string.unicodeScalars.map { $0 == "*" ? standIn : $0 })
    if string.utf8.count < shortest { string += String(repeating: "\n", count: shortest) }
    return try compose(string, text, Reading(base: base, standIn: standIn))
  }

  /// A character of the private use area that the text doesn't have.
  private static func standIn(for text: String) -> Unicode.Scalar? {
    var isTaken = [Bool](repeating: false, count: 0x1900)
    for scalar in text.unicodeScalars where (0xE000..<0xF900).contains(scalar.value) {
      isTaken[Int(scalar.value) - 0xE000] = true
    }
    return isTaken.firstIndex(of: false).flatMap { Unicode.Scalar(UInt32($0) + 0xE000) }
  }

  private static func string(_ text: Span<UInt8>, at base: Int) throws(Flaw) -> String {
    do {
      return try String(copying: UTF8Span(validating: text))
    } catch {
      throw Flaw(offset: base + error.byteOffsets.lowerBound, reason: "the text is not UTF-8")
    }
  }

  private static func compose(_ string: String, _ text: Span<UInt8>, _ reading: Reading) throws(Flaw) -> YAMLNode? {
    do {
      // Tags are left alone (`basic`): whether a plain scalar is a string is ``PlainScalar``'s to say.
      let parser = try Parser(yaml: string, resolver: .basic, encoding: .utf8)
      guard let root = try parser.nextRoot() else { return nil }
      guard try parser.nextRoot() == nil else {
        throw Flaw(offset: reading.base, reason: "a document holds another one")
      }
      var cursor = MarkCursor()
      return node(root, text, reading, &cursor)
    } catch let flaw as Flaw {
      throw flaw
    } catch {
      throw flaw(error, text, reading)
    }
  }

  /// A text of this length is stored on the heap by Swift's String.
  static let shortest = 16

  /// Whether the text holds what may be an alias.
  static func blinds(_ text: Span<UInt8>) -> Bool {
    for index in 0..<text.count where isAlias(text, at: index) { return true }
    return false
  }

  private static func isAlias(_ text: Span<UInt8>, at index: Int) -> Bool {
    guard text[index] == UInt8(ascii: "*"), index + 1 < text.count else { return false }
    switch text[index + 1] {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      return true
    default: return false
    }
  }

  private static func node(
    _ node: Node, _ text: Span<UInt8>, _ reading: Reading, _ cursor: inout MarkCursor
  ) -> YAMLNode {
    let offset =
      reading.base + (node.mark.map { cursor.offset(ofLine: $0.line, column: $0.column, in: text) } ?? 0)
    let content: YAMLNode.Content
    switch node {
    case .scalar(let scalar): content = .scalar(reading.restored(scalar.string), style(scalar.style))
    case .sequence(let items): content = .sequence(items.map { self.node($0, text, reading, &cursor) })
    case .mapping(let pairs):
      content = .mapping(
        pairs.map { (self.node($0.key, text, reading, &cursor), self.node($0.value, text, reading, &cursor)) })
    case .alias: content = .scalar("", .plain)  // Yams's parser makes none.
    }
    return YAMLNode(content: content, offset: offset)
  }

  private static func style(_ style: Node.Scalar.Style) -> YAMLNode.Style {
    switch style {
    case .any, .plain: .plain
    case .singleQuoted: .singleQuoted
    case .doubleQuoted: .doubleQuoted
    case .literal: .literal
    case .folded: .folded
    }
  }

  private static func flaw(_ error: any Error, _ text: Span<UInt8>, _ reading: Reading) -> Flaw {
    func offset(_ mark: Mark) -> Int {
      var cursor = MarkCursor()
      return reading.base + cursor.offset(ofLine: mark.line, column: mark.column, in: text)
    }
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _):
      // libyaml's problems are constants of its source; only its contexts and Yams's quote the text.
      return Flaw(offset: offset(mark), reason: "this is no YAML: \(problem)")
    case .reader(_, let place, _, _):
      return Flaw(
        offset: reading.base + reading.offset(ofByte: place ?? 0, in: text),
        reason: "a character that YAML doesn't allow")
    case .duplicatedKeysInMapping(_, let context):
      return Flaw(offset: offset(context.mark), reason: "this key stands a second time in its mapping")
    default:
      return Flaw(offset: reading.base, reason: "this is no YAML")
    }
  }

  /// How what Yams read differs from the text.
  private struct Reading {
    /// Where the text begins in its source.
    let base: Int
    /// What stood for `*`.
    let standIn: Unicode.Scalar?

    func restored(_ string: String) -> String {
      guard let standIn, string.unicodeScalars.contains(standIn) else { return string }
      return String(String.UnicodeScalarView(string.unicodeScalars.map { $0 == standIn ? "*" : $0 }))
    }

    /// Each stand-in has two bytes more than `*`.
    func offset(ofByte place: Int, in text: Span<UInt8>) -> Int {
      guard standIn != nil else { return place }
      var (index, passed) = (0, 0)
      while index < text.count, passed < place {
        passed += text[index] == UInt8(ascii: "*") ? 3 : 1
        index += 1
      }
      return index
    }
  }
}
