import Age
import Foundation
import Primitives
import Sealing
import Testing
import TestSupport

/// Whole sealed files made by an independent model of the format.
@Suite(.enabled(if: Vectors.arePresent)) struct VectorTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    struct Expectation: Decodable, Sendable {
      let values: [String: String]?
      let error: String?
    }

    let vector: String
    let entries: [String: String]
    let name: String
    let namespace: String
    let identities: [String]
    let signers: String?
    let allow_unsigned: Bool?
    let any_namespace: Bool?
    let min_revision: UInt64?
    let signatures: Int?
    let pin: String?
    let expect: Expectation

    var testDescription: String { vector }
  }

  static let cases: [Case] = {
    guard let index = try? Vectors.read("seal-v1/index.json") else { return [] }
    return (try? JSONDecoder().decode([Case].self, from: Data(index))) ?? []
  }()

  @Test func `each of the 120 vectors opens, or fails with its class`() throws {
    #expect(Self.cases.count == 120)
    var done = 0
    for vector in Self.cases {
      let outcome = try Self.outcome(of: vector)
      let values = try Self.values(vector.expect.values ?? [:])
      let expected = vector.expect.error.map { "error: \($0)" } ?? "\(values)"
      if outcome == expected { done += 1 }
      #expect(outcome == expected, "\(vector.vector)")
    }
    if done == Self.cases.count { Vectors.evidence("seal-v1-library", done, of: Self.cases.count) }
  }

  @Test func `each file that is whole is written again byte for byte`() throws {
    for vector in Self.cases where vector.expect.values != nil {
      for file in vector.entries.values where file.hasSuffix(".sealed") {
        let bytes = try Vectors.read("seal-v1/\(file)")
        guard let parsed = try? SealedFile(parsing: bytes, named: file) else { continue }
        #expect(parsed.bytes == bytes, "\(vector.vector)")
      }
    }
  }

  /// The values, or the class of the error, as text to compare.
  private static func outcome(of vector: Case) throws -> String {
    do {
      let entries = try vector.entries.map {
        SealedEntry(entryName: $0.key, bytes: try Vectors.read("seal-v1/\($0.value)"))
      }
      let requests = try NameRequest.parse([vector.name + (vector.pin.map { "@sha256:\($0)" } ?? "")])
      let policy = try Policy(
        namespace: vector.namespace, anyNamespace: vector.any_namespace ?? false,
        allowUnsigned: vector.allow_unsigned ?? false, signatures: vector.signatures,
        minimumRevisions: vector.min_revision.map { [vector.name: $0] } ?? [:],
        signersFile: vector.signers.map { Array($0.utf8) })
      let acceptance = try Acceptance(requests, entries: entries, policy: policy)
      var identities = Identities()
      for text in vector.identities {
        try identities.add(file: Array(text.utf8).span, named: "identity")
      }
      return "\(plain(try acceptance.open(with: identities)[0].values).sorted { $0.key < $1.key })"
    } catch let error as SealError {
      return "error: \(error.code.name)"
    }
  }

  private static func values(_ expected: [String: String]) throws -> [(key: String, value: [UInt8])] {
    try expected.map { (key: $0.key, value: [UInt8](try #require(Data(base64Encoded: $0.value)))) }
      .sorted { $0.key < $1.key }
  }
}
