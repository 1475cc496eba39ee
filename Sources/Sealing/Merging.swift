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
    let keys = touchedKeys(from: base.layers, to: ours.layers)
      .intersection(touchedKeys(from: base.layers, to: theirs.layers))
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

  /// The keys that a side's new or changed layers set or drop, before or after, and those that it took out with a layer.
  ///
  /// A key that one side took out and the other set anew is no agreement. A layer that is gone because later ones shadow
  /// it took nothing out.
  private static func touchedKeys(from base: [Layer], to side: [Layer]) -> Set<String> {
    let before = Dictionary(uniqueKeysWithValues: base.map { ($0.id, $0) })
    let after = Dictionary(uniqueKeysWithValues: side.map { ($0.id, $0) })
    var touched: Set<String> = []
    var later: Set<String> = []
    for layer in side where before[layer.id] != layer {
      touched.formUnion(layer.keys)
      touched.formUnion(before[layer.id]?.keys ?? [])
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
