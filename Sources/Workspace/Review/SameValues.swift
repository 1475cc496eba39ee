package import Sealing

/// Whether all sealed values of two sides are the same, for whoever reviews a rotation.
///
/// First every file that changed is verified on both sides; only then is an identity asked for. What didn't change by a
/// byte is the same without being opened.
package struct SameValues: Sendable {
  package struct Difference: Sendable {
    package enum Kind: String, Sendable {
      case differs
      case onlyBefore, onlyAfter
    }

    package let path: String
    package let name: String
    package let namespace: String
    /// Nil for the name as a whole.
    package let key: String?
    package let kind: Kind

    package var prose: Prose {
      let name: Prose = "\(path): \(self.name), namespace \(namespace)"
      let what: Prose =
        switch kind {
        case .differs: "differs"
        case .onlyBefore: "is there no more"
        case .onlyAfter: "is new"
        }
      return name + (key.map { ": \($0) " } ?? " ") + what
    }
  }

  /// What can't be read, isn't vouched for, or can't be opened.
  package struct Failure: Sendable {
    package let path: String
    package let error: SealError
  }

  package private(set) var differences: [Difference] = []
  package private(set) var failures: [Failure] = []
  /// How many names and values were opened on both sides, and found the same.
  package private(set) var nameCount = 0
  package private(set) var valueCount = 0
  /// Files that changed, are no YAML, and hold nothing that looks sealed.
  package private(set) var unknown: [String] = []
  private var pairs: [(old: NameOnSide, new: NameOnSide)] = []
  private let old: ReviewSide
  private let new: ReviewSide

  package var areAllSame: Bool { differences.isEmpty && failures.isEmpty }

  package var summary: Prose {
    let values: Prose = valueCount == 1 ? "1 value" : "\(valueCount) values"
    let names: Prose = nameCount == 1 ? "1 name" : "\(nameCount) names"
    return "the same: \(values) of \(names) sealed anew; all else is the same to the byte"
  }

  /// - Throws: `policy` where the list of signers is refused, or there is none.
  package init(
    from old: ReviewSide, to new: ReviewSide, below folders: [String], _ trust: ReviewTrust
  ) throws(SealError) {
    self.old = old
    self.new = new
    let policy = try ReviewOpening.policy(signers: trust.list)
    let changed = ReviewSide.changed(old, new, below: folders)
    let (batches, tooLarge) = ReviewSide.batches(of: Self.withParts(changed, old, new), old, new)
    failures = tooLarge.map {
      Failure(path: $0, error: SealError(.format, "it has more than \(ManifestFiles.limit) bytes"))
    }
    let results = Parallel.map(batches) { batch in
      zip(batch, zip(old.contents(of: batch), new.contents(of: batch))).map { path, contents in
        (
          Verified(LoadedFile(contents.0, at: path, of: old, trust: trust), path, policy),
          Verified(LoadedFile(contents.1, at: path, of: new, trust: trust), path, policy)
        )
      }
    }.flatMap(\.self)
    for (before, after) in results {
      failures += before.failures + after.failures
      guard before.isUnknown || after.isUnknown else { continue }
      if before.files.isEmpty, after.files.isEmpty {
        unknown.append(before.path)
      } else {
        failures.append(Failure(path: before.path, error: SealError(.format, "it is no YAML that can be read")))
      }
    }
    for side in [old, new] where side.unnamedCount > 0 {
      failures.append(
        Failure(
          path: ".",
          error: SealError(
            .format, "\(side.unnamedCount) files have paths that are no text, or no others than another file's")))
    }
    match(NameOnSide.groups(of: results.flatMap(\.0.files)), NameOnSide.groups(of: results.flatMap(\.1.files)))
  }

  /// The paths, and those of what stands beside a bare sealed file and belongs to its name.
  private static func withParts(_ changed: [String], _ old: ReviewSide, _ new: ReviewSide) -> [String] {
    func stem(_ path: String) -> [String]? {
      let parts = AbsolutePath.components(of: path).map { String($0) }
      guard let last = parts.last, let name = SealedEntry.name(ofEntry: last) else { return nil }
      return parts.dropLast() + [name]
    }
    let stems = Set(changed.compactMap(stem))
    guard !stems.isEmpty else { return changed }
    let parts = Set(old.files.keys).union(new.files.keys).filter { path in
      path.hasSuffix(".sealed") && stem(path).map(stems.contains) == true
    }
    return parts.union(changed).sorted()
  }

  private mutating func match(_ before: [NameOnSide], _ after: [NameOnSide]) {
    let counts = (before + after).reduce(into: [[String]: Int]()) { $0[[$1.name, $1.namespace], default: 0] += 1 }
    let matched = VersionMatching.pairs(
      before, after,
      by: [
        { [$0.name, $0.namespace, $0.place, $0.configMap] + $0.digests },
        { [$0.name, $0.namespace, $0.place, $0.configMap] },
        { [$0.name, $0.namespace, $0.place] },
        { [$0.name, $0.namespace] + $0.digests },
        { counts[[$0.name, $0.namespace]] == 2 ? [$0.name, $0.namespace] : nil },
      ])
    for (before, after) in matched {
      guard let before, let after else {
        // A side of it that isn't accepted has been told of.
        guard let found = before ?? after, !failures.contains(where: { $0.path == found.path }) else { continue }
        differences.append(
          Difference(
            path: found.path, name: found.name, namespace: found.namespace, key: nil,
            kind: after == nil ? .onlyBefore : .onlyAfter))
        continue
      }
      if before.digests != after.digests { pairs.append((before, after)) }
    }
  }

  /// Whether there is anything to open, and nothing that forbids it.
  package var needsIdentity: Bool { !pairs.isEmpty && failures.isEmpty }

  /// Opens what was sealed anew, on both sides.
  package mutating func open(with opening: ReviewOpening, _ trust: ReviewTrust) {
    let chunks = stride(from: 0, to: pairs.count, by: 32).map { Array(pairs[$0..<min($0 + 32, pairs.count)]) }
    let (old, new) = (old, new)
    let results = Parallel.map(chunks) { chunk in
      zip(chunk, zip(Self.load(chunk.map(\.old), old, trust), Self.load(chunk.map(\.new), new, trust))).map {
        pair, entries in
        Self.compare(pair.new, pair.old, entries.0, entries.1, opening)
      }
    }.flatMap(\.self)
    for result in results {
      switch result {
      case .success(let (found, count)):
        differences += found
        guard found.isEmpty else { continue }
        nameCount += 1
        valueCount += count
      case .failure(let failure): failures.append(failure)
      }
    }
    differences.sort { ($0.path, $0.name, $0.key ?? "") < ($1.path, $1.name, $1.key ?? "") }
    failures.sort { $0.path < $1.path }
  }

  /// The entries of each of these names, read again.
  private static func load(_ names: [NameOnSide], _ side: ReviewSide, _ trust: ReviewTrust) -> [[LoadedVersion]] {
    var loaded = side.load(names.flatMap(\.files).map(\.version), trust)[...]
    return names.map { name in
      defer { loaded = loaded.dropFirst(name.files.count) }
      return Array(loaded.prefix(name.files.count))
    }
  }

  private static func compare(
    _ name: NameOnSide, _ oldName: NameOnSide, _ old: [LoadedVersion], _ new: [LoadedVersion], _ opening: ReviewOpening
  ) -> Result<([Difference], Int), Failure> {
    func open(_ versions: [LoadedVersion], _ name: NameOnSide) throws(SealError) -> OpenedValues {
      if let failure = versions.compactMap(\.version.failure).first { throw failure }
      return try opening.open(versions.compactMap(\.entry), as: name.name, namespace: name.namespace)
    }
    do throws(SealError) {
      let (before, after) = (try open(old, oldName), try open(new, name))
      let keys = Set(before.keys).union(after.keys).sorted()
      let differences: [Difference] = keys.compactMap { key in
        let kind: Difference.Kind
        switch before.isSame(key, in: after) {
        case true?: return nil
        case false?: kind = .differs
        case nil: kind = before.keys.contains(key) ? .onlyBefore : .onlyAfter
        }
        return Difference(path: name.path, name: name.name, namespace: name.namespace, key: key, kind: kind)
      }
      return .success((differences, keys.count))
    } catch {
      return .failure(Failure(path: name.path, error: error))
    }
  }
}

extension SameValues.Failure: Error {}

/// What is sealed in one file of one side, all of it verified.
private struct Verified: Sendable {
  let path: String
  var files: [NameOnSide.File] = []
  var failures: [SameValues.Failure] = []
  var isUnknown = false

  init(_ file: LoadedFile, _ path: String, _ policy: Policy) {
    self.path = path
    if let failure = file.failure { failures.append(SameValues.Failure(path: path, error: failure)) }
    if case .unknown = file { isUnknown = true }
    for loaded in file.versions {
      do throws(SealError) {
        if let failure = loaded.version.failure { throw failure }
        guard let entry = loaded.entry, let name = SealedEntry.name(ofEntry: entry.entryName) else { continue }
        let namespace = loaded.version.expectedNamespace
        let policy = try Policy(policy, namespace: namespace == "*" ? "default" : namespace, minimumRevisions: [:])
        _ = try VerifiedFile(entry, as: name, policy: policy)
        files.append(NameOnSide.File(version: loaded.version, digest: loaded.digest))
      } catch {
        failures.append(SameValues.Failure(path: loaded.version.path, error: error))
      }
    }
  }
}
