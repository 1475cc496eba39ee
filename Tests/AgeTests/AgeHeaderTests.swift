import Primitives
import TestSupport
import Testing

@testable import Age

@Suite struct AgeHeaderTests {
  private func random(_ generator: inout SeededGenerator) -> Stanza {
    func word(_ generator: inout SeededGenerator) -> String {
      let count = Int.random(in: 1...40, using: &generator)
      return String(
        decoding: (0..<count).map { _ in UInt8.random(in: 0x21...0x7E, using: &generator) }, as: UTF8.self)
    }
    let arguments = (0..<Int.random(in: 0...4, using: &generator)).map { _ in word(&generator) }
    // 48 bytes fill a line: the lengths around it and its multiples are the interesting ones.
    let count = Int.random(in: 0...3, using: &generator) * 48 + Int.random(in: -2...2, using: &generator)
    return Stanza(type: "x" + word(&generator), arguments: arguments, body: generator.bytes(max(0, count)))
  }

  @Test func `what is written is read, and read is written, byte for byte`() throws {
    var generator = SeededGenerator()
    let fileKey = SecretBytes.random(count: 16)
    let otherKey = SecretBytes.random(count: 16)
    for _ in 0..<1_000 {
      let stanzas = (0..<Int.random(in: 1...5, using: &generator)).map { _ in random(&generator) }
      let written = AgeHeader(stanzas: stanzas, fileKey: fileKey)
      let read = try AgeHeader(parsing: (written.bytes + generator.bytes(20)).span)
      #expect(read.stanzas == stanzas)
      #expect(read.bytes == written.bytes && read.mac == written.mac && read.byteCount == written.bytes.count)
      let isAuthentic = read.isAuthentic(under: fileKey)
      let isAnothers = read.isAuthentic(under: otherKey)
      #expect(isAuthentic && !isAnothers)
    }
  }

  @Test func `a changed byte is refused by the grammar or the MAC (rows 24, 32)`() throws {
    var generator = SeededGenerator()
    let fileKey = SecretBytes.random(count: 16)
    var bytesRefused = 0
    var notAuthentic = 0
    for _ in 0..<1_000 {
      let written = AgeHeader(stanzas: [random(&generator), random(&generator)], fileKey: fileKey).bytes
      var changed = written
      switch Int.random(in: 0..<3, using: &generator) {
      case 0:
        changed[Int.random(in: changed.indices, using: &generator)] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 1: changed.remove(at: Int.random(in: changed.indices, using: &generator))
      default:
        changed.insert(
          .random(in: 0x0A...0x7E, using: &generator), at: Int.random(in: changed.indices, using: &generator))
      }
      guard changed != written else { continue }
      do throws(AgeError) {
        let header = try AgeHeader(parsing: changed.span)
        let again = AgeHeader(stanzas: header.stanzas, fileKey: fileKey)
        #expect(again.bytes.dropLast(45) == header.bytes.dropLast(45))
        let isAuthentic = header.isAuthentic(under: fileKey)
        #expect(!isAuthentic)
        notAuthentic += 1
      } catch {
        #expect(error.code == .header)
        bytesRefused += 1
      }
    }
    #expect(bytesRefused > 0 && notAuthentic > 0)
  }

  @Test func `a header cut anywhere is refused (row 24)`() throws {
    let fileKey = SecretBytes.random(count: 16)
    let stanza = try AgeIdentity.generate(postQuantum: false).recipient.wrap(fileKey)
    let written = AgeHeader(stanzas: [stanza, stanza], fileKey: fileKey).bytes
    for count in 0..<written.count {
      let cut = Array(written.prefix(count))
      #expect(refusal { () throws(AgeError) in _ = try AgeHeader(parsing: cut.span).mac }?.code == .header)
    }
  }

  @Test(arguments: ["age-encryption.org/v2\n", "age-encryption.org/v11\n", "age-encryption.org/\n"])
  func `another version is said to be newer (row 26)`(intro: String) throws {
    let file = Array((intro + "-> X25519 AAAA\n\n--- AAAA\n").utf8)
    let error = try #require(refusal { () throws(AgeError) in _ = try AgeHeader(parsing: file.span).mac })
    #expect(error.code == .header && error.reason.contains("newer"))
  }

  @Test func `a header without stanzas, or with scrypt beside another, is refused (row 31)`() {
    let mac = "--- " + String(repeating: "A", count: 43) + "\n"
    let scrypt = "-> scrypt AAAAAAAAAAAAAAAAAAAAAA 10\n\(String(repeating: "A", count: 43))\n"
    for stanzas in ["", scrypt + scrypt, scrypt + "-> grease\n\n", "-> grease\n\n" + scrypt] {
      let file = Array(("age-encryption.org/v1\n" + stanzas + mac).utf8)
      #expect(refusal { () throws(AgeError) in _ = try AgeHeader(parsing: file.span).mac }?.code == .header)
    }
  }

  @Test func `stanzas are tried in the order of the file, the identities for each (row 25)`() throws {
    let identities = (0..<3).map { _ in AgeIdentity.generate(postQuantum: false) }
    let first = SecretBytes.random(count: 16)
    let second = SecretBytes.random(count: 16)
    let stanzas = [
      Stanza(type: "grease", arguments: [], body: []), try identities[2].recipient.wrap(first),
      try identities[2].recipient.wrap(second), try identities[0].recipient.wrap(second),
    ]
    let header = AgeHeader(stanzas: stanzas, fileKey: first)
    let found = try #require(try header.fileKey(openedBy: identities))
    #expect(found.index == 2)
    let isFirst = found.fileKey.bytes.constantTimeEquals(first)
    #expect(isFirst)
    let none = try header.fileKey(openedBy: [.generate(postQuantum: false), .generate(postQuantum: true)])
    #expect(none == nil)
    let nobody = try header.fileKey(openedBy: [])
    #expect(nobody == nil)
  }
}
