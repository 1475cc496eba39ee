import Age
import Files
import Primitives
import SSHSignatures
package import Sealing

/// What `seal init` does to a repository: what is right stays, what is missing is added, what somebody wrote otherwise is
/// told of and left alone.
package struct SetupPlan: Sendable {
  package let folders: GitFolders
  package private(set) var steps: [SetupStep] = []

  /// What only a repository without a `.seal.yaml` is asked for.
  package struct New: Sendable {
    package let environments: [SetupEnvironment]
    /// The recipients by their names, `recovery` where there is one: the text of each `.seal/NAME.pub`.
    package let recipients: [String: String]
    /// The line of the author in the list of trusted signers; nil where that list is there already.
    package let signer: String?

    package init(environments: [SetupEnvironment], recipients: [String: String], signer: String?) {
      (self.environments, self.recipients, self.signer) = (environments, recipients, signer)
    }
  }

  /// - Parameters:
  ///   - new: nil where there is a `.seal.yaml`, which is read, and left as it is.
  ///   - jobs: those to add where they aren't there.
  ///   - image: see ``SetupJob/text(image:)``.
  /// - Throws: `policy` where something else than a file stands in the way; what reading `.seal.yaml` throws.
  package init(_ folders: GitFolders, new: New?, jobs: [SetupJob], image: String?) throws(SealError) {
    self.folders = folders
    var files: [SetupFile] = []
    if let new { files = try addConfiguration(new) }
    try addAttributes()
    for job in jobs { try add(job, image) }
    addDriver("merge.seal.name", "what is sealed, by its layers")
    addDriver("merge.seal.driver", "seal merge %O %A %B %P")
    // The base that git makes for a criss-cross merge has conflict markers otherwise, which nobody signed.
    addDriver("merge.seal.recursive", "binary")
    addDriver("diff.seal.textconv", "seal diff --textconv")
    addHook()
    try check(files)
  }

  package var isDone: Bool { !steps.contains { $0.isToDo } }

  // MARK: What there is to do

  /// The recipient of a name that the repository has a file of already; nil where it has none.
  ///
  /// - Throws: `policy`, `identity`.
  package static func recipient(
    _ name: String, in folders: GitFolders
  ) throws(SealError) -> (path: String, text: String, fingerprint: String)? {
    let path = SetupConfiguration.recipientFile(name)
    guard let bytes = try existing(path, below: folders.root) else { return nil }
    let found = try RecipientFile.parse(bytes, path: path)
    guard found.count == 1 else {
      throw SealError(.policy, "\"\(path)\" has \(found.count) recipients, and a name stands for one")
    }
    return (path, found[0].recipient.text, found[0].recipient.fingerprint)
  }

  /// The list of trusted signers that the repository has already; nil where it has none.
  package static func signers(in folders: GitFolders) throws(SealError) -> [UInt8]? {
    try existing(SetupConfiguration.signers, below: folders.root)
  }

  /// The path of the list of trusted signers, from the root.
  package static let signersPath = SetupConfiguration.signers

  private mutating func addConfiguration(_ new: New) throws(SealError) -> [SetupFile] {
    var files: [SetupFile] = []
    let hasRecovery = new.recipients["recovery"] != nil
    for (name, recipient) in new.recipients.sorted(by: { $0.key < $1.key }) {
      files += try add(SetupConfiguration.recipientFile(name), recipient + "\n")
    }
    if let signer = new.signer { files += try add(SetupConfiguration.signers, signer + "\n") }
    files += try add(Workspace.fileName, SetupConfiguration.text(new.environments, hasRecovery: hasRecovery))
    return files
  }

  private mutating func addAttributes() throws(SealError) {
    let path = ".gitattributes"
    let bytes = try Self.existing(path, below: folders.root) ?? []
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw SealError(.policy, "\"\(path)\" is no UTF-8", hint: "add by hand: *.sealed -text merge=seal diff=seal")
    }
    let attributes = GitAttributes(of: text)
    for (line, wanted) in attributes.contradictions {
      steps.append(SetupStep(subject: path, action: .advise("it says \"\(line.printable)\"; for seal: \(wanted)")))
    }
    let file = SetupFile(
      base: folders.root, path: path, bytes: Array(attributes.completed(text).utf8), mode: nil)
    steps.append(SetupStep(subject: path, action: attributes.missing.isEmpty ? .none : .write(file)))
  }

  private mutating func add(_ job: SetupJob, _ image: String?) throws(SealError) {
    _ = try add(job.path, job.text(image: image))
    guard job == .gitlab else { return }
    guard let bytes = try Self.existing(SetupJob.gitlabFile, below: folders.root) else {
      _ = try add(SetupJob.gitlabFile, SetupJob.gitlabInclude)
      return
    }
    let isIncluded = String(decoding: bytes, as: UTF8.self).contains(job.path)
    let advice = "have it include the job: include: [{ local: \(job.path) }]"
    steps.append(SetupStep(subject: SetupJob.gitlabFile, action: isIncluded ? .none : .advise(advice)))
  }

  private mutating func addDriver(_ name: String, _ value: String) {
    let subject = "git's \(name)"
    guard let other = folders.setting(name) else {
      return steps.append(SetupStep(subject: subject, action: .configure(name: name, value: value)))
    }
    let advice = "it is \"\(other.printable)\"; seal's own: git config \(name) \"\(value)\""
    // What it is called is anybody's choice.
    let isRight = other == value || name.hasSuffix(".name")
    steps.append(SetupStep(subject: subject, action: isRight ? .none : .advise(advice)))
  }

  private mutating func addHook() {
    let subject = "the \(SetupHook.name) hook"
    guard let hook = folders.hook else {
      let advice =
        "git takes hooks from \"\(folders.hooks.printable)\", which isn't this repository's: add to the "
        + "\(SetupHook.name) there: \(SetupHook.command)"
      return steps.append(SetupStep(subject: subject, action: .advise(advice)))
    }
    let name = "\"\(Workspace.join(hook.base, hook.path).printable)\""
    switch GitFolders.found(hook.path, below: hook.base) {
    case .nothing:
      let file = SetupFile(base: hook.base, path: hook.path, bytes: Array(SetupHook.text.utf8), mode: 0o755)
      steps.append(SetupStep(subject: subject, action: .write(file)))
    case .regular(let bytes) where SetupHook.isDone(in: String(decoding: bytes, as: UTF8.self)):
      steps.append(SetupStep(subject: subject, action: .none))
    case .regular, .other:
      let advice = "\(name) is yours: add a line to it: \(SetupHook.command)"
      steps.append(SetupStep(subject: subject, action: .advise(advice)))
    }
  }

  /// A file that is written where there is none.
  private mutating func add(_ path: String, _ text: String) throws(SealError) -> [SetupFile] {
    let file = SetupFile(base: folders.root, path: path, bytes: Array(text.utf8), mode: nil)
    let old = try Self.existing(path, below: folders.root)
    steps.append(SetupStep(subject: path, action: old == nil ? .write(file) : .none))
    return [old.map { SetupFile(base: folders.root, path: path, bytes: $0, mode: nil) } ?? file]
  }

  /// The bytes of a file that is there; nil where there is none.
  ///
  /// - Throws: `policy` for anything else: what a link leads to is somebody else's.
  private static func existing(_ path: String, below root: String) throws(SealError) -> [UInt8]? {
    switch GitFolders.found(path, below: root) {
    case .nothing: return nil
    case .regular(let bytes): return bytes
    case .other:
      throw SealError(
        .policy, "\"\(path)\" is no regular file, or lies behind a link",
        hint: "put the file itself there, or take away what stands in the way")
    }
  }

  /// Reads the configuration that there will be, as every other verb is going to.
  private func check(_ files: [SetupFile]) throws(SealError) {
    guard let configuration = files.first(where: { $0.path == Workspace.fileName }) else {
      _ = try Workspace(at: folders.root)
      return
    }
    _ = try Workspace(parsing: configuration.bytes, root: folders.root, path: Workspace.fileName) {
      (path) throws(SealError) in
      guard let file = files.first(where: { $0.path == path }) else {
        throw SealError(.missing, "there is no file \"\(path)\"")
      }
      return file.bytes
    }
  }

  // MARK: Doing it

  /// Writes all files, or none; then tells git.
  ///
  /// - Throws: `io`.
  package func apply() throws(SealError) {
    do throws(FileError) {
      var replacements = Replacements()
      let files = steps.compactMap { step in if case .write(let file) = step.action { file } else { nil } }
      // `.seal.yaml` is the last: where this is killed before, the next run still makes what is missing.
      for file in files.filter({ $0.path != Workspace.fileName }) + files.filter({ $0.path == Workspace.fileName }) {
        try file.makeFolder()
        try replacements.add(Workspace.join(file.base, file.path), file.bytes.span, mode: file.mode)
      }
      try replacements.commit()
    } catch { throw SealError(.io, error.description.printable) }
    for step in steps {
      if case .configure(let name, let value) = step.action { try folders.set(name, value) }
    }
  }
}

extension SetupFile {
  /// Makes what is missing of the folder that the file is in, without following a link.
  func makeFolder() throws(FileError) {
    var folder = try Directory(opening: base)
    for component in AbsolutePath.components(of: path).dropLast() {
      let name = String(component)
      if try folder.status(of: name) == nil {
        folder = try folder.makeDirectory(name)
        try folder.setMode(0o755)
      } else {
        folder = try folder.directory(name)
      }
    }
  }
}
