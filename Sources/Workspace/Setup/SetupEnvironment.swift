import Files
import Primitives
package import Sealing

/// Where a team's manifests run, such as staging and production: an identity of its own, and the files that are sealed to it.
package struct SetupEnvironment: Equatable, Sendable {
  /// The name of its recipient, which is that of its files too.
  package let name: String
  /// Nil where each document says it.
  package let namespace: String?
  /// At least one.
  package let paths: [String]

  /// - Parameters:
  ///   - text: `NAME` or `NAME=NAMESPACE`.
  ///   - paths: patterns of its files; where there is none, those of a folder that is named for it.
  ///   - root: the repository's folder.
  ///   - isOnly: whether there is no other environment, so that the whole repository can be its.
  /// - Throws: `usage`.
  package init(parsing text: String, paths: [String], root: String, isOnly: Bool) throws(SealError) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
    let name = parts[0]
    // A name of files, on the disk and in YAML.
    guard Names.isNamespace(name), name.first?.isLetter == true else {
      throw SealError(
        .usage, "\"\(name.printable)\" can't be the name of an environment",
        hint: "use lower-case letters, digits and hyphens: --environment production=NAMESPACE")
    }
    guard !Rule.isRecovery(name) else {
      throw SealError(.usage, "\"\(name)\" is the name of a recovery recipient", hint: "name the environment otherwise")
    }
    let namespace = parts.count == 2 && !parts[1].isEmpty ? parts[1] : nil
    if let namespace, !Names.isNamespace(namespace) {
      throw SealError(.usage, "\"\(namespace.printable)\" can't be a Kubernetes namespace")
    }
    for path in paths {
      do { _ = try PathPattern(parsing: path) } catch { throw SealError(.usage, error.reason, hint: error.hint) }
    }
    self.name = name
    self.namespace = namespace
    self.paths = paths.isEmpty ? [Self.pattern(for: name, below: root, isOnly: isOnly)] : paths
  }

  /// Where such repositories keep what differs between environments.
  private static let folders = ["overlays", "environments", "envs", "clusters", "apps"]

  package static func pattern(for name: String, below root: String, isOnly: Bool) -> String {
    let candidates = folders.map { "\($0)/\(name)" } + [name]
    if let folder = candidates.first(where: { (try? File.status("\(root)/\($0)"))?.kind == .directory }) {
      return "\(folder)/**"
    }
    return isOnly ? "**" : "overlays/\(name)/**"
  }
}
