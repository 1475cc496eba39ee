package import Sealing

/// One version of one sealed file, as a review shows it: what it says of itself, and who vouches for that.
package struct ReviewedVersion: Sendable {
  package let path: String
  /// Where it stands in its document.
  let index: Int
  /// The key of its ConfigMap entry; nil where a document can't be read, and nobody knows what is sealed in it.
  package let entryName: String?
  /// Of the ConfigMap around it.
  package let configMap: String?
  package let metadataNamespace: String?
  /// What it says of itself, or why it can't be read.
  package let claims: Result<Claims, SealError>
  package let signers: [ReviewedSigner]

  /// Nothing of it is longer than names are: a review of ten thousand files holds no ciphertext.
  package struct Claims: Sendable {
    package let namespace: String
    package let name: String
    package let revision: UInt64
    package let layers: [String]
  }

  /// - Parameters:
  ///   - index: where it stands in its document.
  ///   - file: what stands in the entry.
  init(
    _ entry: SealedDocument.Entry, at index: Int, path: String, _ file: Result<SealedFile, SealError>,
    trust: ReviewTrust
  ) {
    self.path = path
    self.index = index
    entryName = entry.entry.entryName
    configMap = entry.configMap
    metadataNamespace = entry.metadataNamespace
    claims = file.map {
      Claims(namespace: $0.namespace, name: $0.name, revision: $0.revision, layers: $0.layers.map(\.id))
    }
    signers = (try? file.get()).map { ReviewedSigner.all(of: $0, trust: trust) } ?? []
  }

  /// A document that can't be read, or one entry of another version of it.
  init(path: String, entryName: String? = nil, failure: SealError) {
    self.path = path
    index = 0
    self.entryName = entryName
    configMap = nil
    metadataNamespace = nil
    claims = .failure(failure)
    signers = []
  }

  package var readable: Claims? { try? claims.get() }

  package var failure: SealError? {
    guard case .failure(let error) = claims else { return nil }
    return error
  }

  /// Whether a trusted signer vouches for it, and no signature is broken; nil where there is no list to say.
  package var isVouched: Bool? {
    guard !signers.contains(where: { $0.standing == .broken }), !signers.isEmpty else { return false }
    if signers.contains(where: { $0.standing == .trusted }) { return true }
    return signers.contains { $0.standing == .unknown } ? nil : false
  }

  /// What a pod would refuse it for, besides its signatures.
  var scopeAlert: Prose? {
    guard let file = readable, let entryName else { return nil }
    if let name = SealedEntry.name(ofEntry: entryName), name != file.name {
      return "it is sealed under the name \(file.name), so that no pod takes it as \(name)"
    }
    if let metadataNamespace, file.namespace != "*", file.namespace != metadataNamespace {
      return "it is sealed for the namespace \(file.namespace), and stands in a ConfigMap of \(metadataNamespace)"
    }
    return nil
  }

  /// Who signed.
  package var signerProse: Prose {
    signers.isEmpty ? "unsigned" : "signed by " + signers.map(\.prose).joined(separator: ", ")
  }
}
