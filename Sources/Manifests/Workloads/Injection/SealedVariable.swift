/// A variable of a container whose value comes out of a sealed file.
struct SealedVariable: Sendable {
  /// What the container calls it.
  let variable: String
  let name: SealedName
  let key: String
  /// Whether the container starts without it.
  let isOptional: Bool
  /// Whether it comes by `envFrom`, and not by an entry of `env`.
  let isFromSource: Bool

  /// Whether the file has the key.
  var isPresent: Bool { name.bound(of: key) != nil }
}
