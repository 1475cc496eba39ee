import Primitives

/// Words of this program with names of somebody else's among them.
///
/// A literal is words; whatever is interpolated is a name: a path, a key, a label, a message about somebody's bytes. So
/// nothing that a repository holds can become markup in a comment on a pull request, or pass for this program's words.
package struct Prose: ExpressibleByStringInterpolation, Sendable {
  fileprivate enum Piece: Sendable {
    case words(String)
    case name(String)
    case reason(String)
  }

  private var pieces: [Piece] = []

  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var pieces: [Piece] = []

    package init(literalCapacity: Int, interpolationCount: Int) {}

    package mutating func appendLiteral(_ words: String) { pieces.append(.words(words)) }
    package mutating func appendInterpolation(_ name: String) { pieces.append(.name(name)) }
    /// A sentence of this program's that quotes names.
    package mutating func appendInterpolation(reason: String) { pieces.append(.reason(reason)) }
    package mutating func appendInterpolation(_ number: some BinaryInteger) { pieces.append(.words("\(number)")) }
    package mutating func appendInterpolation(_ prose: Prose) { pieces += prose.pieces }
  }

  package init(stringLiteral words: String) { pieces = [.words(words)] }
  package init(stringInterpolation text: StringInterpolation) { pieces = text.pieces }

  package static func + (a: Prose, b: Prose) -> Prose { "\(a)\(b)" }

  /// For a terminal: a name that could be read as anything else stands in quotes.
  package var text: String {
    pieces.map { piece in
      switch piece {
      case .words(let words): words
      case .name(let name): Self.quoted(name)
      case .reason(let reason): reason.escaped
      }
    }.joined()
  }

  /// For a comment on a pull request: every name is a code span, in which nobody is mentioned and nothing is linked.
  package var markdown: String {
    pieces.map { piece in
      switch piece {
      case .words(let words): words
      case .name(let name), .reason(let name): Self.codeSpan(name)
      }
    }.joined()
  }

  private static func quoted(_ name: String) -> String {
    if !name.isEmpty, name.utf8.allSatisfy(isPlain) { return name }
    // By scalars: to Swift a quote and an accent after it are one character, and no quote.
    let scalars = name.unicodeScalars.map { $0 == "\"" ? "\\x22" : String($0) }
    return "\"\(scalars.joined().printable)\""
  }

  private static func codeSpan(_ name: String) -> String {
    guard !name.isEmpty else { return "` `" }
    let bytes = Array(name.utf8.prefix(longest))
    var span = "`"
    for (index, byte) in bytes.enumerated() {
      // Blanks at the ends would be stripped.
      let isInside = index > 0 && index < bytes.count - 1
      if isPlain(byte) || harmlessInside.contains(byte) && isInside {
        span.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        span += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return span + "`" + (name.utf8.count > longest ? "..." : "")
  }

  private static let longest = 300

  /// Letters, digits and what is nothing to Markdown, to HTML or to a terminal. Git spells out other letters in paths too.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x61...0x7A, 0x41...0x5A, 0x30...0x39: true
    default: plain.contains(byte)
    }
  }

  private static let plain = Array("-_.@/:=+".utf8)
  private static let harmlessInside = Array(" ,;()\"'".utf8)
}

extension [Prose] {
  package func joined(separator: Prose) -> Prose {
    dropFirst().reduce(first ?? "") { $0 + separator + $1 }
  }
}
