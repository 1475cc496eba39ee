import Foundation
import TestSupport

/// A file of C2SP/wycheproof: groups of tests, of which these suites read what they need.
struct Wycheproof<Group: Decodable>: Decodable {
  let numberOfTests: Int
  let testGroups: [Group]

  static func read(_ name: String) throws -> Wycheproof {
    try JSONDecoder().decode(Wycheproof.self, from: Data(try Vectors.read("wycheproof/\(name)_test.json")))
  }
}

struct WycheproofGroup<Test: Decodable>: Decodable {
  let tests: [Test]
}

/// Bytes that stand in JSON as hexadecimal text.
struct Hex: Decodable {
  let bytes: [UInt8]

  init(from decoder: any Decoder) throws {
    bytes = hex(try decoder.singleValueContainer().decode(String.self))
  }
}

enum WycheproofResult: String, Decodable {
  case valid, acceptable, invalid
}
