package import Age
import Primitives

/// A recipient, and the label that people know it by.
public struct LabelledRecipient: Hashable, Sendable {
  /// `[A-Za-z0-9._@-]{1,64}`
  public let label: String
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

  /// Reads a recipient: `age1pq1...`, `age1...` or `ssh-ed25519 ...`.
  ///
  /// - Parameter label: nil for the default, `recipient-` and 8 characters of the fingerprint.
  /// - Throws: `identity` where it is none, `usage` where the label can't be one.
  public init(label: String? = nil, parsing text: String) throws(SealError) {
    let recipient: AgeRecipient
    do { recipient = try AgeRecipient(parsing: text) } catch { throw SealError(.identity, error.reason) }
    try self.init(label: label, recipient)
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
