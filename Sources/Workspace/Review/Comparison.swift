package import Sealing

/// What one version of a sealed file says that an earlier one didn't, as far as it shows without an identity.
///
/// A value that was sealed anew counts as changed, whether its plaintext is another or not.
package struct Comparison {
  package let added: [String]
  package let changed: [String]
  package let removed: [String]
  /// Who can read something that they couldn't.
  package let gained: [RecipientClaim]
  /// The layers that stayed, but whose data key is wrapped anew: to whom, only the recipients' word says.
  package let rewrapped: [String]
  /// Whether layers were added, changed or left out at all.
  package let isAnyLayerChanged: Bool
  /// Who could read all of it, and can't any more.
  package let lost: [RecipientClaim]

  /// - Parameter old: nil where there is nothing to compare with, so that all of the file is new.
  package init(from old: SealedFile?, to new: SealedFile) {
    let before = Dictionary(uniqueKeysWithValues: (old?.values ?? []).map { ($0.key, $0.blob) })
    let after = Dictionary(uniqueKeysWithValues: new.values.map { ($0.key, $0.blob) })
    added = after.keys.filter { before[$0] == nil }.sorted()
    changed = after.keys.filter { before[$0] != nil && before[$0] != after[$0] }.sorted()
    removed = before.keys.filter { after[$0] == nil }.sorted()

    // A layer that was there is held against itself: wrapping it to somebody who reads only the newest one opens more
    // values to them.
    let oldLayers = Dictionary(uniqueKeysWithValues: (old?.layers ?? []).map { ($0.id, $0) })
    let oldReaders = oldLayers.values.reduce(into: Set<String>()) { $0.formUnion($1.readers) }
    var gained: [String: RecipientClaim] = [:]
    for layer in new.layers {
      let known = oldLayers[layer.id]?.readers ?? oldReaders
      for claim in layer.recipients where !known.contains(claim.fingerprint) { gained[claim.fingerprint] = claim }
    }
    self.gained = gained.values.sorted { $0.fingerprint < $1.fingerprint }

    rewrapped = new.layers.filter { oldLayers[$0.id]?.hasSameEnvelope(as: $0) == false }.map(\.id)
    isAnyLayerChanged = old?.layers != new.layers

    let readers = new.readersOfAll
    lost = (old?.layers[0].recipients ?? []).filter {
      old?.readersOfAll.contains($0.fingerprint) == true && !readers.contains($0.fingerprint)
    }
  }

  package var areKeysSame: Bool { added.isEmpty && changed.isEmpty && removed.isEmpty }
  package var areRecipientsSame: Bool { gained.isEmpty && lost.isEmpty }
}

extension Layer {
  /// The fingerprints of its recipients.
  package var readers: Set<String> { Set(recipients.map(\.fingerprint)) }
}

extension SealedFile {
  /// The fingerprints of those who are recipients of every layer.
  package var readersOfAll: Set<String> {
    layers.dropFirst().reduce(layers[0].readers) { $0.intersection($1.readers) }
  }
}
