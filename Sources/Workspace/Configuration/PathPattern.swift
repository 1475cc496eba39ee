import Primitives

/// Which files a rule is for: a path from the root, with `*`, `?` and `[abc]` inside a component, and `**` for any number
/// of whole components, none included; at the end it is one at least.
///
/// What other tools' patterns know and these don't (braces, backslashes, a `!` at the head) is refused: it would match
/// nothing, and nobody would notice.
package struct PathPattern: Hashable, Sendable {
  /// As it is written.
  package let text: String
  /// The text up to the first character that stands for others.
  package let literal: String
  private let components: [Component]

  private enum Component: Hashable, Sendable {
    case any
    case glob([Token])
  }

  private enum Token: Hashable, Sendable {
    case scalar(Unicode.Scalar)
    case one
    case many
    case set([ClosedRange<Unicode.Scalar>], isInverted: Bool)

    func matches(_ scalar: Unicode.Scalar) -> Bool {
      switch self {
      case .scalar(let own): own == scalar
      case .one, .many: true
      case .set(let ranges, let isInverted): ranges.contains { $0.contains(scalar) } != isInverted
      }
    }
  }

  /// Why a text is no pattern.
  package struct Fault: Error {
    package let reason: String
    package let hint: String?

    init(_ reason: String, hint: String? = nil) { (self.reason, self.hint) = (reason, hint) }
  }

  package init(parsing text: String) throws(Fault) {
    if let character = text.unicodeScalars.first(where: { "\\{}".unicodeScalars.contains($0) }) {
      throw Fault(
        "a path can't hold \"\(character)\"",
        hint: character == "\\" ? "folders are separated by \"/\"; [*] is a star itself" : "write one rule for each")
    }
    guard text.escaped == text else { throw Fault("a path has no control characters") }
    if text.hasPrefix("!") {
      throw Fault("a path can't begin with \"!\"", hint: "a longer path wins over a shorter one")
    }
    if text.hasPrefix("/") { throw Fault("a path begins at the folder of this file, not at \"/\"") }
    let parts = text.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false)
    guard
      parts.allSatisfy({
        !$0.isEmpty && !$0.elementsEqual(".".unicodeScalars) && !$0.elementsEqual("..".unicodeScalars)
      })
    else {
      throw Fault(
        "a path has no empty parts, and no \".\" or \"..\"",
        hint: text.hasSuffix("/") ? "\"\(text.printable)**\" is all that lies in the folder" : nil)
    }
    self.text = text
    literal = String(String.UnicodeScalarView(text.unicodeScalars.prefix { !"*?[".unicodeScalars.contains($0) }))
    let components = try parts.map { (part) throws(Fault) in try Self.component(part) }
    self.components = components.last == .any ? components + [.glob([.many])] : components
  }

  private static func component(_ part: Substring.UnicodeScalarView) throws(Fault) -> Component {
    var tokens: [Token] = []
    var rest = part[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "*":
        guard tokens.last != .many else {
          guard part.count == 2 else {
            throw Fault(
              "\"**\" stands for whole folders, and is alone between slashes", hint: "for example overlays/**/db.yaml")
          }
          return .any
        }
        tokens.append(.many)
      case "?": tokens.append(.one)
      case "[": tokens.append(try set(&rest))
      default: tokens.append(.scalar(scalar))
      }
    }
    return .glob(tokens)
  }

  /// What stands between brackets: `abc`, `a-z`, and with a `!` before it all others.
  private static func set(_ rest: inout Substring.UnicodeScalarView) throws(Fault) -> Token {
    if rest.first == "^" { throw Fault("a path has a \"[^\"", hint: "[!abc] is any character but these") }
    let isInverted = rest.first == "!"
    if isInverted { rest.removeFirst() }
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    while let scalar = rest.popFirst() {
      if scalar == "]", !ranges.isEmpty { return .set(ranges, isInverted: isInverted) }
      guard scalar != "]" else { throw Fault("a path has empty brackets") }
      guard rest.first == "-", let end = rest.dropFirst().first, end != "]" else {
        ranges.append(scalar...scalar)
        continue
      }
      guard scalar <= end else { throw Fault("a path has a range that ends before it begins") }
      ranges.append(scalar...end)
      rest = rest.dropFirst(2)
    }
    throw Fault("a path has a \"[\" without its \"]\"", hint: "[[] is a bracket itself")
  }

  // MARK: Matching

  /// - Parameter path: from the root, its components separated by single slashes.
  package func matches(_ path: String) -> Bool {
    guard path.utf8.starts(with: literal.utf8) else { return false }
    let parts = path.unicodeScalars.split(separator: "/").map(Array.init)
    return Self.match(components, parts, isStar: { $0 == .any }) { component, part in
      guard case .glob(let tokens) = component else { return true }
      return Self.match(tokens, part, isStar: { $0 == .many }) { $0.matches($1) }
    }
  }

  /// Matches from left to right, and goes back to the last star alone, so that no pattern takes longer than the product of
  /// both lengths.
  private static func match<Pattern, Part>(
    _ pattern: [Pattern], _ parts: [Part], isStar: (Pattern) -> Bool, _ matches: (Pattern, Part) -> Bool
  ) -> Bool {
    var (index, next) = (0, 0)
    var star: (pattern: Int, next: Int)?
    while next < parts.count {
      if index < pattern.count, isStar(pattern[index]) {
        star = (index, next)
        index += 1
      } else if index < pattern.count, matches(pattern[index], parts[next]) {
        index += 1
        next += 1
      } else if let last = star {
        star = (last.pattern, last.next + 1)
        (index, next) = (last.pattern + 1, last.next + 1)
      } else {
        return false
      }
    }
    return pattern[index...].allSatisfy(isStar)
  }
}
