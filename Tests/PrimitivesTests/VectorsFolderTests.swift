import Foundation
import Primitives
import Testing
import TestSupport

/// A vector that is missing or altered fails the tests: nothing would notice that a case is no longer tried.
@Suite(.enabled(if: Vectors.arePresent)) struct VectorsFolderTests {
  @Test func `every file of the list is there, unaltered, and no other`() throws {
    let lines = String(decoding: try Vectors.read("SHA256SUMS"), as: UTF8.self).split(separator: "\n")
    var listed: Set<String> = []
    for line in lines {
      let parts = line.split(separator: " ", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      let path = parts[1].hasPrefix("./") ? String(parts[1].dropFirst(2)) : parts[1]
      listed.insert(path)
      let bytes = try Vectors.read(path)
      #expect(sha256(bytes) == parts[0], "\(path) was altered")
    }
    for folder in ["cctv-age", "cctv-ed25519", "wycheproof"] {
      for name in Vectors.list(folder) {
        #expect(listed.contains("\(folder)/\(name)"), "\(folder)/\(name) is not listed")
      }
    }
    if lines.count == listed.count { Vectors.evidence("vectors-sha256", listed.count, of: lines.count) }
  }
}
