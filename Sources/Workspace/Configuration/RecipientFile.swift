import Age
import Primitives
package import Sealing

/// The text form of recipients: a file with one a line, comments and blank lines; and a single one.
package enum RecipientFile {
  /// Far above what any list of recipients is long.
  package static let limit = 1 << 20

  /// The recipients of a file, at least one, in its order. A comment that can be a label is the next line's.
  ///
  /// - Parameter path: for messages.
  /// - Throws: `identity`, with the line, where one can't be a recipient.
  package static func parse(_ bytes: [UInt8], path: String) throws(SealError) -> [LabelledRecipient] {
    let text = String(decoding: bytes, as: UTF8.self)
    var recipients: [LabelledRecipient] = []
    var label: String?
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let line = line.trimmed
      if line.hasPrefix("#") {
        let comment = String(line.drop { $0 == "#" }).trimmed
        label = Names.isRecipientLabel(comment) ? comment : nil
      } else if !line.isEmpty {
        do { recipients.append(try LabelledRecipient(label: label, written: line)) } catch {
          throw SealError(error.code, "\"\(path.printable)\", line \(index + 1): \(error.reason)", hint: error.hint)
        }
        label = nil
      }
    }
    guard !recipients.isEmpty else { throw SealError(.identity, "there is no recipient in \"\(path.printable)\"") }
    return recipients
  }
}

extension LabelledRecipient {
  /// A recipient as people write it: `age1pq1...`, `age1...` or `ssh-ed25519 AAAA... comment`.
  ///
  /// - Parameter label: nil for the default, which is an ssh key's comment where that can be one.
  /// - Throws: `identity` where it is none, `usage` where the label can't be one.
  package init(label: String?, written text: String) throws(SealError) {
    let recipient: AgeRecipient
    do { recipient = try AgeRecipient(parsing: text) } catch { throw SealError(.identity, error.reason) }
    try self.init(label: label ?? Self.comment(of: text, recipient), recipient)
  }

  private static func comment(of text: String, _ recipient: AgeRecipient) -> String? {
    guard case .sshEd25519 = recipient else { return nil }
    let fields = text.split(separator: " ", maxSplits: 2)
    guard fields.count == 3 else { return nil }
    let comment = String(fields[2]).trimmed
    return Names.isRecipientLabel(comment) ? comment : nil
  }
}
