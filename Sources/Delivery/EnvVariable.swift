/// A value that becomes an environment variable, and the variable's name.
package struct EnvVariable: Equatable, Sendable {
  /// The place of the value among those of its sealed name.
  package let index: Int
  /// The value's key.
  package let key: String
  /// What the variable is called: the key, unless somebody wants it otherwise.
  package let name: String

  package init(index: Int, key: String, name: String) {
    self.index = index
    self.key = key
    self.name = name
  }
}
