/// A name whose files were opened.
package struct OpenedName: Sendable {
  package let name: String
  package let values: OpenedValues
  /// SHA-256 over the bytes of its files, 64 hex digits.
  package let digest: String
  package let files: [OpenedFile]
}

/// What is worth telling of one file that was opened.
package struct OpenedFile: Sendable {
  package let entryName: String
  package let revision: UInt64
  /// The labels of the trusted signers.
  package let signers: [String]
  /// The identity that opened it: its label in the file's `to` lines, or else its fingerprint.
  package let identity: String
}
