import Foundation
import Primitives
import Testing

@testable import Sealing

/// The example in the specification, read from its page.
@Suite struct WorkedExampleTests {
  /// The fenced blocks of section 10: the identity, the signers, the file.
  private func blocks() throws -> [[UInt8]] {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/Sealing/Sealing.docc/Format.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    let section = try #require(text.range(of: "## 10. "))
    let parts = text[section.upperBound...].components(separatedBy: "```\n")
    return stride(from: 1, to: parts.count, by: 2).map { Array(parts[$0].utf8) }
  }

  @Test func `the worked example of the specification opens to what it says`() throws {
    let blocks = try blocks()
    try #require(blocks.count == 3)
    var identities = Identities()
    let identity = blocks[0]
    try identities.add(file: identity.span, named: "identity")
    let policy = try Policy(namespace: "payments", signersFile: blocks[1])
    let values = try open(blocks[2], policy, identities, name: "app-db")
    #expect(
      values == ["DB_PASSWORD": Array("correct horse battery staple".utf8), "EMPTY": [], "TOKEN": Array("s3".utf8)])
    #expect(try SealedFile(parsing: blocks[2], named: "app-db.sealed").layers.count == 2)
  }
}
