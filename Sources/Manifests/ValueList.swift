package import Primitives

/// Values from several sources, each key once.
package struct ValueList: Sendable {
  /// The values, in the order in which they came.
  package private(set) var values: [(key: String, value: SharedSecret)] = []
  private var keys: Set<String> = []

  package init() {}

  /// Adds a value; false, and nothing is added, where the key is taken.
  package mutating func add(_ key: String, _ value: SharedSecret) -> Bool {
    guard keys.insert(key).inserted else { return false }
    values.append((key, value))
    return true
  }
}
