package import Sealing
import Manifests
import Primitives

/// A repository of sealed manifests, and what its `.seal.yaml` says of them: who is trusted to sign, and to whom, for which
/// namespace, each file is sealed.
///
/// The file is somebody else's: it is read strictly and as a whole, whichever of its rules is wanted, and names nothing
/// outside its own folder.
package struct Workspace: Sendable {
  package static let fileName = ".seal.yaml"

  /// The folder of `.seal.yaml`, an absolute path without links.
  package let root: String
  /// What messages call `.seal.yaml`.
  package let file: String
  /// At least one, in the order of the file.
  package let rules: [Rule]
  /// By their names.
  package let recipients: [String: NamedRecipient]
  /// The list of trusted signers, an absolute path; nil where none is named.
  package let signers: String?
  /// The bytes of that list as they were when `.seal.yaml` was read; whether it is any good is not judged.
  package let signersList: [UInt8]?
  /// `.seal.yaml` and every file that it reads, from the root: who changes one of them changes who reads or signs.
  package let sources: [String]

  /// Reads a `.seal.yaml` from wherever its bytes are, such as a revision in git.
  ///
  /// - Parameters:
  ///   - root: the folder that it is in, or stands for.
  ///   - path: what messages call it; ends in ``fileName``.
  ///   - read: a file that it names, from the root.
  /// - Throws: `format`, `identity` and `policy`, with the line; what `read` throws, with the line that names the file.
  package init(
    parsing bytes: [UInt8], root: String, path: String,
    read: @escaping (String) throws(SealError) -> [UInt8]
  ) throws(SealError) {
    let fields = try Setting(parsing: bytes, path: path).fields([
      "version", "signers", "recipients", "groups", "rules",
    ])
    try Self.checkVersion(fields["version"], path)
    guard let named = fields["recipients"], let list = fields["rules"] else {
      throw SealError(
        .format, "\"\(path)\" has no \(fields["rules"] == nil ? "rules" : "recipients")", hint: Self.example)
    }
    var files = WorkspaceFiles(of: path, read)
    let signers = try fields["signers"].map { (setting) throws(SealError) in try files.read(setting) }
    let book = try RecipientBook(named, groups: fields["groups"], &files)

    var rules: [Rule] = []
    var lines: [String: Int] = [:]
    for item in try list.items {
      let rule = try Rule(item, of: path, book)
      if let other = lines.updateValue(rule.line, forKey: rule.pattern) {
        throw item.error("the rule in line \(other) has the same path \"\(rule.pattern)\"")
      }
      rules.append(rule)
    }
    guard !rules.isEmpty else { throw list.error("there is no rule", hint: Self.example) }

    self.root = root
    self.rules = rules
    self.file = path
    self.signers = signers.map { Self.join(root, $0.path) }
    signersList = signers?.bytes
    recipients = book.recipients
    sources = files.sources
  }

  private static let example = "\"seal init\" writes one to begin with"

  private static func checkVersion(_ version: Setting?, _ path: String) throws(SealError) {
    guard let version else {
      throw SealError(.format, "\"\(path)\" does not say which version it is", hint: "version: 1")
    }
    let number = try version.number
    guard number == 1 else {
      throw version.error(
        "version \(number) is not known to this release", hint: number > 1 ? "take a newer seal" : "version: 1")
    }
  }

  // MARK: Rules

  /// The rule that a file is held to: of those whose pattern matches its path, the one with the longest literal beginning.
  /// The order of the rules never decides.
  ///
  /// - Parameter path: as on a command line, existing or not.
  /// - Throws: `policy` where there is none, or two tie.
  package func rule(for path: String) throws(SealError) -> Rule {
    guard let inner = self.path(of: path) else {
      throw SealError(
        .policy, "\"\(path.printable)\" lies outside of the folder of \"\(file)\"", hint: "name a file below it")
    }
    return try rule(at: inner)
  }

  /// The same for a path from the root.
  package func rule(at inner: String) throws(SealError) -> Rule {
    let candidates = rules(matching: inner)
    guard let first = candidates.first else {
      throw SealError(
        .policy, "no rule of \"\(file)\" is for \"\(inner.printable)\"", hint: "add one whose path matches it")
    }
    let tied = candidates.prefix { $0.path.literal.utf8.count == first.path.literal.utf8.count }
    guard tied.count == 1 else {
      let list = tied.map { "\"\($0.pattern)\" in line \($0.line)" }.joined(separator: " and ")
      throw SealError(
        .policy, "\(tied.count) rules of \"\(file)\" are for \"\(inner.printable)\" alike: \(list)",
        hint: "the longest path up to its first *, ? or [ wins: make one of them longer")
    }
    return first
  }

  /// The rules whose pattern matches a path from the root: those with a longer literal beginning first, and then in their
  /// order in the file.
  package func rules(matching inner: String) -> [Rule] {
    rules.filter { $0.path.matches(inner) }
      .sorted { ($1.path.literal.utf8.count, $0.line) < ($0.path.literal.utf8.count, $1.line) }
  }

  // MARK: Paths

  /// A path as it is from the root, links followed; nil where it lies outside or can't be told, "." for the root itself.
  package func path(of path: String) -> String? {
    guard let absolute = try? AbsolutePath.of(path) else { return nil }
    return absolute == root ? "." : AbsolutePath.path(absolute, from: root)
  }

  static func join(_ folder: String, _ name: String) -> String { folder == "/" ? "/\(name)" : "\(folder)/\(name)" }
}
