import Manifests
import Primitives
package import Sealing

/// What came of verifying one name in one document.
package struct Verification: Sendable {
  package let path: String
  /// Nil where not even that is known.
  package let name: String?
  /// Whether the document is itself the sealed file.
  let isBare: Bool
  /// Whether anything but the files themselves says which namespace they are for.
  package let isNamespaceChecked: Bool
  package private(set) var failure: SealError?
  /// SHA-256 over the bytes of its files, 64 hex digits.
  package private(set) var digest = ""
  /// Its files, in the order of their names; none where it failed to accept them.
  package private(set) var files: [AcceptedFile] = []
  package private(set) var opened: OpenedName?
  /// The rule that it was held to.
  package let rule: (rule: Rule, file: String)?
  private var acceptance: Acceptance?

  /// Steps 0 to 6 of format.md, section 4.
  ///
  /// - Parameters:
  ///   - entries: all files of one name.
  ///   - keepsFiles: whether they are to be opened later.
  package init(
    accepting entries: [SealedDocument.Entry], in path: String, _ demands: Demands, isBare: Bool = false,
    keepsFiles: Bool
  ) {
    let name = entries[0].name
    self.path = path
    self.name = name
    self.isBare = isBare
    rule = demands.rule
    isNamespaceChecked =
      demands.namespace != nil || entries[0].metadataNamespace != nil || demands.rule?.rule.namespace != nil
    do throws(SealError) {
      let policy = try demands.policy(for: name, namespace: entries[0].namespace)
      let acceptance = try Acceptance([NameRequest(parsing: name)], entries: entries.map(\.entry), policy: policy)
      try acceptance.checkKeys()
      let accepted = acceptance.names[0]
      for file in accepted.files { try demands.check(file, metadata: entries[0].metadataNamespace) }
      digest = accepted.digest
      files = accepted.files.map { AcceptedFile($0.file, entryName: $0.entryName, signers: $0.signers) }
      if keepsFiles { self.acceptance = acceptance }
    } catch {
      failure = error
    }
  }

  /// A document that can't be read, or to whose sealed files nothing applies.
  package init(failing error: SealError, in path: String, name: String? = nil) {
    self.path = path
    self.name = name
    isBare = false
    rule = nil
    isNamespaceChecked = false
    failure = error
  }

  /// What only shows beside other files, or beside other versions of them.
  mutating func fail(_ error: SealError) {
    if failure == nil { failure = error }
  }

  /// Steps 7 and 8, for what was accepted.
  package mutating func open(with identities: Identities) {
    guard failure == nil, let acceptance else { return }
    do { opened = try acceptance.open(with: identities)[0] } catch { failure = error }
  }

  /// How many bytes the values have that were opened, by key.
  package var lengths: [String: Int]? {
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
}
