import Sealing

/// All that changed among the sealed files of two sides.
package struct TreeReview: Sendable {
  /// By path; nothing of it is longer than names are.
  package private(set) var changes: [ReviewedChange] = []
  /// Files that changed, are no YAML, and hold nothing that looks sealed, such as a chart's templates.
  package private(set) var unknown: [String] = []
  /// What must not be overlooked, of no file alone.
  package private(set) var alerts: [Prose] = []

  /// - Parameters:
  ///   - folders: paths from the repository's top, below one of which the files are; none for all.
  package init(from old: ReviewSide, to new: ReviewSide, below folders: [String], trust: ReviewTrust) {
    let paths = ReviewSide.changed(old, new, below: folders)
    let (batches, tooLarge) = ReviewSide.batches(of: paths, old, new)
    let results = Parallel.map(batches) { batch in
      zip(batch, zip(old.contents(of: batch), new.contents(of: batch))).map { path, contents in
        PathReview(path, old, contents.0, new, contents.1, trust)
      }
    }.flatMap(\.self)

    changes = results.flatMap(\.changes)
    unknown = results.compactMap(\.unknown)
    for path in tooLarge {
      let error = SealError(.format, "it has more than \(ManifestFiles.limit) bytes")
      changes.append(ReviewedChange(from: nil, to: LoadedVersion(path: path, failure: error)))
    }
    changes += Self.moves(results.flatMap(\.left), old, new, trust)
    followKeys()
    changes.sort { ($0.shown?.path ?? "", $0.shown?.index ?? 0) < ($1.shown?.path ?? "", $1.shown?.index ?? 0) }
    alerts = trust.alerts
    for side in [old, new] where side.unnamedCount > 0 {
      alerts.append(
        "files were not looked at in \(side.title), whose paths are no text or no others than another's: \(side.unnamedCount)"
      )
    }
  }

  /// Says of keys that went from one part of a name to another where they are.
  private mutating func followKeys() {
    var homes: [[String]: [(change: Int, key: Int)]] = [:]
    for (change, found) in changes.enumerated() where found.kind != .unreadable {
      guard let claims = found.shown?.readable else { continue }
      for (index, key) in found.keys.enumerated() where key.change != .changed {
        homes[[claims.namespace, claims.name, key.key], default: []].append((change, index))
      }
    }
    for places in homes.values where places.count == 2 {
      let (a, b) = (places[0], places[1])
      guard changes[a.change].keys[a.key].change != changes[b.change].keys[b.key].change else { continue }
      let names = places.map { changes[$0.change].shown?.entryName ?? "" }
      changes[a.change].keys[a.key].elsewhere = names[1]
      changes[b.change].keys[b.key].elsewhere = names[0]
    }
  }

  init(_ review: TreeReview, _ changes: [ReviewedChange]) {
    self = review
    self.changes = changes
  }

  /// What is there on one side alone, as far as it isn't on the other by another path.
  private static func moves(
    _ left: [ReviewedChange], _ old: ReviewSide, _ new: ReviewSide, _ trust: ReviewTrust
  ) -> [ReviewedChange] {
    func name(_ change: ReviewedChange) -> [String?]? {
      guard let version = change.shown, let claims = version.readable else { return nil }
      return [version.entryName, claims.namespace, claims.name]
    }
    let counts = left.reduce(into: [[String?]: Int]()) { counts, change in
      if let key = name(change) { counts[key, default: 0] += 1 }
    }
    let pairs = VersionMatching.pairs(
      left.filter { $0.new == nil }, left.filter { $0.old == nil },
      by: [
        { change in name(change).map { $0 + (change.shown?.readable?.layers ?? []) } },
        { change in name(change).map { $0 + [change.shown?.readable?.layers.first ?? ""] } },
        // By the name alone only where no other file could be meant.
        { change in name(change).flatMap { counts[$0] == 2 ? $0 : nil } },
      ])
    let moved = pairs.compactMap { pair in pair.old?.old.flatMap { old in pair.new?.new.map { (old, $0) } } }
    let alone = pairs.compactMap { pair in pair.old == nil ? pair.new : pair.new == nil ? pair.old : nil }
    let chunks = stride(from: 0, to: moved.count, by: 64).map { Array(moved[$0..<min($0 + 64, moved.count)]) }
    return alone
      + Parallel.map(chunks) { chunk in
        zip(old.load(chunk.map(\.0), trust), new.load(chunk.map(\.1), trust)).map {
          ReviewedChange(from: $0, to: $1, isMoved: true)
        }
      }.flatMap(\.self)
  }
}

/// What became of one path.
private struct PathReview: Sendable {
  var changes: [ReviewedChange] = []
  /// Those that are there on one side alone.
  var left: [ReviewedChange] = []
  var unknown: String?

  init(
    _ path: String, _ old: ReviewSide, _ oldContent: ReviewSide.Content?, _ new: ReviewSide,
    _ newContent: ReviewSide.Content?, _ trust: ReviewTrust
  ) {
    if case .bytes(let before)? = oldContent, case .bytes(let after)? = newContent, before == after { return }
    let before = LoadedFile(oldContent, at: path, of: old, trust: trust)
    let after = LoadedFile(newContent, at: path, of: new, trust: trust)
    let isSealed = !before.versions.isEmpty || !after.versions.isEmpty
    switch (before.failure(besides: isSealed), after.failure(besides: isSealed)) {
    case (nil, nil):
      for (old, new) in VersionMatching.pairs(before.versions, after.versions) {
        let change = ReviewedChange(from: old, to: new)
        if old == nil || new == nil {
          left.append(change)
        } else if old?.digest != new?.digest || old?.version.entryName != new?.version.entryName
          || old?.version.metadataNamespace != new?.version.metadataNamespace
          || old?.version.configMap != new?.version.configMap
        {
          changes.append(change)
        }
      }
      if !isSealed, before.isUnknown || after.isUnknown { unknown = path }
    case (let oldFailure, let newFailure):
      func broken(_ side: ReviewSide, _ failure: SealError, _ entryName: String? = nil) -> LoadedVersion {
        LoadedVersion(path: side.name(of: path), entryName: entryName, failure: failure)
      }
      if let newFailure, !before.versions.isEmpty {
        changes = before.versions.map {
          ReviewedChange(from: $0, to: broken(new, newFailure, $0.version.entryName))
        }
      } else if let oldFailure, !after.versions.isEmpty {
        changes = after.versions.map {
          ReviewedChange(from: broken(old, oldFailure, $0.version.entryName), to: $0)
        }
      } else {
        changes = [
          ReviewedChange(from: oldFailure.map { broken(old, $0) }, to: newFailure.map { broken(new, $0) })
        ]
      }
    }
  }
}

extension LoadedFile {
  fileprivate var isUnknown: Bool {
    if case .unknown = self { true } else { false }
  }

  /// Why nobody can tell what is sealed in it, where that matters.
  ///
  /// - Parameter isSealed: whether something is, on the other side.
  fileprivate func failure(besides isSealed: Bool) -> SealError? {
    switch self {
    case .unreadable(let error): error
    case .unknown where isSealed: SealError(.format, "it is no YAML that can be read")
    case .link where isSealed: SealError(.format, "it is a symbolic link, which is not followed")
    default: nil
    }
  }
}

extension ReviewSide {
  /// Versions that were looked at before, read again.
  func load(_ versions: [ReviewedVersion], _ trust: ReviewTrust) -> [LoadedVersion] {
    // A document with many of them is read once.
    let paths = Set(versions.map(\.path)).sorted()
    let files = zip(paths, contents(of: paths.map(key))).map { path, content in
      (path, LoadedFile(content, at: key(of: path), of: self, trust: trust).versions)
    }
    let found = Dictionary(files) { $1 }
    return versions.map { version in
      guard let file = found[version.path], version.index < file.count else {
        return LoadedVersion(path: version.path, failure: SealError(.io, "it changed while it was looked at"))
      }
      return file[version.index]
    }
  }
}
