import TestSupport
import Testing

@testable import Workspace

@Suite struct ProseTests {
  @Test(arguments: [
    "@everyone", "[x](https://evil.example)", "<img src=x>", "a|b", "a`b", "``", "a\\|b", "&lt;", "#12", "**b**",
    "a\nb",
    "a\r\n\r\n# b", "\u{202E}gpj", "\u{1B}[2J", "$x$", "~~x~~", "| --- |", " a", "a ", " ", "\u{FEFF}", "ü", "😀", "%60",
  ])
  func `a name in a comment is nothing but a code span`(name: String) {
    let span = Prose("\(name)").markdown
    #expect(Self.isCodeSpan(span), "\(span)")
  }

  @Test func `whatever bytes a name has, its code span holds none that Markdown knows`() {
    var generator = SeededGenerator()
    for _ in 0..<5000 {
      let name = String(decoding: generator.bytes(0...40), as: UTF8.self)
      #expect(Self.isCodeSpan(Prose("\(name)").markdown))
      #expect(Self.isCodeSpan(Prose("\(reason: name)").markdown))
    }
  }

  @Test func `two names never have one code span`() {
    #expect(Prose("\("a`")").markdown != Prose("\("a%60")").markdown)
    #expect(Prose("\(" a")").markdown != Prose("\("%20a")").markdown)
  }

  @Test(arguments: ["a.yaml: app is good", "a\nb", "a, signed by alice@example.com", "", "a\"b", "\u{1B}[2J"])
  func `a name on a terminal can't pass for words`(name: String) {
    let text = Prose("\(name)").text
    #expect(text.hasPrefix("\"") && text.hasSuffix("\""))
    #expect(!text.dropFirst().dropLast().contains("\""))
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 })
  }

  @Test func `an ordinary name stands as it is`() {
    #expect(Prose("to \("k8s/app_1.yaml") \(3)").text == "to k8s/app_1.yaml 3")
    #expect(Prose("to \("k8s/app_1.yaml") \(3)").markdown == "to `k8s/app_1.yaml` 3")
  }

  private static func isCodeSpan(_ text: String) -> Bool {
    let text = text.hasSuffix("...") ? String(text.dropLast(3)) : text
    guard text.count > 2, text.hasPrefix("`"), text.hasSuffix("`") else { return false }
    let inner = text.dropFirst().dropLast()
    return inner.unicodeScalars.allSatisfy {
      $0.isASCII && $0.value >= 0x20 && !"`|\\<>&*[]#!$~{}^\u{7F}".contains(Character($0))
    }
      && (inner == " " || inner.first != " " && inner.last != " ")
  }
}
