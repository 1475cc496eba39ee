package import Sealing
import Synchronization

/// What the sealed files of a tree are held to, path by path: the command line's demands, and the rules of the workspaces
/// that the files belong to. Each `.seal.yaml`, and each list of signers, is read once.
package final class DemandsByPath: Sendable {
  private struct Known {
    /// The workspaces by their roots.
    var workspaces: [String: (workspace: Workspace, demands: Demands)] = [:]
    /// What each of their rules demands, by its root and line.
    var rules: [String: Demands] = [:]
    /// What is demanded where no workspace is.
    var others: Demands?
    /// The roots by the folders below them; nil where a folder is in none.
    var roots: [String: String?] = [:]
  }

  private let usesRules: Bool
  private let demands: @Sendable (Workspace?) throws(SealError) -> Demands
  private let known = Mutex(Known())

  /// - Parameters:
  ///   - usesRules: whether `.seal.yaml` counts.
  ///   - demands: those of the command line, with the signers that a workspace names where it names none.
  package init(usesRules: Bool, _ demands: @escaping @Sendable (Workspace?) throws(SealError) -> Demands) {
    self.usesRules = usesRules
    self.demands = demands
  }

  /// - Throws: `policy` where no rule is for the path, or two tie; whatever reading a `.seal.yaml` throws.
  package func demands(at path: String) throws(SealError) -> Demands {
    guard let (workspace, demands) = try find(path) else { return try others() }
    // Nobody knows which files stdin is made of.
    guard path != "-" else { return demands }
    let rule = try workspace.rule(at: workspace.path(of: path) ?? "")
    let place = "\(workspace.root)\0\(rule.line)"
    if let known = known.withLock({ $0.rules[place] }) { return known }
    let ruled = try demands.adding(rule, of: workspace)
    known.withLock { $0.rules[place] = ruled }
    return ruled
  }

  /// The workspaces of files and folders, read before any of what is in them: what is wrong with a `.seal.yaml`, or with a
  /// list of signers, is told once.
  package func workspaces(around paths: [String]) throws(SealError) -> [Workspace] {
    var workspaces: [Workspace] = []
    for path in paths {
      guard usesRules, let root = try Workspace.root(around: path == "-" ? "." : path) else {
        _ = try others()
        continue
      }
      let workspace = try workspace(at: root).workspace
      if !workspaces.contains(where: { $0.root == root }) { workspaces.append(workspace) }
    }
    return workspaces
  }

  /// All that counted so far, by their roots.
  package var workspaces: [Workspace] {
    known.withLock { $0.workspaces.values.map(\.workspace) }.sorted { $0.root < $1.root }
  }

  /// The workspace that a path belongs to.
  func workspace(of path: String) throws(SealError) -> Workspace? { try find(path)?.workspace }

  private func find(_ path: String) throws(SealError) -> (workspace: Workspace, demands: Demands)? {
    guard usesRules else { return nil }
    let folder = path == "-" ? try AbsolutePath.of(".") : AbsolutePath.parent(try AbsolutePath.of(path)) ?? "/"
    return try root(of: folder).map { (root) throws(SealError) in try workspace(at: root) }
  }

  private func workspace(at root: String) throws(SealError) -> (workspace: Workspace, demands: Demands) {
    if let found = known.withLock({ $0.workspaces[root] }) { return found }
    let workspace = try Workspace(at: root)
    let found = (workspace: workspace, demands: try demands(workspace))
    known.withLock { $0.workspaces[root] = found }
    return found
  }

  private func root(of folder: String) throws(SealError) -> String? {
    if let root = known.withLock({ $0.roots[folder] }) { return root }
    let root = try Workspace.root(around: folder)
    known.withLock { $0.roots[folder] = .some(root) }
    return root
  }

  private func others() throws(SealError) -> Demands {
    if let others = known.withLock({ $0.others }) { return others }
    let others = try demands(nil)
    known.withLock { $0.others = others }
    return others
  }
}
