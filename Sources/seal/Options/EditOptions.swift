import Age
import ArgumentParser
import Primitives
import SSHSignatures
import Sealing
import Workspace

/// What `set` and `unset` share: one change to one sealed file, everything around it left as it is.
struct EditOptions: ParsableArguments {
  @OptionGroup(title: "In place, with an identity") var identity: IdentityOptions
  @OptionGroup(title: "In a new layer, without one") var recipients: RecipientOptions

  @Flag(help: "Seal the layer to others than those of the layer before it.")
  var changeRecipients = false

  @OptionGroup(title: "Signature") var signing: SigningOptions
  @OptionGroup(title: "What to accept") var signers: SignersOptions
  @OptionGroup var scope: ScopeOptions

  /// Changes `key`, signs, and writes the document.
  ///
  /// - Parameters:
  ///   - mustExist: whether a file without the key is `missing` it.
  ///   - change: asked for once all else is known to be in order, so that nobody types a secret in vain; is told the
  ///     sealed name.
  func apply(
    to key: String, in path: String, mustExist: Bool, _ change: (_ name: String) throws(SealError) -> Change
  ) throws(SealError) {
    try Names.checkKey(key)
    guard identity.isEmpty || (recipients.isEmpty && !changeRecipients) else {
      throw SealError(
        .usage, "--identity beside --to or --change-recipients contradicts itself",
        hint: "with an identity the value changes in place, for those who can read it now")
    }

    let document = try SealedDocument(reading: path)
    let found = try document.entry(for: key, scope)
    let policy = try Policy(
      namespace: scope.expectedNamespace(found.namespace), anyNamespace: scope.anyNamespace,
      signersFile: signers.load())
    let base = try VerifiedFile(found.entry, as: found.name, policy: policy)

    guard !mustExist || base.file.values.contains(where: { $0.key == key }) else {
      throw SealError(
        .missing, "there is no key \"\(key)\" in \"\(base.entryName)\"", hint: "\"seal status\" lists the keys")
    }

    let edited: SealedFile?
    if identity.isEmpty {
      let recipients = try recipients(of: base)
      edited = try base.appending([key: change(found.name)], to: recipients)
    } else {
      let identities = try identity.load()
      edited = try base.changing([key: change(found.name)], with: identities)
    }
    guard let edited else {
      Console.note("\"\(key)\" has this value already; nothing was written")
      return
    }
    let signed = try signing.sign(edited)
    try signed.warnUnlessTrusted(by: policy.signers, named: base.entryName)
    if changeRecipients { signed.warnOfPartialReaders(named: base.entryName) }
    signed.warnIfLarge(named: base.entryName)
    try document.replacing(found, with: signed).write()
  }

  /// Those of the last layer, said again: an author without an identity can only seal to keys that it is given, and one
  /// who leaves out the pod's, or adds a stranger's, should mean it.
  private func recipients(of base: VerifiedFile) throws(SealError) -> [LabelledRecipient] {
    let claims = base.file.layers[base.file.layers.count - 1].recipients
    let named = claims.map { "\($0.label) \($0.fingerprint)" }
    guard !recipients.isEmpty else {
      let list = named.isEmpty ? "nobody by name" : named.joined(separator: ", ")
      throw SealError(
        .usage, "no recipients for \"\(base.entryName)\", which is sealed to \(list)",
        hint: "pass --to for each of them, or --identity to change the value in place")
    }
    let given = try recipients.load(for: base.entryName)
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
