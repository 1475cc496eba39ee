import ArgumentParser
import Primitives
import Sealing
import Workspace

/// `--to`: whom values are sealed to.
struct RecipientOptions: ParsableArguments {
  @Option(
    name: .customLong("to"),
    help: ArgumentHelp(
      "A recipient, age1pq1..., age1... or \"ssh-ed25519 ...\", or @FILE with one a line. A label is what people see: "
        + "production=age1pq1..., production=@FILE, or in the file a line \"# production\" before it. May be given "
        + "several times.",
      valueName: "[label=]recipient"),
    completion: .file())
  var texts: [String] = []

  var isEmpty: Bool { texts.isEmpty }

  /// The recipients with their labels: those of the rule, or else the ones given, in their order; the same one twice counts
  /// once.
  ///
  /// - Parameters:
  ///   - what: what they are for, as messages name it: `"overlays/staging/db.yaml"`.
  ///   - rule: what `.seal.yaml` says of it; nil where there is no `.seal.yaml`.
  /// - Throws: `usage`, where there is none; `identity`, where one can't be a recipient; `missing`; `policy`, where those
  ///   given are not those of the rule.
  func load(for what: String, rule: Rule? = nil) throws(SealError) -> [LabelledRecipient] {
    if texts.isEmpty, let rule { return rule.recipients }
    guard !texts.isEmpty else {
      throw SealError(.usage, "no recipients for \"\(what.printable)\"", hint: "pass --to age1pq1...")
    }
    var recipients: [LabelledRecipient] = []
    for text in texts {
      for recipient in try Self.parse(text) where !recipients.contains(where: { $0.recipient == recipient.recipient }) {
        recipients.append(recipient)
      }
    }
    guard let rule else { return recipients }
    try rule.checkRecipients(recipients, of: what)
    return rule.recipients
  }

  /// `[LABEL=]RECIPIENT` or `[LABEL=]@FILE`, where with a label the file has one recipient.
  private static func parse(_ text: String) throws(SealError) -> [LabelledRecipient] {
    if text.hasPrefix("@") { return try read(String(text.dropFirst())) }
    guard !isRecipient(text), let equals = text.firstIndex(of: "=") else {
      return [try LabelledRecipient(label: nil, written: text)]
    }
    let label = String(text[..<equals])
    let rest = String(text[text.index(after: equals)...])
    guard rest.hasPrefix("@") else { return [try LabelledRecipient(label: label, written: rest)] }
    let path = String(rest.dropFirst())
    let recipients = try read(path)
    guard let only = recipients.first, recipients.count == 1 else {
      throw SealError(
        .usage, "\"\(path.printable)\" has \(recipients.count) recipients, and one label can't be that of all",
        hint: "put a line \"# label\" before each of them")
    }
    return [try LabelledRecipient(label: label, only.recipient)]
  }

  /// An ssh key's comment may hold an equals sign, and a secret pasted by mistake must not become a label.
  private static func isRecipient(_ text: String) -> Bool {
    ["age1", "ssh-", "sk-ssh-", "age-secret-key-", "-----begin"].contains { text.lowercased().hasPrefix($0) }
  }

  private static func read(_ path: String) throws(SealError) -> [LabelledRecipient] {
    try RecipientFile.parse(Input.read(path, limit: RecipientFile.limit), path: path)
  }
}
