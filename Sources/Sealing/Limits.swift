/// The limits of format.md, section 2.
package enum Limits {
  /// A sealed file, in bytes.
  package static let fileCount = 1_000_000
  /// A value's plaintext, in bytes.
  package static let valueCount = 524_288
  /// A file's layers.
  package static let layers = 32
  /// A layer's entries.
  package static let entries = 1024
  /// A layer's recipients, as `to` lines and as stanzas.
  package static let recipients = 64
  /// A file's signatures.
  package static let signatures = 8
  /// An envelope's header through the LF of its MAC line, in bytes.
  package static let headerCount = 262_144
  /// Above this many bytes client-side `kubectl apply` begins to refuse the ConfigMap.
  package static let comfortableFileCount = 200 * 1024
}
