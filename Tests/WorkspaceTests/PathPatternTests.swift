import TestSupport
import Testing

@testable import Workspace

@Suite struct PathPatternTests {
  @Test(arguments: [
    ("db.yaml", ["db.yaml"], ["db.yam", "db.yaml2", "a/db.yaml", "DB.yaml"]),
    ("a/*.yaml", ["a/b.yaml", "a/.yaml"], ["a/b/c.yaml", "a/b.yml", "b.yaml", "aa/b.yaml"]),
    ("a/*", ["a/b", "a/.b"], ["a", "a/b/c"]),
    ("a/**", ["a/b", "a/b/c", "a/b/c/d"], ["a", "ab/c", "b/a/c"]),
    ("**", ["a", "a/b"], []),
    ("**/db.yaml", ["db.yaml", "a/db.yaml", "a/b/db.yaml"], ["a/b", "xdb.yaml"]),
    ("a/**/z", ["a/z", "a/b/z", "a/b/c/z", "a/z/z"], ["a/b", "z", "a/bz"]),
    ("**/a/**/b", ["a/b", "x/a/y/b", "a/a/b", "a/b/b"], ["a", "b", "a/b/c"]),
    ("a?c", ["abc", "aßc"], ["ac", "abbc", "a/c"]),
    ("[abc]x", ["ax", "cx"], ["dx", "x", "abx"]),
    ("[a-c1]x", ["bx", "1x"], ["-x", "dx"]),
    ("[!a-c]x", ["dx", "-x"], ["ax", "x", "/x"]),
    ("[a-]x", ["ax", "-x"], ["bx"]),
    ("[*][?][[]", ["*?["], ["abc"]),
    ("*a*b*", ["ab", "xaxbx", "aab"], ["ba", "a", "a/b"]),
    ("a/*", ["a/\u{301}"], ["a/b/\u{301}c"]), ("é/ü.yaml", ["é/ü.yaml"], ["e/u.yaml"]),
  ])
  func `a pattern matches whole paths`(text: String, matching: [String], others: [String]) throws {
    let pattern = try PathPattern(parsing: text)
    for path in matching { #expect(pattern.matches(path), "\(text) should match \(path)") }
    for path in others { #expect(!pattern.matches(path), "\(text) should not match \(path)") }
  }

  @Test(arguments: [
    ("/a", "begins at the folder"), ("a/", "empty parts"), ("a//b", "empty parts"), ("./a", "empty parts"),
    ("a/../b", "empty parts"), ("!a", "\"!\""), ("a\\b", "\"\\\""), ("{a,b}", "\"{\""), ("a**", "whole folders"),
    ("**a", "whole folders"), ("a/***", "whole folders"), ("[", "without its"), ("[ab", "without its"), ("[]", "empty"),
    ("[!]", "empty"), ("[^a]", "\"[^\""), ("[b-a]", "before it begins"),
    ("a\u{1B}[2J", "control"), ("a\nb", "control"),
  ])
  func `what other tools read otherwise is refused`(text: String, reason: String) {
    let fault = #expect(throws: PathPattern.Fault.self) { try PathPattern(parsing: text) }
    #expect(fault?.reason.contains(reason) == true, "\(fault?.reason ?? "")")
  }

  @Test(arguments: [
    ("a/b.yaml", "a/b.yaml"), ("a/*", "a/"), ("a/b?c", "a/b"), ("ab[c]", "ab"), ("**", ""), ("é*", "é"),
  ])
  func `the literal is what stands before the first character for others`(text: String, literal: String) throws {
    #expect(try PathPattern(parsing: text).literal == literal)
  }

  @Test func `no pattern takes for ever`() throws {
    let pattern = try PathPattern(parsing: String(repeating: "**/*a*a*a*a/", count: 50) + "b")
    let path = String(repeating: String(repeating: "a", count: 200) + "/", count: 100) + "c"
    #expect(ContinuousClock().measure { _ = pattern.matches(path) } < .seconds(2))
  }

  @Test func `it agrees with a matcher that tries everything`() throws {
    var random = SeededGenerator()
    for _ in 0..<3000 {
      let text = (0..<Int.random(in: 1...4, using: &random)).map { _ in
        Bool.random(using: &random)
          ? "**"
          : (0..<Int.random(in: 1...3, using: &random)).map { _ in "ab*?".randomElement(using: &random)! }.map(
            String.init
          ).joined()
      }.joined(separator: "/")
      guard let pattern = try? PathPattern(parsing: text) else { continue }
      let path = (0..<Int.random(in: 1...4, using: &random)).map { _ in
        (0..<Int.random(in: 1...3, using: &random)).map { _ in "ab".randomElement(using: &random)! }.map(String.init)
          .joined()
      }.joined(separator: "/")
      let wanted = Self.matches(
        text.split(separator: "/").map(Array.init), path.split(separator: "/").map(Array.init))
      #expect(pattern.matches(path) == wanted, "\(text) and \(path)")
    }
  }

  private static func matches(_ pattern: [[Character]], _ path: [[Character]]) -> Bool {
    guard let first = pattern.first else { return path.isEmpty }
    if first == ["*", "*"] {
      let least = pattern.count == 1 ? 1 : 0
      return path.count >= least
        && (least...path.count).contains { matches(Array(pattern.dropFirst()), Array(path.dropFirst($0))) }
    }
    guard let part = path.first else { return false }
    return matches(first, part) && matches(Array(pattern.dropFirst()), Array(path.dropFirst()))
  }

  private static func matches(_ pattern: [Character], _ part: [Character]) -> Bool {
    guard let first = pattern.first else { return part.isEmpty }
    if first == "*" {
      return (0...part.count).contains { matches(Array(pattern.dropFirst()), Array(part.dropFirst($0))) }
    }
    return !part.isEmpty && (first == "?" || first == part[0])
      && matches(Array(pattern.dropFirst()), Array(part.dropFirst()))
  }
}
