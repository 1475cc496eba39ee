import Age
import Primitives
import SSHSignatures

extension Acceptance {
  /// Opens every file (format.md, section 4, steps 7 and 8). All of them open, or none.
  ///
  /// Every layer and value is authenticated before any is returned: a file in which one bit has changed opens not at all.
  ///
  /// - Throws: `format`, `policy`, `identity` or `tampered`.
  public func open(with identities: Identities) throws(SealError) -> [OpenedName] {
    // Step 7, over all files.
    try checkKeys()
    if let signers = policy.signers { try identities.checkNoneSigns(signers) }
    var opened: [[OpenedLayers]] = []
    for name in names {
      var layers: [OpenedLayers] = []
      for file in name.files { layers.append(try OpenedLayers(file, with: identities)) }
      opened.append(layers)
    }

    // Step 8: every MAC; then every value of the result.
    for (name, layers) in zip(names, opened) {
      for (file, layers) in zip(name.files, layers) { try file.checkMACs(layers) }
    }
    var result: [OpenedName] = []
    for (name, layers) in zip(names, opened) {
      let files = zip(name.files, layers).map { file, layers in
        OpenedFile(
          entryName: file.entryName, revision: file.file.revision, signers: file.signers.map(\.label),
          identity: layers.identity)
      }
      result.append(
        OpenedName(
          name: name.name, values: try VerifiedFile.openValues(name.files, layers), digest: name.digest, files: files))
    }
    return result
  }

  /// The part of step 7 that needs no identity: no key is in the result of two files of a name.
  ///
  /// ``open(with:)`` begins with it; whoever has yet to read an identity asks before.
  ///
  /// - Throws: `format`.
  package func checkKeys() throws(SealError) {
    for name in names { try name.checkKeysAreUnique() }
  }
}

extension Acceptance.Name {
  /// No key is in the result of two files of a name: no order between files may decide.
  fileprivate func checkKeysAreUnique() throws(SealError) {
    guard files.count > 1 else { return }
    var owners: [String: String] = [:]
    for file in files {
      for value in file.file.values {
        if let other = owners.updateValue(file.entryName, forKey: value.key) {
          throw SealError(.format, "the key \"\(value.key)\" is in both \"\(other)\" and \"\(file.entryName)\"")
        }
      }
    }
  }
}

extension VerifiedFile {
  /// Opens this file alone, for a writer that changes it.
  func open(with identities: Identities) throws(SealError) -> (layers: OpenedLayers, values: OpenedValues) {
    let layers = try OpenedLayers(self, with: identities)
    try checkMACs(layers)
    return (layers, try Self.openValues([self], [layers]))
  }

  /// Every layer's MAC, shadowed layers included.
  func checkMACs(_ opened: OpenedLayers) throws(SealError) {
    for (layer, key) in zip(file.layers, opened.keys) {
      guard key.isMAC(layer.mac, scope: file.scope, text: layer.text) else {
        throw SealError(.tampered, "\"\(entryName)\" was altered after it was sealed, in layer \(layer.id)")
      }
    }
  }

  /// The values of the result, in one piece of guarded memory; values that later layers shadow or drop stay closed.
  static func openValues(_ files: [VerifiedFile], _ opened: [OpenedLayers]) throws(SealError) -> OpenedValues {
    var pending: [(key: String, blob: [UInt8], file: Int, layer: Int)] = []
    for (index, file) in files.enumerated() {
      for value in file.file.values { pending.append((value.key, value.blob, index, value.layer)) }
    }
    pending.sort { $0.key < $1.key }

    var index: [(key: String, range: Range<Int>)] = []
    index.reserveCapacity(pending.count)
    let room = pending.reduce(0) { $0 + $1.blob.count - Entry.overhead }
    let arena = try SecretBytes(count: room) { (arena) throws(SealError) in
      var offset = 0
      for (key, blob, file, layer) in pending {
        let verified = files[file]
        guard
          let range = opened[file].keys[layer].open(
            blob, scope: verified.file.scope, layer: verified.file.layers[layer].id, key: key, into: &arena, at: offset)
        else {
          throw SealError(.tampered, "\"\(verified.entryName)\" was altered after it was sealed, at key \"\(key)\"")
        }
        index.append((key, range))
        offset += blob.count - Entry.overhead
      }
    }
    return OpenedValues(arena: arena, index: index)
  }
}
