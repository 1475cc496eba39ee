package import SSHSignatures
package import Sealing

/// Whose signatures a review believes.
///
/// A repository's own list of signers is part of what is reviewed: both versions are held against the list of the earlier
/// side, or a change could make its own author trusted.
package struct ReviewTrust: Sendable {
  /// Nil where there is no list.
  package let signers: AllowedSigners?
  /// The bytes of that list.
  package let list: [UInt8]?
  /// What the later side makes of the list.
  let newcomers: AllowedSigners?
  /// What changed that decides who is trusted, and to whom files are sealed.
  package let alerts: [Prose]

  /// A list that somebody named, which is believed as it stands.
  ///
  /// - Parameters:
  ///   - list: the bytes of an `allowed_signers` file; nil where there is none.
  ///   - path: where it stands in the repository, if it does.
  /// - Throws: `policy`.
  package init(_ list: [UInt8]?, at path: String? = nil, from old: ReviewSide, to new: ReviewSide) throws(SealError) {
    self.list = list
    signers = try list.map { (list) throws(SealError) in try Self.signers(list, "the list of trusted signers") }
    newcomers = nil
    alerts = Self.changes(in: path.map { [$0] } ?? [], from: old, to: new)
  }

  /// The list that the repository's `.seal.yaml` names; nil where the earlier side has none.
  ///
  /// - Parameter folder: from the top folder; the search begins there and goes upwards.
  /// - Throws: `format`, `identity` and `policy` where the earlier side's is refused.
  package init?(configuredFrom old: ReviewSide, to new: ReviewSide, around folder: String) throws(SealError) {
    var alerts: [Prose] = []
    var sources: [String] = []
    var newcomers: AllowedSigners?
    guard let before = try Configuration(of: old, around: folder), let list = before.list else { return nil }
    let signers = try Self.signers(list, before.path)
    sources += before.sources
    do throws(SealError) {
      if let after = try Configuration(of: new, around: folder) {
        sources += after.sources
        newcomers = try after.list.map { (list) throws(SealError) in try Self.signers(list, after.path) }
      }
    } catch {
      alerts.append("the later side's configuration is refused: \(reason: error.reason)")
    }
    self.signers = signers
    self.list = list
    self.newcomers = newcomers
    alerts += Self.changes(in: sources, from: old, to: new)
    for (key, label) in newcomers?.keys ?? [] where signers.label(of: key) == nil {
      alerts.append("a signer becomes trusted: \(label) \(key.fingerprint)")
    }
    for (key, label) in signers.keys where newcomers.map({ $0.label(of: key) == nil }) == true {
      alerts.append("a signer is trusted no more: \(label) \(key.fingerprint)")
    }
    self.alerts = alerts
  }

  private static func changes(in paths: [String], from old: ReviewSide, to new: ReviewSide) -> [Prose] {
    // Whoever is believed, these decide what the next file is sealed to.
    let configurations = Set(old.files.keys).union(new.files.keys).filter {
      AbsolutePath.components(of: $0).last.map { String($0) } == Workspace.fileName
    }
    let named = configurations.flatMap { path in
      [old, new].flatMap { side in
        (try? Configuration(of: side, around: AbsolutePath.parent(path) ?? ""))?.sources ?? []
      }
    }
    let paths = Set(paths + named).union(configurations).sorted()
    return zip(paths, zip(old.contents(of: paths), new.contents(of: paths))).compactMap { path, contents in
      if case .bytes(let before)? = contents.0, case .bytes(let after)? = contents.1, before == after { return nil }
      if contents.0 == nil, contents.1 == nil { return nil }
      return "\(path) changed, which says who is trusted or to whom files are sealed"
    }
  }

  private static func signers(_ list: [UInt8], _ path: String) throws(SealError) -> AllowedSigners {
    do { return try AllowedSigners(parsing: list.span, namespace: Policy.signingNamespace) } catch {
      throw SealError(.policy, "\(path)\(error.line.map { ", line \($0)" } ?? ""): \(error.reason)")
    }
  }

  /// What `.seal.yaml` of one side says of trust.
  private struct Configuration {
    let path: String
    let list: [UInt8]?
    /// From the top folder of the repository.
    let sources: [String]

    init?(of side: ReviewSide, around folder: String) throws(SealError) {
      var folders = AbsolutePath.components(of: folder).map { String($0) }
      while true {
        let prefix = folders.map { $0 + "/" }.joined()
        if case .bytes(let bytes)? = side.contents(of: [prefix + Workspace.fileName])[0] {
          path = prefix + Workspace.fileName
          let workspace = try Workspace(parsing: bytes, root: "/", path: path) { (file) throws(SealError) in
            switch side.contents(of: [prefix + file])[0] {
            case .bytes(let bytes): return bytes
            case .failed(let error): throw error
            case .link, nil: throw SealError(.missing, "there is no file \"\(prefix)\(file)\"")
            }
          }
          list = workspace.signersList
          sources = workspace.sources.map { prefix + $0 }
          return
        }
        guard folders.popLast() != nil else { return nil }
      }
    }
  }
}
