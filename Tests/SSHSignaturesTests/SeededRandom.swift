import Foundation

/// Random input that can be had again: the seed is printed, and `SEAL_TEST_SEED` gives it (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
  static let seed: UInt64 = {
    let given = ProcessInfo.processInfo.environment["SEAL_TEST_SEED"].flatMap { UInt64($0) }
    let seed = given ?? UInt64.random(in: 0..<1 << 32)
    print("seed: SSHSignaturesTests SEAL_TEST_SEED=\(seed)")
    return seed
  }()

  private var state: UInt64 = SeededRandom.seed

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  mutating func bytes(_ count: ClosedRange<Int>) -> [UInt8] {
    (0..<Int.random(in: count, using: &self)).map { _ in UInt8.random(in: 0...255, using: &self) }
  }
}
