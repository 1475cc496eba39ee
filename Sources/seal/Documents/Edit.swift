import Primitives
import Sealing
import Workspace

/// A change to sealed files in one or several documents. All of it is worked out before the first document is written;
/// what isn't changed keeps its bytes.
struct Edit {
  /// A document, and the sealed files in it that change.
  private struct Part {
    let document: SealedDocument
    /// The main file that the document is a part of, or the document itself.
    let main: String
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
  init(
    of keys: [String], in paths: [String], _ options: EditOptions, parts: PartOptions? = nil
  ) throws(SealError) {
    try self.init(in: paths, options) { (document, workspace) throws(SealError) in
      let entries = try document.entriesWithParts()
      var targets: [EditTarget] = []
      for key in keys {
        let (entry, part) = try options.place(for: key, in: document, entries, parts, workspace)
        let index = targets.firstIndex { $0.entry.isSame(as: entry) && $0.newPart == part } ?? targets.count
        if index == targets.count {
          targets.append(try options.target(entry, in: entry.path, workspace, newPart: part))
        }
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
    var parts: [Part] = []
    for path in paths {
      try Self.locating(path, among: paths.count) { () throws(SealError) in
        let document = try SealedDocument(reading: path)
        let targets = try choosing(document, workspace)
        // Those of the document, and those of the parts beside it.
        parts.append(Part(document: document, main: path, targets: targets.filter { $0.entry.path == path }))
        for target in targets where target.entry.path != path {
          let beside = try SealedDocument(target.entry.entry.bytes, path: target.entry.path)
          parts.append(Part(document: beside, main: path, targets: [target]))
        }
      }
    }
    self.options = options
    self.parts = parts
    identities = options.identity.isEmpty ? nil : try options.identity.load()
    guard let identities else { return }
    for part in parts {
      try Self.locating(part.document.path, among: paths.count) { () throws(SealError) in
        for target in part.targets where target.newPart == nil {
          _ = try target.base.changing([:], with: identities)
        }
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
          let file: SealedFile?
          if target.newPart != nil {
            file = try target.makingPart(changes)
          } else if let identities {
            file = try target.base.changing(changes, with: identities)
          } else {
            file = try target.base.appending(changes, to: target.recipients)
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
    guard !sealed.isEmpty else { return try OutputOptions.write(kustomizations()) }
    let signer = try options.signing.signer()
    var documents = parts.map(\.document)
    var made: [(path: String, bytes: [UInt8])] = []
    for (index, target, file) in sealed.files {
      let signed = try options.signing.sign(file, with: signer)
      try signed.warnUnlessTrusted(by: target.policy.signers, named: target.entryName)
      if options.changeRecipients { signed.warnOfPartialReaders(named: target.entryName) }
      signed.warnIfLarge(named: target.entryName)
      try Self.locating(documents[index].path, among: parts.count) { () throws(SealError) in
        guard let part = target.newPart else {
          documents[index] = try documents[index].replacing(target.entry, with: signed)
          return
        }
        guard documents[index].isBare else {
          documents[index] = try documents[index].adding(part, signed, of: target.entry)
          return
        }
        made.append((try documents[index].pathForNew(part), signed.bytes))
      }
    }
    let indices = parts.indices.filter { index in
      sealed.files.contains { $0.part == index } && documents[index].bytes != parts[index].document.bytes
    }
    for index in indices { try parts[index].document.checkIsCurrent() }
    // First the parts, then the lists that they are in.
    try OutputOptions.write(
      indices.map { (documents[$0].path, documents[$0].bytes) } + made + kustomizations())
    for (path, _) in made { Console.note("made the part \"\(path.printable)\"") }
  }

  /// The kustomizations that don't list a part yet which the change goes to: a run that was stopped in between, or a new
  /// part.
  private func kustomizations() throws(SealError) -> [(path: String, bytes: [UInt8])] {
    var results: [(path: String, bytes: [UInt8])] = []
    for part in parts where part.document.isBare {
      for target in part.targets {
        let path = target.newPart.map(part.document.path(ofPart:)) ?? target.entry.path
        guard path != part.main else { continue }
        for result in try Kustomizations(around: part.main).listing(path).results {
          results.removeAll { $0.path == result.path }
          results.append(result)
        }
      }
    }
    return results
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
