import Files
import Primitives
package import Sealing

/// Where git keeps what is about one clone: its settings and its hooks. A repository that somebody else packed can lead both
/// elsewhere, and nothing is written there.
package struct GitFolders: Sendable {
  /// The top of the work tree, without links.
  package let root: String
  /// What all work trees of the clone share, without links.
  package let common: String
  /// Where git looks for hooks, as far as it can be told.
  package let hooks: String

  /// - Throws: `missing` where the path is in no repository with a work tree; `policy` where its settings lie behind a link.
  package init(around path: String) throws(SealError) {
    root = try GitRepository(around: path).root
    guard let output = Git.output(["-C", root, "rev-parse", "--path-format=absolute", "--git-common-dir"]),
      let folder = String(validating: output.dropLast(), as: UTF8.self), folder.hasPrefix("/")
    else { throw SealError(.missing, "git can't tell where \"\(root.printable)\" has its settings") }
    common = File.resolved(folder)
    // A `.git` that is a link, or a folder of such files that leads on: git follows them, and writes where they lead.
    guard case .regular = Self.found("config", below: common) else {
      throw SealError(
        .policy, "\"\(common.printable)/config\" is no regular file", hint: "git's settings of a clone are its own")
    }
    if case .symbolicLink = Self.kind(".git", in: root) {
      throw SealError(.policy, "\"\(root.printable)/.git\" is a link", hint: "put the folder itself there")
    }
    hooks = Self.hooks(of: root) ?? "\(common)/hooks"
  }

  /// What `core.hooksPath` says, absolute; nil where nobody set it. The last value is the one that ``Git`` itself passes.
  private static func hooks(of root: String) -> String? {
    guard
      let output = Git.output(["-C", root, "config", "--null", "--type=path", "--get-all", "core.hooksPath"])
    else { return nil }
    let values = output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    guard let path = values.dropLast().last, !path.isEmpty else { return nil }
    return path.hasPrefix("/") ? path : Workspace.join(root, path)
  }

  /// The folder to write a hook to and the hook's path from there; nil where git looks for hooks anywhere else, as with one
  /// folder for all of a user's repositories.
  var hook: (base: String, path: String)? {
    for base in [common, root] {
      if let folder = AbsolutePath.path(hooks, from: base),
        !AbsolutePath.components(of: folder).contains(where: { $0.elementsEqual("..".unicodeScalars) })
      {
        return (base, "\(folder)/\(SetupHook.name)")
      }
    }
    return nil
  }

  /// Whether there is something called `.seal.yaml` at the root, whatever it is.
  package var hasConfiguration: Bool { Self.kind(Workspace.fileName, in: root) != nil }

  /// A setting, of this clone or of the user.
  func setting(_ name: String) -> String? {
    guard let output = Git.output(["-C", root, "config", "--get", name]) else { return nil }
    return String(decoding: output, as: UTF8.self).trimmed
  }

  /// - Throws: `io`.
  func set(_ name: String, _ value: String) throws(SealError) {
    guard Git.output(["-C", root, "config", "--local", name, value]) != nil else {
      throw SealError(.io, "git can't set \(name)", hint: "git config \(name) \"\(value)\"")
    }
  }

  /// What is at a path, read without following a link; what can't be read is `other`.
  static func found(_ path: String, below base: String) -> WorkspaceFiles.Found {
    (try? WorkspaceFiles.find(path, below: base)) ?? .other
  }

  private static func kind(_ name: String, in folder: String) -> FileStatus.Kind? {
    guard let folder = try? Directory(opening: folder) else { return nil }
    return (try? folder.status(of: name))?.kind
  }
}
