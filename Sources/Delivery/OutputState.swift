import Files

/// What of an output directory is ours, as it stands now.
///
/// `..data` alone says which contents are in force; ``restore(in:)`` makes everything else follow it. The same steps thus
/// clean up after a run that ended well, undo one that failed, and mend what a killed one left.
struct OutputState {
  /// The entry that readers go through.
  static let data = "..data"
  /// What is being written.
  static let newPrefix = "..new-"
  /// What was written; 16 hex digits follow.
  static let dataPrefix = "..data-"
  static let markCount = 16

  /// Where the entry of a name leads.
  static func link(to name: String) -> String { "\(data)/\(name)" }

  /// All entries, ours and others.
  private let entries: [String]
  /// The directory that `..data` leads to, or nil where it leads nowhere of ours.
  private let current: String?

  init(of root: borrowing Directory) throws(FileError) {
    let entries = try root.entries()
    self.entries = entries
    current = root.link(Self.data).flatMap { Self.isData($0) && entries.contains($0) ? $0 : nil }
  }

  /// The first entry that the plan needs for itself and that somebody else has put there.
  func firstClash(with plan: DeliveryPlan, in root: borrowing Directory) throws(FileError) -> String? {
    guard !entries.isEmpty else { return nil }
    if entries.contains(Self.data), root.link(Self.data).map(Self.isData) != true { return Self.data }
    for name in plan.linkNames where entries.contains(name) && root.link(name) != Self.link(to: name) { return name }
    for name in plan.envNames {
      guard let status = try root.status(of: name) else { continue }
      var isOurs = false
      for directory in try ownDirectories(in: root) where !isOurs {
        isOurs = try root.directory(directory).status(of: name)?.identity == status.identity
      }
      guard isOurs else { return name }
    }
    return nil
  }

  /// Makes all that is ours in the directory follow `..data`.
  func restore(in root: borrowing Directory) throws(FileError) {
    guard !entries.isEmpty else { return }
    let stale = try ownDirectories(in: root).filter { $0 != current }
    for directory in stale { try restoreEnvFiles(writtenWith: directory, in: root) }
    for name in entries where root.link(name) == Self.link(to: name) {
      if try current.flatMap({ (current) throws(FileError) in try root.directory(current).status(of: name) }) == nil {
        try root.remove(name)
      }
    }
    for name in entries where name.hasPrefix(Self.newPrefix) && !stale.contains(name) { try root.remove(name) }
    for directory in stale { try root.removeTree(directory) }
  }

  /// Puts the env files of the contents in force in the place of those that came with other contents.
  private func restoreEnvFiles(writtenWith directory: String, in root: borrowing Directory) throws(FileError) {
    let stale = try root.directory(directory)
    for name in try stale.entries() {
      guard let there = try root.status(of: name), there.kind == .regular,
        try stale.status(of: name)?.identity == there.identity
      else { continue }
      if let current {
        let inForce = try root.directory(current)
        if try inForce.status(of: name)?.kind == .regular {
          let temporary = "\(Self.newPrefix)restored"
          try? root.remove(temporary)
          try root.makeLink(temporary, to: name, of: inForce)
          try root.rename(temporary, to: name)
          continue
        }
      }
      try root.remove(name)
    }
  }

  /// The directories that hold contents, in force or not.
  private func ownDirectories(in root: borrowing Directory) throws(FileError) -> [String] {
    var directories: [String] = []
    for name in entries where name.hasPrefix(Self.newPrefix) || Self.isData(name) {
      if try root.status(of: name)?.kind == .directory { directories.append(name) }
    }
    return directories
  }

  private static func isData(_ name: String) -> Bool {
    name.hasPrefix(dataPrefix) && name.utf8.count == dataPrefix.utf8.count + markCount
      && name.utf8.dropFirst(dataPrefix.utf8.count).allSatisfy {
        (0x30...0x39).contains($0) || (0x61...0x66).contains($0)
      }
  }
}
