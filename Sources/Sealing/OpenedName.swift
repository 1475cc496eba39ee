/// A name whose files were opened.
public struct OpenedName: Sendable {
  /// As it was asked for.
  public let name: String
  /// What its files hold together.
  public let values: OpenedValues
  /// SHA-256 over the bytes of its files, 64 hex digits.
  public let digest: String
  /// What is worth telling of each of its files.
  public let files: [OpenedFile]
}

/// What is worth telling of one file that was opened.
public struct OpenedFile: Sendable {
  /// The key of its ConfigMap entry.
  public let entryName: String
  /// As it stands in the file.
  public let revision: UInt64
  /// The labels of the trusted signers.
  public let signers: [String]
  /// The identity that opened it: its label in the file's `to` lines, or else its fingerprint.
  public let identity: String
}
