/// Three-way merging by layer id and layer bytes (format.md, section 6). No identity is needed; a signing key is, afterwards.
public enum MergeResult: Sendable {
  /// Unsigned, with the higher revision plus one.
  case merged(SealedFile)
  /// Keys that both sides set or drop, and ids of layers that both sides changed.
  case conflict(keys: [String], layers: [String])
}

extension SealedFile {
  /// Merges what two branches made of `base`, all three verified.
  ///
  /// - Parameter base: nil where both branches made the file, each its own.
  /// - Throws: `scope` where they aren't one file; `policy` where the merged file would be none.
  public static func merge(
    base: VerifiedFile?, ours: VerifiedFile, theirs: VerifiedFile
  ) throws(SealError) -> MergeResult {
    let (base, ours, theirs) = (base?.file, ours.file, theirs.file)
    guard ours.scope == theirs.scope, base == nil || base?.scope == ours.scope else {
      throw SealError(.scope, "\"\(ours.name)\" and \"\(theirs.name)\" are not versions of one sealed file")
    }

    let before = base?.layers ?? []
    let (baseLayers, ourLayers, theirLayers) = (byID(before), byID(ours.layers), byID(theirs.layers))

    // A layer that both sides changed, or one changed and the other removed, is a conflict; so is one id made twice.
    // Without a base, what only one of them has may be what the other removed.
    var clashes: [String] = []
    for id in Set(baseLayers.keys).union(ourLayers.keys).union(theirLayers.keys) {
      let (old, mine, other) = (baseLayers[id], ourLayers[id], theirLayers[id])
      let isShared = base == nil && mine != nil && other != nil
      if isShared || (mine != other && mine != old && other != old) { clashes.append(id) }
    }
    // So is a key that both sides touch, unless they made the very same of it: one change may have come to both.
    let (ourValues, theirValues) = (ours.blobs, theirs.blobs)
    let keys = touchedKeys(from: before, to: ours.layers)
      .intersection(touchedKeys(from: before, to: theirs.layers))
      .filter { ourValues[$0] != theirValues[$0] }
    // Where both sides made the very same change there is nothing to decide.
    let same = ours.layers == theirs.layers
    guard same || (clashes.isEmpty && keys.isEmpty) else {
      return .conflict(keys: keys.sorted(), layers: clashes.sorted())
    }

    // A layer absent from one side but present in the base is never brought back.
    var layers = ours.layers.compactMap { mine -> Layer? in
      guard let old = baseLayers[mine.id] else { return mine }
      guard let other = theirLayers[mine.id] else { return nil }
      return mine == old ? other : mine
    }
    layers += theirs.layers.filter { baseLayers[$0.id] == nil && ourLayers[$0.id] == nil }

    // Each side may have removed what the other kept. A file has at least one layer, and an empty one can't be made here
    // without its data key.
    guard !layers.isEmpty else { return .conflict(keys: [], layers: baseLayers.keys.sorted()) }

    let newest = ours.revision >= theirs.revision ? ours : theirs
    let merged = try newest.next(layers)
    let wrong = merged.keysUnlike(base: base?.blobs ?? [:], ours: ourValues, theirs: theirValues)
    return wrong.isEmpty ? .merged(merged) : .conflict(keys: wrong.sorted(), layers: [])
  }

  private static func byID(_ layers: [Layer]) -> [String: Layer] {
    Dictionary(uniqueKeysWithValues: layers.map { ($0.id, $0) })
  }

  private var blobs: [String: [UInt8]] { Dictionary(uniqueKeysWithValues: values.map { ($0.key, $0.blob) }) }

  /// The keys of which this file has another value than the side that changed it: layers apply in an order, and the one
  /// that they get here may not be the one that a side gave them.
  private func keysUnlike(base: [String: [UInt8]], ours: [String: [UInt8]], theirs: [String: [UInt8]]) -> [String] {
    let mine = blobs
    return Set(mine.keys).union(base.keys).union(ours.keys).union(theirs.keys).filter { key in
      mine[key] != (ours[key] == base[key] ? theirs[key] : ours[key])
    }
  }

  /// The keys that a side's new or changed layers set or drop, before or after, and those that it took out with a layer.
  ///
  /// Of a layer that is wrapped as before, only those count whose entries changed. A key that one side took out and the
  /// other set anew is no agreement. A layer that is gone because later ones shadow it took nothing out.
  private static func touchedKeys(from base: [Layer], to side: [Layer]) -> Set<String> {
    let (before, after) = (byID(base), byID(side))
    var touched: Set<String> = []
    var later: Set<String> = []
    for layer in side where before[layer.id] != layer {
      let old = before[layer.id]
      let isWrappedAsBefore = old.map { $0.hasSameEnvelope(as: layer) && $0.recipients == layer.recipients } ?? false
      let kept = isWrappedAsBefore ? layer.entries.filter { old?.entries.contains($0) == true }.map(\.key) : []
      touched.formUnion(layer.keys.union(old?.keys ?? []).subtracting(kept))
    }
    for layer in base.reversed() {
      if after[layer.id] != nil {
        later.formUnion(layer.keys)
      } else {
        touched.formUnion(layer.keys.subtracting(later))
      }
    }
    return touched
  }
}
