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
  /// - Throws: `scope` where they aren't one file; `policy` where the merged file would be none.
  public static func merge(
    base: VerifiedFile, ours: VerifiedFile, theirs: VerifiedFile
  ) throws(SealError) -> MergeResult {
    let (base, ours, theirs) = (base.file, ours.file, theirs.file)
    guard base.scope == ours.scope, base.scope == theirs.scope else {
      throw SealError(.scope, "\"\(ours.name)\" and \"\(theirs.name)\" are not versions of one sealed file")
    }

    let baseLayers = Dictionary(uniqueKeysWithValues: base.layers.map { ($0.id, $0) })
    let ourLayers = Dictionary(uniqueKeysWithValues: ours.layers.map { ($0.id, $0) })
    let theirLayers = Dictionary(uniqueKeysWithValues: theirs.layers.map { ($0.id, $0) })

    // A layer that both sides changed, or one changed and the other removed, is a conflict; so is one id made twice.
    var clashes: [String] = []
    for id in Set(baseLayers.keys).union(ourLayers.keys).union(theirLayers.keys) {
      let (before, mine, other) = (baseLayers[id], ourLayers[id], theirLayers[id])
      if mine != other, mine != before, other != before { clashes.append(id) }
    }
    // So is a key that both sides touch.
    let keys = touchedKeys(from: baseLayers, to: ourLayers).intersection(touchedKeys(from: baseLayers, to: theirLayers))
    // Where both sides made the very same change there is nothing to decide.
    let same = ours.layers == theirs.layers
    guard same || (clashes.isEmpty && keys.isEmpty) else {
      return .conflict(keys: keys.sorted(), layers: clashes.sorted())
    }

    // A layer absent from one side but present in the base is never brought back.
    var layers = ours.layers.compactMap { mine -> Layer? in
      guard let before = baseLayers[mine.id] else { return mine }
      guard let other = theirLayers[mine.id] else { return nil }
      return mine == before ? other : mine
    }
    layers += theirs.layers.filter { baseLayers[$0.id] == nil && ourLayers[$0.id] == nil }

    // Each side may have removed what the other kept. A file has at least one layer, and an empty one can't be made here
    // without its data key.
    guard !layers.isEmpty else { return .conflict(keys: [], layers: baseLayers.keys.sorted()) }

    let newest = ours.revision >= theirs.revision ? ours : theirs
    return .merged(try newest.next(layers))
  }

  /// The keys that a side's new, changed or removed layers set or drop, before or after. Removed layers count: a key that
  /// one side took out and the other set anew is no agreement.
  private static func touchedKeys(from base: [String: Layer], to side: [String: Layer]) -> Set<String> {
    var keys: Set<String> = []
    for (id, layer) in side where base[id] != layer {
      keys.formUnion(layer.keys)
      if let before = base[id] { keys.formUnion(before.keys) }
    }
    for (id, layer) in base where side[id] == nil { keys.formUnion(layer.keys) }
    return keys
  }
}
