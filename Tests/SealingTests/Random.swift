import Foundation
import Primitives

/// A generator that a seed repeats: `SEAL_TEST_SEED`, or one that is printed.
struct SeededGenerator: RandomNumberGenerator {
  static let seed: UInt64 = {
    let seed =
      ProcessInfo.processInfo.environment["SEAL_TEST_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 0...UInt64.max)
    print("seed: \(seed) (SEAL_TEST_SEED)")
    return seed
  }()

  private var state: UInt64

  init(_ salt: UInt64 = 0) {
    state = Self.seed &+ salt &* 0x9E37_79B9_7F4A_7C15
  }

  /// splitmix64 (Steele, Lea, Flood, 2014).
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func bytes(upTo limit: Int) -> [UInt8] {
    // Short ones often, long ones now and then.
    let count =
      Bool.random(using: &self) ? Int.random(in: 0...40, using: &self) : Int.random(in: 0...limit, using: &self)
    return (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
  }

  mutating func key() -> String {
    let alphabet = Array("abcXYZ019-_.")
    while true {
      let key = String(
        (0..<Int.random(in: 1...12, using: &self)).map { _ in alphabet.randomElement(using: &self) ?? "a" })
      if key != ".", !key.hasPrefix("..") { return key }
    }
  }

  mutating func values(upTo count: Int) -> [String: [UInt8]] {
    var values: [String: [UInt8]] = [:]
    for _ in 0..<Int.random(in: 0...count, using: &self) { values[key()] = bytes(upTo: 700) }
    return values
  }
}
