import Primitives
package import Sealing

/// Opens versions that a trusted signer vouches for.
package struct ReviewOpening: Sendable {
  private let policy: Policy
  private let identities: Identities

  /// - Parameter list: the bytes of an `allowed_signers` file.
  /// - Throws: `policy`.
  package init(signers list: [UInt8]?, identities: Identities) throws(SealError) {
    policy = try Self.policy(signers: list)
    self.identities = identities
  }

  static func policy(signers list: [UInt8]?) throws(SealError) -> Policy {
    try Policy(namespace: "default", anyNamespace: true, signersFile: list)
  }

  /// What all files of one name hold together.
  ///
  /// - Parameter namespace: the one that they are to be sealed for.
  /// - Throws: as for a pod (format.md, section 4).
  func open(_ entries: [SealedEntry], as name: String, namespace: String) throws(SealError) -> OpenedValues {
    let policy = try Policy(policy, namespace: namespace == "*" ? "default" : namespace, minimumRevisions: [:])
    return try Acceptance([NameRequest(parsing: name)], entries: entries, policy: policy).open(with: identities)[0]
      .values
  }

  /// One version by itself.
  func open(_ loaded: LoadedVersion) throws(SealError) -> OpenedValues {
    guard let entry = loaded.entry, let name = SealedEntry.name(ofEntry: entry.entryName) else {
      throw loaded.version.failure ?? SealError(.format, "it can't be read")
    }
    return try open([entry], as: name, namespace: loaded.version.expectedNamespace)
  }
}

extension ReviewedVersion {
  /// The namespace that it must be sealed for.
  var expectedNamespace: String { metadataNamespace ?? readable?.namespace ?? "default" }
}

extension OpenedValues {
  /// Whether the value of a key is the same in both, in time that depends on its length alone; nil where one of them
  /// doesn't have it.
  package func isSame(_ key: String, in other: OpenedValues) -> Bool? {
    withValue(key) { mine in other.withValue(key) { ConstantTime.equal(mine, $0) } } ?? nil
  }
}

extension TreeReview {
  /// The same, with what an identity can tell: which values are the same though they were sealed anew. A version that
  /// nobody trusted signed stays closed.
  package func opened(with opening: ReviewOpening, _ old: ReviewSide, _ new: ReviewSide, _ trust: ReviewTrust)
    -> TreeReview
  {
    let indices = changes.indices.filter { index in
      changes[index].keys.contains { $0.change == .changed }
        && changes[index].old?.isVouched == true && changes[index].new?.isVouched == true
    }
    let chunks = stride(from: 0, to: indices.count, by: 64).map {
      Array(indices[$0..<Swift.min($0 + 64, indices.count)])
    }
    let results = Parallel.map(chunks) { chunk in
      let before = old.load(chunk.compactMap { changes[$0].old }, trust)
      let after = new.load(chunk.compactMap { changes[$0].new }, trust)
      return zip(chunk, zip(before, after)).map { index, versions in
        (index, changes[index].opened(with: opening, versions.0, versions.1))
      }
    }.flatMap(\.self)
    var opened = changes
    for (index, change) in results { opened[index] = change }
    return TreeReview(self, opened)
  }

  /// The values of both versions of a change; nil for one that isn't there, or that nobody trusted signed.
  ///
  /// - Throws: as for a pod.
  package func values(
    of change: ReviewedChange, with opening: ReviewOpening, _ old: ReviewSide, _ new: ReviewSide, _ trust: ReviewTrust
  ) throws(SealError) -> (old: OpenedValues?, new: OpenedValues?) {
    func open(_ version: ReviewedVersion?, _ side: ReviewSide) throws(SealError) -> OpenedValues? {
      guard let version, version.isVouched == true else { return nil }
      return try opening.open(side.load([version], trust)[0])
    }
    return (try open(change.old, old), try open(change.new, new))
  }
}

extension ReviewedChange {
  fileprivate func opened(
    with opening: ReviewOpening, _ old: LoadedVersion, _ new: LoadedVersion
  ) -> ReviewedChange {
    do throws(SealError) {
      let (before, after) = (try opening.open(old), try opening.open(new))
      return knowing(same: Set(keys.map(\.key).filter { before.isSame($0, in: after) == true }))
    } catch {
      // Nobody has every identity of a repository.
      return error.code == .identity
        ? noting("its values were not compared: \(reason: error.reason)")
        : alarming("its values can't be compared: \(reason: error.reason)")
    }
  }
}
