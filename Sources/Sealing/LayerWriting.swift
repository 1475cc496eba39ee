import Age
import Primitives

extension Layer {
  /// A new layer under a data key of its own.
  ///
  /// - Throws: `usage` and `policy` where the recipients can't stand together.
  static func seal(
    _ changes: Changes, scope: FileScope, to recipients: [LabelledRecipient]
  ) throws(SealError) -> Layer {
    try check(recipients)
    try changes.check()
    let id = Hex.encode(Random.bytes(8))
    let key = DataKey.random()
    return Layer(
      id: id, recipients: recipients.map(\.claim),
      envelope: try .seal(key, layer: id, to: recipients.map(\.recipient)),
      entries: changes.entries(scope: scope, layer: id, key: key), scope: scope, key: key)
  }

  /// The same layer with other entries, or to more recipients; its id and data key stay.
  func rewritten(
    recipients: [RecipientClaim]? = nil, envelope: Envelope? = nil, entries: [Entry]? = nil, scope: FileScope,
    key: DataKey
  ) -> Layer {
    Layer(
      id: id, recipients: recipients ?? self.recipients, envelope: envelope ?? self.envelope,
      entries: entries ?? self.entries, scope: scope, key: key)
  }

  /// 1 to 64 recipients, none twice, and never post-quantum beside classic ones: one classic stanza would void the claim
  /// that a ciphertext harvested today stays closed.
  static func check(_ recipients: [LabelledRecipient]) throws(SealError) {
    guard !recipients.isEmpty else {
      throw SealError(.usage, "there are no recipients", hint: "pass --to age1pq1...")
    }
    guard recipients.count <= Limits.recipients else {
      throw SealError(.usage, "\(recipients.count) recipients are more than the \(Limits.recipients) of a layer")
    }
    var labels: [String: String] = [:]
    for recipient in recipients {
      if let other = labels.updateValue(recipient.label, forKey: recipient.recipient.fingerprint) {
        throw SealError(.usage, "the recipients \"\(other)\" and \"\(recipient.label)\" are the same key")
      }
    }
    if let classic = recipients.first(where: { !$0.recipient.isPostQuantum }),
      let postQuantum = recipients.first(where: { $0.recipient.isPostQuantum })
    {
      throw SealError(
        .policy, "\"\(postQuantum.label)\" is a post-quantum recipient and \"\(classic.label)\" a classic one",
        hint: "seal to one kind: \"seal keygen\" makes a post-quantum identity, --x25519 a classic one")
    }
  }
}
