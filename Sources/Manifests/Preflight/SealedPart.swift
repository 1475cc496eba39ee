package import Sealing

/// One sealed file where preflight found it.
package struct SealedPart: Sendable {
  /// What it says, as far as workloads are held against that; a folder may hold thousands, so no more of it is kept.
  struct Content: Sendable {
    let namespace: String
    let name: String
    let revision: UInt64
    /// How many there are, whoever made them.
    let signatures: Int
    /// Ascending by key, with the bytes of each ciphertext.
    let values: [(key: String, blobCount: Int)]
  }

  /// `app-secrets.sealed`, as it is called in the ConfigMap.
  package var entryName: String
  /// The file that it stands in.
  package let path: String
  package let bytes: [UInt8]
  /// Nil where the bytes are no sealed file; what is wrong with them is for others to say.
  let content: Content?
  /// What it holds together with the other parts of its name, where somebody opened it.
  package internal(set) var values: OpenedValues?

  init(entryName: String, path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
    content = (try? SealedFile(parsing: bytes, named: entryName)).map { file in
      Content(
        namespace: file.namespace, name: file.name, revision: file.revision, signatures: file.signatures.count,
        values: file.values.map { ($0.key, $0.blob.count) })
    }
    self.entryName = entryName
  }

  /// The name that a pod asks for to get it.
  package var name: String? { SealedEntry.name(ofEntry: entryName) }
}
