import Primitives
import Testing
import TestSupport

@testable import Age

/// All 143 vectors of C2SP/CCTV, each with the exact class of its outcome.
///
/// They are rows 24 to 28 and 30 to 34 of the attacks that the project answers.
@Suite(.enabled(if: Vectors.arePresent)) struct TestkitTests {
  @Test(arguments: TestkitVector.names)
  func `a vector ends as it says (rows 24, 25, 26, 27, 28, 30, 31, 32, 33, 34)`(name: String) throws {
    let vector = try TestkitVector(named: name)
    let (expect, plaintext) = vector.outcome()
    #expect(expect == vector.expect)
    if expect == "success" {
      let plaintext = try #require(plaintext)
      #expect(hex(plaintext.bytes.withBytes { SHA256.hash($0) }) == vector.payload)
    }
  }

  @Test func `there are 143 vectors and none fails`() throws {
    let vectors = try TestkitVector.names.map { try TestkitVector(named: $0) }
    #expect(vectors.count == 143)
    let passed = vectors.filter { $0.outcome().expect == $0.expect }.count
    #expect(passed == 143)
    if passed == vectors.count { Vectors.evidence("cctv-age", passed, of: 143) }
  }

  @Test(arguments: TestkitVector.names)
  func `what was read is what would be written`(name: String) throws {
    let vector = try TestkitVector(named: name)
    guard !["header failure", "armor failure"].contains(vector.expect) else { return }
    var file = vector.file
    if vector.isArmored {
      file = try AgeArmor.decode(vector.file.span)
      let lines = String(decoding: vector.file, as: UTF8.self).split(whereSeparator: \.isWhitespace)
      // "-----BEGIN AGE ENCRYPTED FILE-----" holds blanks itself.
      let digits = lines.dropFirst(4).dropLast(4).joined(separator: "\n")
      #expect(
        String(decoding: AgeArmor.encode(file.span), as: UTF8.self) == "\(AgeArmor.begin)\n\(digits)\n\(AgeArmor.end)\n"
      )
    }
    let header = try AgeHeader(parsing: file.span)
    #expect(header.bytes == Array(file.prefix(header.byteCount)))
    let fileKey = SecretBytes(copying: vector.fileKey.span)
    let written = AgeHeader(stanzas: header.stanzas, fileKey: fileKey)
    if vector.expect == "HMAC failure" {
      #expect(written.mac != header.mac)
    } else {
      #expect(written.bytes == header.bytes)
    }
    guard vector.expect == "success" else { return }
    let payload = Array(file[header.byteCount...])
    let plaintext = try AgePayload.open(payload.span, fileKey: fileKey)
    let again = plaintext.withBytes { AgePayload.seal($0, fileKey: fileKey, nonce: Array(payload.prefix(16))) }
    #expect(again == payload)
  }
}
