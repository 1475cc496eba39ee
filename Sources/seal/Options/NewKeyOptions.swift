import Age
import ArgumentParser
import Files
import Primitives
import Sealing
import Workspace

/// The identities that a repository begins with, and where they go.
struct NewKeyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder for identities, outside of any repository. (default: ~/.config/seal/REPOSITORY)", valueName: "folder"),
    completion: .directory)
  var identities: String?

  @Option(
    help: ArgumentHelp(
      "A recovery recipient that exists, age1... or @FILE, instead of a new identity.", valueName: "recipient"))
  var recovery: String?

  @Option(
    help: ArgumentHelp(
      "A file with the passphrase of the recovery identity, \"-\" for stdin; otherwise it is asked for.",
      valueName: "file"),
    completion: .file())
  var passphraseFile: String?

  @Flag(help: "No recovery recipient: what is lost with an identity stays lost.")
  var noRecovery = false

  @Flag(help: "Classic age keys (age1...); the default is post-quantum.")
  var x25519 = false

  @Flag(help: "Write the Secrets with the identities beside them, on a terminal too.")
  var writeManifests = false

  func validate() throws {
    guard [recovery != nil, passphraseFile != nil, noRecovery].count(where: { $0 }) <= 1 else {
      throw ValidationError("--recovery, --passphrase-file and --no-recovery exclude each other.")
    }
  }

  /// - Throws: `usage` where keys are asked for that nobody makes.
  func checkUnused() throws(SealError) {
    guard identities == nil, recovery == nil, passphraseFile == nil, !noRecovery, !x25519, !writeManifests else {
      throw SealError(
        .usage, "this repository has a .seal.yaml, and no key is made for it",
        hint: "\"seal keygen\" makes one; name its recipient in .seal.yaml")
    }
  }

  /// What the environments and the recovery need that isn't there; nothing is written yet.
  ///
  /// - Parameter isRehearsal: whether nothing ever will be, so that no passphrase is asked for.
  /// - Throws: `usage`, `policy`, `io`, `identity`.
  func make(
    for environments: [SetupEnvironment], in folders: GitFolders, isRehearsal: Bool
  ) throws(SealError) -> NewKeys {
    var recipients: [String: String] = [:]
    var made: [(name: String, identity: AgeIdentity)] = []
    for environment in environments {
      if let existing = try Self.kept(environment.name, in: folders) {
        recipients[environment.name] = existing
      } else {
        let identity = AgeIdentity.generate(postQuantum: !x25519)
        made.append((environment.name, identity))
        recipients[environment.name] = identity.recipient.text
      }
    }
    var backup: AgeIdentity?
    if let existing = try Self.kept("recovery", in: folders) {
      guard recovery == nil, passphraseFile == nil, !noRecovery else {
        throw SealError(
          .usage, "there is a \".seal/recovery.pub\" already, and it is never rewritten",
          hint: "leave out what is said of recovery, or remove that file")
      }
      recipients["recovery"] = existing
    } else if let recovery {
      recipients["recovery"] = try Self.recipient(recovery)
    } else if !noRecovery {
      guard isRehearsal || passphraseFile != nil || Question.isPossible else {
        throw SealError(
          .usage, "there is no terminal to ask for the passphrase of the recovery identity",
          hint: "pass --passphrase-file FILE, --recovery RECIPIENT or --no-recovery")
      }
      let identity = AgeIdentity.generate(postQuantum: !x25519)
      backup = identity
      recipients["recovery"] = identity.recipient.text
    }

    guard !made.isEmpty || backup != nil else { return NewKeys(recipients: recipients) }
    let folder = try folder(folders)
    try folder.checkAbsent(made.map { NewKeys.file($0.name) } + (backup == nil ? [] : [NewKeys.file("recovery")]))
    var keys = NewKeys(recipients: recipients)
    keys.folder = folder
    keys.writesManifests = writeManifests || !Terminal.isTerminal(1)
    keys.identities = made.map { ($0.name, SharedSecret(IdentityFile.text(of: $0.identity))) }
    if let backup, !isRehearsal { keys.recovery = try protect(backup) }
    return keys
  }

  /// The recipient of a name that the repository has already: whoever made it opens what is sealed from now on.
  private static func kept(_ name: String, in folders: GitFolders) throws(SealError) -> String? {
    guard let recipient = try SetupPlan.recipient(name, in: folders) else { return nil }
    Console.note("taking the recipient of \(recipient.path), \(recipient.fingerprint): no identity is made for it")
    return recipient.text
  }

  private static func recipient(_ text: String) throws(SealError) -> String {
    guard text.hasPrefix("@") else { return try LabelledRecipient(label: "recovery", written: text).recipient.text }
    let path = String(text.dropFirst())
    let bytes: [UInt8]
    do { bytes = try File.read(path, limit: RecipientFile.limit) } catch { throw SealError(error) }
    let found = try RecipientFile.parse(bytes, path: path)
    guard found.count == 1 else {
      throw SealError(
        .usage, "\"\(path.printable)\" has \(found.count) recipients",
        hint: "begin with one, and add others to .seal.yaml")
    }
    return found[0].recipient.text
  }

  private func folder(_ folders: GitFolders) throws(SealError) -> IdentitiesFolder {
    if let identities { return try IdentitiesFolder(identities) }
    guard let standard = IdentitiesFolder.standard(for: folders.root) else {
      throw SealError(.usage, "there is no home for identities", hint: "pass --identities FOLDER")
    }
    guard Question.isPossible else { return try IdentitiesFolder(standard) }
    let answer = try Question.ask("the folder for identities", default: standard)
    // No shell reads what is typed here.
    guard answer.hasPrefix("~/"), let home = Environment.get("HOME") else { return try IdentitiesFolder(answer) }
    return try IdentitiesFolder(home + answer.dropFirst())
  }

  private func protect(_ identity: AgeIdentity) throws(SealError) -> SharedSecret {
    let passphrase = try passphrase()
    let protected: [UInt8]
    do {
      protected = try IdentityFile.text(of: identity).withBytes { (text) throws(AgeError) in
        try IdentityFile.protect(text, passphrase: passphrase)
      }
    } catch { throw SealError(.usage, error.reason) }
    return SharedSecret(SecretBytes(copying: protected.span))
  }

  private func passphrase() throws(SealError) -> SecretBytes {
    guard let passphraseFile else { return try Passphrase.askTwice("passphrase of the recovery identity") }
    let path = passphraseFile == "-" ? "/dev/stdin" : passphraseFile
    let text: SecretBytes
    do { text = try File.readSecret(path, limit: 4_096) } catch { throw SealError(error) }
    // Its line end is no part of it, as where it is typed.
    return text.withBytes { bytes in
      let hasLineEnd = bytes.count > 0 && bytes[bytes.count - 1] == 0x0A
      return SecretBytes(copying: bytes.extracting(0..<(hasLineEnd ? bytes.count - 1 : bytes.count)))
    }
  }
}
