import SSHSignatures
import Sealing

/// A signature on a version of a sealed file, and what it is worth.
package struct ReviewedSigner: Hashable, Sendable {
  package enum Standing: Sendable {
    case trusted
    /// Only by what the later side makes of the list.
    case newcomer
    case untrusted
    /// There is no list to say.
    case unknown
    /// The signature isn't good.
    case broken
  }

  package let standing: Standing
  /// Nil where the signature isn't good.
  package let fingerprint: String?
  /// The principals of a trusted one.
  package let label: String?

  static func all(of file: SealedFile, trust: ReviewTrust) -> [ReviewedSigner] {
    all(of: file, trusted: trust.signers, newcomers: trust.newcomers)
  }

  static func all(
    of file: SealedFile, trusted: AllowedSigners?, newcomers: AllowedSigners? = nil
  ) -> [ReviewedSigner] {
    let message = file.signedBytes
    return file.signatures.map { signature in
      guard let key = try? signature.verify(message.span, namespace: Policy.signingNamespace) else {
        return ReviewedSigner(standing: .broken, fingerprint: nil, label: nil)
      }
      if let label = trusted?.label(of: key) {
        return ReviewedSigner(standing: .trusted, fingerprint: key.fingerprint, label: label)
      }
      if let label = newcomers?.label(of: key) {
        return ReviewedSigner(standing: .newcomer, fingerprint: key.fingerprint, label: label)
      }
      return ReviewedSigner(
        standing: trusted == nil ? .unknown : .untrusted, fingerprint: key.fingerprint, label: nil)
    }
  }

  package var prose: Prose {
    switch standing {
    case .trusted: "\(label ?? "")"
    case .newcomer: "\(label ?? "") \(fingerprint ?? ""), trusted only by this change"
    case .untrusted: "\(fingerprint ?? ""), not trusted"
    case .unknown: "\(fingerprint ?? ""), not known whether trusted"
    case .broken: "a signature that is not good"
    }
  }
}
