import ArgumentParser
import Sealing
import Workspace

/// `--ignore-config`: whether what `.seal.yaml` says counts.
struct ConfigurationOptions: ParsableArguments {
  @Flag(help: "Do as if there were no .seal.yaml: its rules and its signers count for nothing.")
  var ignoreConfig = false

  /// The workspace that all of these files belong to; nil where they belong to none.
  ///
  /// - Parameter paths: as on the command line, where `-` belongs to the folder that the program runs in.
  /// - Throws: `usage` where they belong to several; what reading `.seal.yaml` throws.
  func workspace(of paths: [String]) throws(SealError) -> Workspace? {
    guard !ignoreConfig, let first = paths.first else { return nil }
    let root = try Self.root(of: first)
    for path in paths.dropFirst() where try Self.root(of: path) != root {
      throw SealError(
        .usage, "\"\(Input.name(of: first))\" and \"\(Input.name(of: path))\" are held to different .seal.yaml files",
        hint: "run the command once for each of them")
    }
    return try root.map { (root) throws(SealError) in try Workspace(at: root) }
  }

  private static func root(of path: String) throws(SealError) -> String? {
    try Workspace.root(around: path == "-" ? "." : path)
  }
}
