import Foundation

/// Random input that can be had again: the seed is printed, and `SEAL_TEST_SEED` gives it.
public struct SeededGenerator: RandomNumberGenerator {
  private static let seed: UInt64 = {
    let given = ProcessInfo.processInfo.environment["SEAL_TEST_SEED"].flatMap { UInt64($0) }
    let seed = given ?? .random(in: 0...UInt64.max)
    print("seed: SEAL_TEST_SEED=\(seed)")
    return seed
  }()

  private var state: UInt64

  /// Each test has a sequence of its own, so that running one alone repeats what it did among all (FNV-1a of its name).
  public init(for test: String = #function) {
    state = test.utf8.reduce(Self.seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  /// SplitMix64 (Steele, Lea, Flood, 2014).
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// As many random bytes.
  public mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &self) }
  }

  /// Some number of random bytes.
  public mutating func bytes(_ count: ClosedRange<Int>) -> [UInt8] {
    bytes(Int.random(in: count, using: &self))
  }
}
