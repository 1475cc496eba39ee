import ArgumentParser
import Sealing
import Workspace

/// `--part`: whether new keys go into a part of their own.
struct PartOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Put new keys into the part of this label. (default: the git branch's name, where .seal.yaml says \"parts: branch\")",
      valueName: "label"))
  var part: String?

  @Flag(help: "Put new keys into the file itself, whatever .seal.yaml says.")
  var noPart = false

  /// The part that a change goes to; nil for the file itself, or wherever the key stands.
  ///
  /// - Parameter isNew: whether no file of the name has the key.
  /// - Throws: `usage`.
  func label(for document: SealedDocument, isNew: Bool, _ workspace: Workspace?) throws(SealError) -> PartLabel? {
    if let part {
      guard !noPart else {
        throw SealError(.usage, "--part beside --no-part contradicts itself", hint: "leave one of the two out")
      }
      guard !document.isBare || document.isMain else {
        throw SealError(
          .usage, "\"\(Input.name(of: document.path))\" can have no parts beside it",
          hint: "name the main file of the name, app-secrets.sealed")
      }
      return try PartLabel(part)
    }
    // A part that is named by itself is meant.
    guard isNew, !noPart, let workspace, document.path != "-", !document.isBare || document.isMain,
      try workspace.rule(for: document.path).parts == .branch
    else { return nil }
    return try PartLabel(ofBranchAt: document.path)
  }
}
