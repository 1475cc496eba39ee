import TestSupport
import Testing

@testable import Age

@Suite struct AgeArmorTests {
  private func decode(_ text: String) -> [UInt8]? {
    do throws(AgeError) {
      return try AgeArmor.decode(Array(text.utf8).span)
    } catch {
      #expect(error.code == .armor)
      return nil
    }
  }

  private func encode(_ bytes: [UInt8]) -> String { String(decoding: AgeArmor.encode(bytes.span), as: UTF8.self) }

  @Test func `armor gives back what it was made of, in lines of 64`() {
    var generator = SeededGenerator()
    for number in 0..<1_000 {
      let bytes = generator.bytes(number % 200)
      let text = encode(bytes)
      #expect(decode(text) == bytes)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.first.map(String.init) == AgeArmor.begin && lines.last == "")
      #expect(lines.dropFirst().dropLast(3).allSatisfy { $0.utf8.count == 64 })
    }
  }

  @Test func `what age tolerates is tolerated: CR, no last LF, blanks around`() {
    let bytes = [UInt8](repeating: 7, count: 100)
    let text = encode(bytes)
    #expect(decode(text.replacing("\n", with: "\r\n")) == bytes)
    #expect(decode(String(text.dropLast())) == bytes)
    #expect(decode("\n \t\r\n" + text + "\n \t\n") == bytes)
    #expect(decode(String(repeating: "\n", count: 2_000) + text) == nil)
    #expect(decode(text + String(repeating: "\n", count: 2_000)) == nil)
  }

  @Test func `anything else is refused (row 34)`() {
    let text = encode([UInt8](repeating: 7, count: 100))
    var lines = text.split(separator: "\n").map(String.init)
    #expect(decode(text.lowercased()) == nil)
    #expect(decode("x\n" + text) == nil)
    #expect(decode(text + "x") == nil)
    #expect(decode(" " + text) == nil)
    #expect(decode(text.replacing("FILE-----", with: "FILE----- ")) == nil)
    #expect(decode(text.replacing("AGE ENCRYPTED FILE", with: "MESSAGE")) == nil)
    #expect(decode(text.replacing("FILE-----\n", with: "FILE-----\n\n")) == nil)
    #expect(decode(text.replacing("FILE-----\n", with: "FILE-----\nVersion: 1\n\n")) == nil)
    #expect(decode(lines.dropLast().joined(separator: "\n")) == nil)
    #expect(decode(lines.dropFirst().joined(separator: "\n")) == nil)
    #expect(decode(lines.joined(separator: "\r")) == nil)
    #expect(decode((lines.prefix(2) + lines.suffix(1)).joined(separator: "\n")) != nil)
    lines[1] = String(lines[1].dropLast())
    #expect(decode(lines.joined(separator: "\n")) == nil)
    #expect(decode("") == nil)
    #expect(decode("\n\n") == nil)
    #expect(decode(AgeArmor.begin) == nil)
  }
}
