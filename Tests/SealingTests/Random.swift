import Sealing
import TestSupport

extension SeededGenerator {
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

  /// One to three changes of other keys than those, and the values after them.
  mutating func changes(
    to values: [String: [UInt8]], avoiding taken: Set<String>
  ) -> (changes: Changes, after: [String: [UInt8]]) {
    var changes: Changes = [:]
    var after = values
    for _ in 0..<Int.random(in: 1...3, using: &self) {
      let known = Bool.random(using: &self) ? values.keys.sorted().randomElement(using: &self) : nil
      let key = known ?? key()
      guard !taken.contains(key) else { continue }
      let value = Int.random(in: 0..<4, using: &self) == 0 ? nil : bytes(upTo: 100)
      changes[key] = value.map { .set(secret($0)) } ?? .drop
      after[key] = value
    }
    return (changes, after)
  }
}
