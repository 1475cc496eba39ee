import Primitives
import Sealing
import Workspace

/// A change to sealed files in one or several documents. All of it is worked out before the first document is written;
/// what isn't changed keeps its bytes.
struct Edit {
  /// A document, and the sealed files in it that change.
  private struct Part {
    let document: SealedDocument
    let targets: [EditTarget]
  }

  private let options: EditOptions
  private let identities: Identities?
  private let parts: [Part]

  /// The sealed files that `keys` go to, in every document; verified, and opened where there is an identity, so that
  /// nobody types a value in vain.
  ///
  /// - Throws: whatever speaks against a change: `usage`, `missing`, `format`, `signature`, `scope`, `policy`, `identity`,
  ///   `tampered`.
  init(of keys: [String], in paths: [String], _ options: EditOptions) throws(SealError) {
    try self.init(in: paths, options) { (document, workspace) throws(SealError) in
      var targets: [EditTarget] = []
      for key in keys {
        let entry = try options.entry(for: key, in: document)
        let index = targets.firstIndex { $0.entry.isSame(as: entry) } ?? targets.count
        if index == targets.count { targets.append(try options.target(entry, in: document.path, workspace)) }
        targets[index].keys.append(key)
      }
      return targets
    }
  }

  /// The same for files that somebody chose.
  init(
    in paths: [String], _ options: EditOptions, choosing: (SealedDocument, Workspace?) throws(SealError) -> [EditTarget]
  ) throws(SealError) {
    try options.check()
    let workspace = try options.configuration.workspace(of: paths)
    let parts = try paths.map { (path) throws(SealError) in
      try Self.locating(path, among: paths.count) { () throws(SealError) in
        let document = try SealedDocument(reading: path)
        return Part(document: document, targets: try choosing(document, workspace))
      }
    }
    self.options = options
    self.parts = parts
    identities = options.identity.isEmpty ? nil : try options.identity.load()
    guard let identities else { return }
    for part in parts {
      try Self.locating(part.document.path, among: paths.count) { () throws(SealError) in
        for target in part.targets { _ = try target.base.changing([:], with: identities) }
      }
    }
  }

  var targets: [EditTarget] { parts.flatMap(\.targets) }

  /// A change that is sealed, and neither signed nor written yet.
  struct Sealed {
    fileprivate let files: [(part: Int, target: EditTarget, file: SealedFile)]

    /// Whether everything stays as it is.
    var isEmpty: Bool { files.isEmpty }
  }

  /// Seals changes.
  ///
  /// - Parameter changes: what becomes of one file.
  /// - Throws: what ``VerifiedFile`` says against them.
  func seal(_ changes: (EditTarget) throws(SealError) -> Changes) throws(SealError) -> Sealed {
    var files: [(part: Int, target: EditTarget, file: SealedFile)] = []
    for (index, part) in parts.enumerated() {
      for target in part.targets {
        try Self.locating(part.document.path, among: parts.count) { () throws(SealError) in
          let changes = try changes(target)
          let file =
            if let identities { try target.base.changing(changes, with: identities) } else {
              try target.base.appending(changes, to: target.recipients)
            }
          if let file { files.append((index, target, file)) }
        }
      }
    }
    return Sealed(files: files)
  }

  /// Signs what was sealed and writes the documents, all of them or none; with nothing changed nothing happens.
  ///
  /// - Throws: `signature`, `io`; `policy` where somebody else has changed a document meanwhile.
  func write(_ sealed: Sealed) throws(SealError) {
    guard !sealed.isEmpty else { return }
    let signer = try options.signing.signer()
    var documents = parts.map(\.document)
    for (index, target, file) in sealed.files {
      let signed = try options.signing.sign(file, with: signer)
      try signed.warnUnlessTrusted(by: target.policy.signers, named: target.base.entryName)
      if options.changeRecipients { signed.warnOfPartialReaders(named: target.base.entryName) }
      signed.warnIfLarge(named: target.base.entryName)
      try Self.locating(documents[index].path, among: parts.count) { () throws(SealError) in
        documents[index] = try documents[index].replacing(target.entry, with: signed)
      }
    }
    let indices = parts.indices.filter { index in sealed.files.contains { $0.part == index } }
    for index in indices { try parts[index].document.checkIsCurrent() }
    try OutputOptions.write(indices.map { (documents[$0].path, documents[$0].bytes) })
  }

  /// What the files hold together, where there is an identity; they are those of one name.
  ///
  /// - Throws: as a pod would refuse them.
  func open() throws(SealError) -> OpenedValues? {
    guard let identities, let first = targets.first else { return nil }
    let accepted = try Acceptance(
      NameRequest.parse([first.name]), entries: targets.map(\.entry.entry), policy: first.policy)
    return try accepted.open(with: identities)[0].values
  }

  /// Of several files, each error says which it is about.
  private static func locating<R>(
    _ path: String, among count: Int, _ body: () throws(SealError) -> R
  ) throws(SealError) -> R {
    do { return try body() } catch {
      let name = Input.name(of: path)
      guard count > 1, !error.reason.contains("\"\(name)\"") else { throw error }
      throw SealError(error.code, "\(name): \(error.reason)", hint: error.hint)
    }
  }
}
