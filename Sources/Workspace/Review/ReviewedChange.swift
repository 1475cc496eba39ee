package import Sealing

/// What became of one sealed file between two versions, as far as it shows without an identity.
package struct ReviewedChange: Sendable {
  package enum Kind: String, Sendable {
    case added, removed, moved, changed
    /// One of its versions can't be read.
    case unreadable
  }

  package struct Key: Sendable {
    package enum Change: String, Sendable { case added, changed, removed }
    package let key: String
    package let change: Change
    /// Whether the plaintext is the same; nil where nobody looked.
    package internal(set) var isSame: Bool?
    /// The entry that an added key was in before, or a removed one is in now: a part of the same name.
    package internal(set) var elsewhere: String?
  }

  package struct Reader: Sendable {
    package enum Change: String, Sendable {
      case gained, lost
      /// Could open all layers, and now only some.
      case narrowed
      /// The same key under another label.
      case relabelled
    }
    package let claim: RecipientClaim
    package let change: Change
    /// Where it isn't the same: the label that it had.
    package let oldLabel: String?
    /// How many layers of the newer version it can open.
    package let layerCount: Int
  }

  package let old: ReviewedVersion?
  package let new: ReviewedVersion?
  package let kind: Kind
  package internal(set) var keys: [Key]
  package let readers: [Reader]
  /// Layers whose data key is wrapped anew.
  package let rewrapped: [String]
  /// What must not be overlooked, the worst first.
  package private(set) var alerts: [Prose]
  package private(set) var facts: [Prose]

  /// At least one version is there.
  ///
  /// - Parameter isMoved: whether one was found in the place of the other by what it says of itself.
  init(from loadedOld: LoadedVersion?, to loadedNew: LoadedVersion?, isMoved: Bool = false) {
    let (old, new) = (loadedOld?.version, loadedNew?.version)
    let (before, after) = (loadedOld?.file, loadedNew?.file)
    self.old = old
    self.new = new
    let isUnreadable = old?.failure != nil || new?.failure != nil
    kind =
      isUnreadable
      ? .unreadable
      : old == nil ? .added : new == nil ? .removed : isMoved ? .moved : .changed

    if let after {
      let comparison = Comparison(from: before, to: after)
      keys =
        comparison.added.map { Key(key: $0, change: .added) }
        + comparison.changed.map { Key(key: $0, change: .changed) }
        + comparison.removed.map { Key(key: $0, change: .removed) }
      readers = Self.readers(from: before, to: after, comparison)
      rewrapped = comparison.rewrapped
    } else {
      keys = (before?.values ?? []).map { Key(key: $0.key, change: .removed) }
      readers = []
      rewrapped = []
    }
    alerts = Self.alerts(from: loadedOld, to: loadedNew)
    facts = Self.facts(from: loadedOld, to: loadedNew)
  }

  /// The same, once it is known which values are the same.
  package func knowing(same: Set<String>) -> ReviewedChange {
    var result = self
    for index in keys.indices where keys[index].change == .changed {
      result.keys[index].isSame = same.contains(keys[index].key)
    }
    return result
  }

  /// The same, with one thing more that must not be overlooked.
  func alarming(_ alert: Prose) -> ReviewedChange {
    var result = self
    result.alerts.append(alert)
    return result
  }

  /// The same, with one thing more to say of it.
  func noting(_ fact: Prose) -> ReviewedChange {
    var result = self
    result.facts.append(fact)
    return result
  }

  /// What a reviewer reads first of it: the version that will be there, or else the one that was.
  package var shown: ReviewedVersion? { new ?? old }

  package var title: Prose {
    guard let shown else { return "" }
    var title: Prose = "\(shown.path)"
    if let entryName = new?.entryName ?? old?.entryName, entryName != shown.path { title = title + ": \(entryName)" }
    if let configMap = shown.configMap { title = title + " in ConfigMap \(configMap)" }
    switch kind {
    case .added: return title + ", new"
    case .removed: return title + ", removed"
    case .moved: return title + ", moved from \(old?.path ?? "")"
    case .changed: return title
    case .unreadable: return title + (new == nil ? ", removed" : new?.failure != nil ? ", can't be read" : "")
    }
  }

  // MARK: Readers

  private static func readers(
    from before: SealedFile?, to after: SealedFile, _ comparison: Comparison
  ) -> [Reader] {
    func reach(_ claim: RecipientClaim) -> Int {
      after.layers.count { $0.readers.contains(claim.fingerprint) }
    }
    func reader(_ claim: RecipientClaim, _ change: Reader.Change, _ oldLabel: String? = nil) -> Reader {
      Reader(claim: claim, change: change, oldLabel: oldLabel, layerCount: reach(claim))
    }
    let oldClaims = Dictionary(
      (before?.layers ?? []).flatMap(\.recipients).map { ($0.fingerprint, $0) }, uniquingKeysWith: { $1 })
    let newClaims = Dictionary(after.layers.flatMap(\.recipients).map { ($0.fingerprint, $0) }) { $1 }
    let gone = oldClaims.values.filter { newClaims[$0.fingerprint] == nil }
    let narrowed = comparison.lost.filter { newClaims[$0.fingerprint] != nil }
    let known = Set(comparison.gained.map(\.fingerprint))
    let relabelled = newClaims.values.filter { claim in
      !known.contains(claim.fingerprint) && oldClaims[claim.fingerprint].map { $0.label != claim.label } == true
    }
    return comparison.gained.map { reader($0, .gained) }
      + gone.sorted { $0.fingerprint < $1.fingerprint }.map { reader($0, .lost) }
      + narrowed.map { reader($0, .narrowed) }
      + relabelled.sorted { $0.fingerprint < $1.fingerprint }
      .map { reader($0, .relabelled, oldClaims[$0.fingerprint]?.label) }
  }

  // MARK: What must not be overlooked

  private static func alerts(from loadedOld: LoadedVersion?, to loadedNew: LoadedVersion?) -> [Prose] {
    let (old, new) = (loadedOld?.version, loadedNew?.version)
    var alerts: [Prose] = []
    if let failure = new?.failure { alerts.append("it can't be read: \(reason: failure.reason)") }
    if let failure = old?.failure {
      alerts.append(
        "the earlier version can't be read, so this is all of the later one: \(reason: failure.reason)")
    }
    if let new, let file = loadedNew?.file {
      switch new.isVouched {
      case true?: break
      case false?: alerts.append("no trusted signer vouches for it: all of this is a claim (\(new.signerProse))")
      case nil: alerts.append("there is no list of trusted signers: all of this is a claim (\(new.signerProse))")
      }
      if let alert = new.scopeAlert { alerts.append(alert) }
      if let before = loadedOld?.file { alerts += Self.alerts(from: before, to: file) }
      for layer in file.layers where layer.stanzaTypes.count != layer.recipients.count {
        alerts.append(
          "layer \(layer.id) is wrapped to \(layer.stanzaTypes.count), and names \(layer.recipients.count) of them")
      }
    }
    if let old, old.readable != nil, old.isVouched == false, new?.readable != nil {
      alerts.append("no trusted signer vouches for the earlier version either: \(old.signerProse)")
    }
    return alerts
  }

  private static func alerts(from before: SealedFile, to after: SealedFile) -> [Prose] {
    var alerts: [Prose] = []
    if before.namespace != after.namespace {
      alerts.append("it was sealed for the namespace \(before.namespace), and is for \(after.namespace) now")
    }
    if before.name != after.name {
      alerts.append("it was sealed under the name \(before.name), and is \(after.name) now")
    }
    if after.revision < before.revision {
      alerts.append("it goes back from revision \(before.revision) to \(after.revision)")
    } else if after.revision == before.revision, after.layers != before.layers {
      alerts.append("it says other things under the same revision, \(after.revision)")
    }
    return alerts
  }

  // MARK: What else there is to say

  private static func facts(from loadedOld: LoadedVersion?, to loadedNew: LoadedVersion?) -> [Prose] {
    let (old, new) = (loadedOld?.version, loadedNew?.version)
    let (before, after) = (loadedOld?.file, loadedNew?.file)
    var facts: [Prose] = []
    if let before, let after {
      let revision: Prose =
        before.revision == after.revision ? "\(after.revision)" : "\(before.revision) -> \(after.revision)"
      let layers: Prose =
        before.layers.count == after.layers.count
        ? "" : ", layers \(before.layers.count) -> \(after.layers.count)"
      facts.append("namespace \(after.namespace), revision \(revision)\(layers)")
    } else if let file = after ?? before {
      facts.append("namespace \(file.namespace), revision \(file.revision)")
    }
    if let old, let new, old.configMap != new.configMap || old.metadataNamespace != new.metadataNamespace,
      before != nil, after != nil
    {
      facts.append("stood in \(old.whereabouts), and stands in \(new.whereabouts)")
    }
    if let was = old?.entryName, let isNow = new?.entryName, was != isNow, before != nil, after != nil {
      facts.append("was called \(was), and is called \(isNow)")
    }
    if let new, after != nil {
      if before != nil, let old, old.signers != new.signers {
        facts.append("was \(old.signerProse)")
        facts.append("is \(new.signerProse)")
      } else {
        facts.append(new.signerProse)
      }
    } else if let old, before != nil {
      facts.append("was \(old.signerProse)")
    }
    if let before, let after {
      if before.bytes == after.bytes {
        facts.append("not one byte of it changed")
      } else if before.layers == after.layers {
        facts.append("keys, values and recipients are the same")
      }
    }
    if let after { facts += partialReaders(of: after) }
    return facts
  }

  /// Recipients that can open some layers and not others.
  private static func partialReaders(of file: SealedFile) -> [Prose] {
    guard file.layers.count > 1 else { return [] }
    let claims = Dictionary(file.layers.flatMap(\.recipients).map { ($0.fingerprint, $0) }) { $1 }
    return claims.values.sorted { $0.fingerprint < $1.fingerprint }.compactMap { claim in
      let count = file.layers.count { $0.readers.contains(claim.fingerprint) }
      guard count < file.layers.count else { return nil }
      return "\(claim.label) \(claim.fingerprint) is named in \(count) of \(file.layers.count) layers"
    }
  }
}

extension ReviewedVersion {
  fileprivate var whereabouts: Prose {
    guard let configMap else { return "a file of its own" }
    guard let metadataNamespace else { return "ConfigMap \(configMap)" }
    return "ConfigMap \(configMap) of namespace \(metadataNamespace)"
  }
}
