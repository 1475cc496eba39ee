import Age
import Manifests
import Primitives
import Sealing

extension Rule {
  /// - Parameter file: what messages call `.seal.yaml`.
  /// - Throws: `format`; `policy` for one that forgets recovery, or whose recipients don't go together.
  init(_ item: Setting, of file: String, _ book: RecipientBook) throws(SealError) {
    let fields = try item.fields(["path", "namespace", "scope", "to", "recovery", "parts"])
    guard let path = fields["path"] else {
      throw item.error("this rule has no path", hint: "path: overlays/production/**")
    }
    guard let to = fields["to"] else {
      throw item.error("this rule has no recipients", hint: "to: [production, recovery]")
    }
    let pattern = try path.text
    do { self.path = try PathPattern(parsing: pattern) } catch { throw path.error(error.reason, hint: error.hint) }
    line = item.line
    place = "\"\(file)\" line \(item.line)"
    namespace = try Self.namespace(fields["namespace"])
    anyNamespace = try Self.choice(fields["scope"], ["namespace", "any-namespace"]) == "any-namespace"
    parts = try Self.choice(fields["parts"], PartsPolicy.allCases.map(\.rawValue)).flatMap(PartsPolicy.init)
    recipients = try book.recipients(to)
    self.to = try to.items.map { (item) throws(SealError) in try item.text }
    guard !recipients.isEmpty else { throw to.error("\"to\" is empty", hint: "to: [production, recovery]") }
    try checkRecipients(to)
    try checkRecovery(try Self.choice(fields["recovery"], ["none"]), fields["recovery"] ?? to)
  }

  private static func namespace(_ setting: Setting?) throws(SealError) -> String? {
    guard let setting else { return nil }
    let text = try setting.text
    guard Names.isNamespace(text) else {
      throw setting.error(
        "\"\(text.printable)\" can't be a Kubernetes namespace", hint: text == "*" ? "scope: any-namespace" : nil)
    }
    return text
  }

  private static func choice(_ setting: Setting?, _ known: [String]) throws(SealError) -> String? {
    guard let setting else { return nil }
    let text = try setting.text
    guard known.contains(text) else {
      throw setting.error("\"\(text.printable)\" is not known here", hint: "known: \(known.joined(separator: ", "))")
    }
    return text
  }

  /// One classic stanza would void what the post-quantum ones promise, and one key under two names is one reader less than
  /// it seems: a recovery identity that is lost together with the other one.
  private func checkRecipients(_ to: Setting) throws(SealError) {
    for (index, recipient) in recipients.enumerated() {
      guard let same = recipients[..<index].first(where: { $0.recipient == recipient.recipient }) else { continue }
      throw to.error(
        "\"\(same.label)\" and \"\(recipient.label)\" are one and the same recipient",
        hint: "\"seal keygen\" makes another", code: .policy)
    }
    guard let first = recipients.first(where: \.recipient.isPostQuantum),
      let other = recipients.first(where: { !$0.recipient.isPostQuantum })
    else { return }
    throw to.error(
      "\"\(first.label)\" is a post-quantum recipient and \"\(other.label)\" a classic one, which no file can have together",
      hint: "give all of a rule one kind: \"seal keygen\" makes a post-quantum identity, --x25519 a classic one",
      code: .policy)
  }

  /// An identity that is lost takes every value with it, unless there is one for recovery: to do without is said aloud.
  private func checkRecovery(_ none: String?, _ place: Setting) throws(SealError) {
    switch (none, recovery.first) {
    case (nil, nil):
      throw place.error(
        "nobody can read these files once the identity is lost: \"to\" has no recovery recipient",
        hint: "add one named \"recovery\" or \"recovery-...\", or say \"recovery: none\"", code: .policy)
    case (_?, let recipient?):
      throw place.error(
        "\"recovery: none\" beside the recovery recipient \"\(recipient.label)\" contradicts itself",
        hint: "leave one of the two out", code: .policy)
    default: return
    }
  }
}
