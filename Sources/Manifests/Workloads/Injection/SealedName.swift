package import Sealing

/// What is known without a key of all sealed files of one name, for one namespace: what a pod needs to ask for them.
package struct SealedName: Sendable {
  /// A key, and a bound for the length of its value in bytes.
  package struct Key: Sendable {
    package let name: String
    package let bound: Int
  }

  package let name: String
  /// The one that it is sealed for, or `*`.
  package let namespace: String
  /// Ascending.
  package let keys: [Key]
  /// The ConfigMaps that carry its files.
  package let configMaps: [String]
  /// Whether a file was given by itself, and its ConfigMap is taken to have its name.
  let isConfigMapGuessed: Bool
  /// Their namespace, where they say one.
  let configMapNamespace: String?
  /// SHA-256 over the bytes of its files, in hexadecimal.
  package let digest: String
  /// Its files.
  package let entries: [SealedEntry]

  /// What a pod asks for.
  package var pin: String { "\(name)@sha256:\(digest)" }

  /// How many bytes the files have.
  var byteCount: Int { entries.reduce(0) { $0 + $1.bytes.count } }

  func bound(of key: String) -> Int? { keys.first { $0.name == key }?.bound }
}
