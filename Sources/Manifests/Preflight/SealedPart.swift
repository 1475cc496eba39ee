package import Sealing

/// One sealed file where preflight found it.
package struct SealedPart: Sendable {
  /// `app-secrets.sealed`, as it is called in the ConfigMap.
  package var entryName: String
  /// The file that it stands in.
  package let path: String
  package let bytes: [UInt8]
  /// Nil where the bytes are none; what is wrong with them is for others to say.
  package let file: SealedFile?
  /// What it holds together with the other parts of its name, where somebody opened it.
  package internal(set) var values: OpenedValues?

  init(entryName: String, path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
    file = try? SealedFile(parsing: bytes, named: entryName)
    self.entryName = entryName
  }

  /// The name that a pod asks for to get it.
  package var name: String? { SealedEntry.name(ofEntry: entryName) }
}
