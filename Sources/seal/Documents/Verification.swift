import Age
import Delivery
import Manifests
import Primitives
import SSHSignatures
import Sealing
import Workspace

/// What came of verifying one name in one document.
struct Verification {
  let path: String
  /// Nil where not even that is known.
  let name: String?
  /// Whether anything but the files themselves says which namespace they are for.
  private let isNamespaceChecked: Bool
  private(set) var failure: SealError?
  private var acceptance: Acceptance?
  private var opened: OpenedName?

  /// Steps 0 to 6 of format.md, section 4.
  ///
  /// - Parameters:
  ///   - entries: all files of one name.
  ///   - policy: of the namespace that is expected, and the floors, what belongs to these files is put in here.
  ///   - recipients: whom the files must be sealed to; nil where that isn't asked.
  init(
    accepting entries: [SealedDocument.Entry], in path: String, _ scope: ScopeOptions, _ policy: Policy,
    recipients: [LabelledRecipient]?
  ) {
    let name = entries[0].name
    self.path = path
    self.name = name
    isNamespaceChecked = scope.namespace != nil || entries[0].metadataNamespace != nil
    do {
      let policy = try Policy(
        policy, namespace: scope.expectedNamespace(entries[0].namespace),
        minimumRevisions: policy.minimumRevisions.filter { $0.key == name })
      let acceptance = try Acceptance([NameRequest(parsing: name)], entries: entries.map(\.entry), policy: policy)
      for file in acceptance.names[0].files { if let recipients { try file.checkRecipients(recipients) } }
      self.acceptance = acceptance
    } catch {
      failure = error
    }
  }

  /// A document that can't be read.
  init(failing error: SealError, in path: String) {
    self.path = path
    name = nil
    isNamespaceChecked = false
    failure = error
  }

  /// Steps 7 and 8, for what was accepted.
  mutating func open(with identities: Identities) {
    guard let acceptance else { return }
    do { opened = try acceptance.open(with: identities)[0] } catch { failure = error }
  }

  /// How many bytes the values have that were opened, by key.
  var lengths: [String: Int]? {
    guard let values = opened?.values else { return nil }
    return values.keys.indices.reduce(into: [:]) { lengths, index in
      lengths[values.keys[index]] = values.withValue(at: index) { $0.count }
    }
  }

  /// The values of a sealed file, together with those of the other parts of its name; nil where they weren't opened.
  func values(of part: SealedPart) -> OpenedValues? {
    guard Input.name(of: path) == part.path, name == part.name, let opened,
      acceptance?.names[0].files.contains(where: { $0.file.bytes == part.bytes }) == true
    else { return nil }
    return opened.values
  }

  /// A line for each of its files, of which all are good.
  var text: String {
    (acceptance?.names[0].files ?? []).map { file in
      "\(Input.name(of: path)): \(file.entryName) is good: revision \(file.file.revision), "
        + "namespace \(file.file.namespace)\(isNamespaceChecked ? "" : " (nothing to check it against)"), "
        + (file.signers.isEmpty ? "authenticity not checked" : "signed by \(file.signerList)")
        + (opened?.identity(of: file).map { ", opened as \($0)" } ?? "")
    }.joined(separator: "\n")
  }

  // MARK: JSON

  var json: JSON {
    var members: [(String, JSON)] = [
      ("file", .string(path)), ("name", name.map { .string($0) } ?? .null), ("ok", .bool(failure == nil)),
    ]
    if let failure {
      members.append(
        (
          "error",
          .object([
            ("class", .string(failure.code.name)), ("reason", .string(failure.reason)),
            ("hint", failure.hint.map { .string($0) } ?? .null),
          ])
        ))
    } else if let accepted = acceptance?.names[0] {
      members += [
        ("pin", .string("\(accepted.name)@sha256:\(accepted.digest)")),
        ("namespaceChecked", .bool(isNamespaceChecked)),
        ("entries", .array(accepted.files.map(json))),
      ]
    }
    return .object(members)
  }

  private func json(_ file: VerifiedFile) -> JSON {
    .object([
      ("entry", .string(file.entryName)), ("namespace", .string(file.file.namespace)),
      ("revision", .number(file.file.revision)),
      (
        "signers",
        .array(
          file.signers.map {
            .object([("label", .string($0.label)), ("fingerprint", .string($0.key.fingerprint))])
          })
      ), ("identity", opened?.identity(of: file).map { .string($0) } ?? .null),
    ])
  }
}

extension OpenedName {
  fileprivate func identity(of file: VerifiedFile) -> String? {
    files.first { $0.entryName == file.entryName }?.identity
  }
}

extension VerifiedFile {
  fileprivate var signerList: String { signers.map(\.label.printable).joined(separator: ", ") }

  /// Whether every layer names exactly these recipients, and has as many stanzas of their kinds. The `to` lines alone are
  /// claims; a stanza says which kind of key it is for, and not whose.
  ///
  /// - Throws: `policy`.
  fileprivate func checkRecipients(_ expected: [LabelledRecipient]) throws(SealError) {
    for layer in file.layers {
      let missing = expected.filter { !layer.readers.contains($0.recipient.fingerprint) }
      let surplus = layer.recipients.filter { claim in
        !expected.contains { $0.recipient.fingerprint == claim.fingerprint }
      }
      guard missing.isEmpty, surplus.isEmpty else {
        let parts =
          missing.map { "\($0.label) \($0.recipient.fingerprint) is missing" }
          + surplus.map { "\($0.label) \($0.fingerprint) is one too many" }
        throw SealError(
          .policy,
          "\"\(entryName)\" is not sealed to exactly these recipients: in layer \(layer.id) "
            + parts.joined(separator: ", "))
      }
      guard layer.stanzaTypes.sorted() == expected.map(\.recipient.stanzaType).sorted() else {
        throw SealError(
          .policy,
          "layer \(layer.id) of \"\(entryName)\" names these recipients, and is wrapped to others: "
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
