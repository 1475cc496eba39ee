package import Age

/// A recipient, and the label that people know it by.
package struct LabelledRecipient: Hashable, Sendable {
  package let label: String
  package let recipient: AgeRecipient

  /// - Parameter label: nil for the default, `recipient-` and 8 characters of the fingerprint.
  /// - Throws: `usage` where the label doesn't fit `[A-Za-z0-9._@-]{1,64}`.
  package init(label: String?, _ recipient: AgeRecipient) throws(SealError) {
    if let label, !Names.isRecipientLabel(label) {
      throw SealError(
        .usage, "\"\(label.printable)\" can't be a recipient's label",
        hint: "use 1 to 64 letters, digits, dots, underscores, hyphens and at signs")
    }
    self.label = label ?? Self.defaultLabel(recipient)
    self.recipient = recipient
  }

  var claim: RecipientClaim {
    RecipientClaim(label: label, fingerprint: recipient.fingerprint)
  }

  /// The eight characters come from an alphabet with `+` and `/`, which a label can't hold.
  private static func defaultLabel(_ recipient: AgeRecipient) -> String {
    let characters = recipient.fingerprint.dropFirst(7).filter { $0 != "+" && $0 != "/" }
    return "recipient-" + characters.prefix(8)
  }
}
