import Foundation
import SSHSignatures
import Testing
import TestSupport

/// One case of the `seal-v1` vectors, of which only the signatures and the signers matter here.
struct SealedVector: Decodable, CustomTestStringConvertible, Sendable {
  static let namespace = "seal-v1@sealed-manifests.dev"

  enum Outcome: Decodable, Sendable {
    case values
    case error(String)

    private enum Keys: String, CodingKey { case error }

    init(from decoder: any Decoder) throws {
      let error = try decoder.container(keyedBy: Keys.self).decodeIfPresent(String.self, forKey: .error)
      self = error.map { .error($0) } ?? .values
    }
  }

  let vector: String
  let entries: [String: String]
  let expect: Outcome
  let signers: String?

  var testDescription: String { vector }

  static let all: [SealedVector] = {
    guard Vectors.arePresent, let index = try? Vectors.read("seal-v1/index.json") else { return [] }
    return (try? JSONDecoder().decode([SealedVector].self, from: Data(index))) ?? []
  }()

  /// Every file of the case, split before its first signature block, and its blocks.
  func files() throws -> [(signed: [UInt8], blocks: [[UInt8]])] {
    try entries.keys.sorted().map { entry in
      let text = String(decoding: try Vectors.read("seal-v1/" + entries[entry]!), as: UTF8.self)
      let parts = text.components(separatedBy: SSHSignature.begin)
      return (Array(parts[0].utf8), parts.dropFirst().map { Array((SSHSignature.begin + $0).utf8) })
    }
  }
}
