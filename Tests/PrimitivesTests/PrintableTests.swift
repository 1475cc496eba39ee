import Primitives
import Testing

@Suite struct PrintableTests {
  @Test func `no terminal obeys a text, and it stays on one line (row 68)`() {
    #expect(
      "a\u{1B}[2J\n\t\u{7F}\u{9B}\u{202E}\u{2066}\u{2028}é".escaped
        == "a\\x1b[2J\\x0a\\x09\\x7f\\x9b\\x202e\\x2066\\x2028é")
    #expect("as it is: é, 日本".escaped == "as it is: é, 日本")
  }

  @Test func `a name is cut where it is very long`() {
    #expect(String(repeating: "n", count: 300).printable == String(repeating: "n", count: 300))
    #expect(String(repeating: "n", count: 301).printable == String(repeating: "n", count: 300) + "...")
    #expect("".printable == "")
  }
}
