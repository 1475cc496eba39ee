import Age
import ArgumentParser
import Primitives
import SSHSignatures
import Sealing
import Workspace

/// What `set`, `unset` and `edit` share: who may read the change, who signs it, and what it is built upon.
struct EditOptions: ParsableArguments {
  @OptionGroup(title: "In place, with an identity") var identity: IdentityOptions
  @OptionGroup(title: "In a new layer, without one") var recipients: RecipientOptions

  @Flag(help: "Seal the layer to others than those of the layer before it.")
  var changeRecipients = false

  @OptionGroup(title: "Signature") var signing: SigningOptions
  @OptionGroup(title: "What to accept") var signers: SignersOptions
  @OptionGroup var scope: ScopeOptions
  @OptionGroup var configuration: ConfigurationOptions

  /// - Throws: `usage`.
  func check() throws(SealError) {
    guard identity.isEmpty || (recipients.isEmpty && !changeRecipients) else {
      throw SealError(
        .usage, "--identity beside --to or --change-recipients contradicts itself",
        hint: "with an identity the value changes in place, for those who can read it now")
    }
  }

  /// The sealed file of a document, or of the parts beside it, that a change of `key` goes to, and the part to make where it
  /// is a new one: here alone is it decided. A key that any file of a name has is changed there, and never doubled.
  ///
  /// - Parameters:
  ///   - entries: those of the document, and of the parts beside it.
  ///   - parts: how new keys are written; nil for a change of what is there.
  /// - Throws: `missing`, `usage`.
  func place(
    for key: String, in document: SealedDocument, _ entries: [SealedDocument.Entry], _ parts: PartOptions?,
    _ workspace: Workspace?
  ) throws(SealError) -> (entry: SealedDocument.Entry, newPart: PartLabel?) {
    let isNew = !entries.contains { $0.holds(key) }
    guard let parts, let label = try parts.label(for: document, isNew: isNew, workspace) else {
      // A part beside it has the key, or else the document itself gets it.
      let own = isNew ? document.entries : entries
      return (try document.entry(for: key, among: own, scope), nil)
    }
    let found = try document.entries(scope)
    let name = label.entryName(of: found[0].name)
    let holder = found.first { $0.holds(key) }
    if let holder, holder.entry.entryName != name {
      throw SealError(
        .usage, "\"\(key)\" is in \"\(holder.entry.entryName)\", and two files of one name can't have the same key",
        hint: "leave --part out to change it there")
    }
    if let part = holder ?? found.first(where: { $0.entry.entryName == name }) { return (part, nil) }
    return (found.first { $0.entry.entryName == "\($0.name).sealed" } ?? found[0], label)
  }

  /// A sealed file as something to build upon (format.md, section 5), and whom a new layer of it is for.
  ///
  /// - Throws: `format`, `signature`, `scope`, `policy`, `usage`.
  func target(
    _ entry: SealedDocument.Entry, in path: String, _ workspace: Workspace?, newPart: PartLabel? = nil
  ) throws(SealError) -> EditTarget {
    // What comes from stdin and goes to stdout has no place that a rule could be for.
    let rule = path == "-" ? nil : try workspace?.rule(for: path)
    let policy = try Policy(
      namespace: scope.expectedNamespace(entry.namespace),
      anyNamespace: scope.anyNamespace || rule?.anyNamespace == true,
      signersFile: signers.load(in: workspace))
    let base = try VerifiedFile(entry.entry, as: entry.name, policy: policy)
    try rule?.checkScope(
      namespace: base.file.namespace, metadata: entry.metadataNamespace, of: "\"\(base.entryName)\"")
    if let rule, !identity.isEmpty { Self.warn(of: base, unlike: rule) }
    let needsRecipients = identity.isEmpty || newPart != nil
    return EditTarget(
      entry: entry, base: base, recipients: needsRecipients ? try recipients(of: base, rule) : [],
      policy: policy, newPart: newPart)
  }

  /// In place, a value stays with those who can read its neighbours.
  private static func warn(of base: VerifiedFile, unlike rule: Rule) {
    let wanted = Set(rule.recipients.map(\.recipient.fingerprint))
    guard base.file.layers.contains(where: { Set($0.recipients.map(\.fingerprint)) != wanted }) else { return }
    Console.warning("\"\(base.entryName)\" is sealed to others than \(rule.place) says, and stays so")
  }

  /// Those of the last layer, said again: an author without an identity can only seal to keys that it is given, by the
  /// command line or by `.seal.yaml`, and one who leaves out the pod's, or adds a stranger's, should mean it.
  private func recipients(of base: VerifiedFile, _ rule: Rule?) throws(SealError) -> [LabelledRecipient] {
    let claims = base.file.layers[base.file.layers.count - 1].recipients
    let named = claims.map { "\($0.label) \($0.fingerprint)" }
    guard !recipients.isEmpty || rule != nil else {
      let list = named.isEmpty ? "nobody by name" : named.joined(separator: ", ")
      throw SealError(
        .usage, "no recipients for \"\(base.entryName)\", which is sealed to \(list)",
        hint: "pass --to for each of them, or --identity to change the value in place")
    }
    let given = try recipients.load(for: base.entryName, rule: rule)
    let missing = zip(claims, named).filter { claim, _ in
      !given.contains { $0.recipient.fingerprint == claim.fingerprint }
    }.map(\.1)
    let new = given.filter { recipient in !claims.contains { $0.fingerprint == recipient.recipient.fingerprint } }
      .map { "\($0.label) \($0.recipient.fingerprint)" }
    guard changeRecipients || (missing.isEmpty && new.isEmpty) else {
      let parts = [("missing", missing), ("new", new)].filter { !$0.1.isEmpty }
        .map { "\($0.0): \($0.1.joined(separator: ", "))" }
      throw SealError(
        .policy, "these are not the recipients of \"\(base.entryName)\"; " + parts.joined(separator: "; "),
        hint: "--change-recipients seals to them all the same")
    }
    // People keep seeing the label they know, unless another one was given.
    return try given.map { (recipient) throws(SealError) in
      guard let claim = claims.first(where: { $0.fingerprint == recipient.recipient.fingerprint }),
        recipient.label == (try LabelledRecipient(label: nil, recipient.recipient)).label
      else { return recipient }
      return try LabelledRecipient(label: claim.label, recipient.recipient)
    }
  }
}
