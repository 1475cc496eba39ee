import Foundation
import Primitives
import Testing

@testable import Age

func hex(_ text: some StringProtocol) -> [UInt8] {
  let digits = text.utf8.map { UInt8(String(UnicodeScalar($0)), radix: 16)! }
  return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

func hex(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

extension SecretBytes {
  /// A copy that a test may look at.
  borrowing func revealed() -> [UInt8] {
    withBytes { bytes in bytes.indices.map { bytes[$0] } }
  }
}

/// The code with which `body` refuses, or nil where it doesn't.
func refusal<R: ~Copyable>(_ body: () throws(AgeError) -> R) -> AgeError? {
  do throws(AgeError) {
    _ = try body()
    return nil
  } catch {
    return error
  }
}

/// Random numbers that can be had again: the seed is SEAL_TEST_SEED or chosen, and printed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(for test: String) {
    state = ProcessInfo.processInfo.environment["SEAL_TEST_SEED"].flatMap { UInt64($0) } ?? .random(in: 1 ... .max)
    print("seed of \(test): SEAL_TEST_SEED=\(state)")
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &self) }
  }
}
