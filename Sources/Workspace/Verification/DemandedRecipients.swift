import Age
import Sealing

/// Whom files must be sealed to, no less and no more. Made once for many files: the fingerprint of a post-quantum
/// recipient takes longer than all the rest of the comparison.
struct DemandedRecipients: Sendable {
  let recipients: [LabelledRecipient]
  private let readers: [(label: String, fingerprint: String)]
  private let stanzaTypes: [String]
  let fingerprints: Set<String>

  init(_ recipients: [LabelledRecipient]) {
    self.recipients = recipients
    readers = recipients.map { ($0.label, $0.recipient.fingerprint) }
    stanzaTypes = recipients.map(\.recipient.stanzaType).sorted()
    fingerprints = Set(readers.map(\.fingerprint))
  }

  /// Whether every layer names exactly these, and has as many stanzas of their kinds. The `to` lines alone are claims; a
  /// stanza says which kind of key it is for, and not whose.
  ///
  /// - Throws: `policy`.
  func check(_ file: VerifiedFile) throws(SealError) {
    for layer in file.file.layers {
      let named = layer.readers
      guard named == fingerprints else {
        let parts =
          readers.filter { !named.contains($0.fingerprint) }.map { "\($0.label) \($0.fingerprint) is missing" }
          + layer.recipients.filter { !fingerprints.contains($0.fingerprint) }
          .map { "\($0.label) \($0.fingerprint) is one too many" }
        throw SealError(
          .policy,
          "\"\(file.entryName)\" is not sealed to exactly these recipients: in layer \(layer.id) "
            + parts.joined(separator: ", "))
      }
      guard layer.stanzaTypes.sorted() == stanzaTypes else {
        throw SealError(
          .policy,
          "layer \(layer.id) of \"\(file.entryName)\" names these recipients, and is wrapped to others: "
            + layer.stanzaTypes.joined(separator: ", "))
      }
    }
  }
}

extension AgeRecipient {
  /// The type of the stanza that wraps a file key to it.
  fileprivate var stanzaType: String {
    switch self {
    case .x25519: "X25519"
    case .hybrid: "mlkem768x25519"
    case .sshEd25519: "ssh-ed25519"
    }
  }
}
