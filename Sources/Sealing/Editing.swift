import Age
import Primitives

/// The writer's edits (format.md, section 5). All of them start from a ``VerifiedFile``, so that nothing is extended that no
/// trusted signer vouches for; all of them give the next revision, unsigned, or nil where nothing changes.
extension VerifiedFile {
  /// A base without a trusted signature is never extended.
  private func checkBase() throws(SealError) {
    guard !signers.isEmpty else {
      throw SealError(
        .signature, "\"\(entryName)\" has no trusted signature, so it can't be built upon",
        hint: "look at it and sign it first: \"seal sign\"")
    }
  }

  // MARK: Without an identity

  /// Appends a layer under a data key of its own, and leaves out layers that it shadows whole.
  ///
  /// - Throws: `usage`, `policy`, `signature`.
  public func appending(_ changes: Changes, to recipients: [LabelledRecipient]) throws(SealError) -> SealedFile? {
    try checkBase()
    // A key that isn't there needn't be dropped.
    let present = Set(file.values.map(\.key))
    let changes = changes.filter { key, change in
      if case .drop = change { present.contains(key) } else { true }
    }
    guard !changes.isEmpty else { return nil }
    try checkKind(of: recipients)
    let layer = try Layer.seal(changes, scope: file.scope, to: recipients)
    return try file.next(SealedFile.leavingOutShadowed(file.layers + [layer]))
  }

  /// New recipients are of the kind that the file has. ssh-ed25519 is classic too, which the grammar doesn't hold against a
  /// file, but a writer does.
  private func checkKind(of recipients: [LabelledRecipient]) throws(SealError) {
    let isPostQuantum = file.kinds.contains(.postQuantum)
    guard let other = recipients.first(where: { $0.recipient.isPostQuantum != isPostQuantum }) else { return }
    throw SealError(
      .policy,
      "\"\(entryName)\" is sealed to \(isPostQuantum ? "post-quantum" : "classic") recipients, "
        + "and \"\(other.label)\" is none",
      hint: "add recipients of the kind that the file has, or seal all of its values anew")
  }

  // MARK: With an identity

  /// Changes values in place: only the lines of the keys that change, and the MACs of their layers, become others.
  ///
  /// A key is set where it stands, a new one in the last layer. A dropped key goes from every layer, or an earlier value
  /// would come back.
  ///
  /// - Throws: `usage`, `policy`, `signature`, `identity`, `tampered`.
  public func changing(_ changes: Changes, with identities: Identities) throws(SealError) -> SealedFile? {
    try checkBase()
    try changes.check()
    let (opened, values) = try open(with: identities)
    var entries = file.layers.map(\.entries)
    for (key, change) in changes {
      switch change {
      case .drop:
        for layer in entries.indices { entries[layer].removeAll { $0.key == key } }
      case .set(let value):
        if values.holds(key, value) { continue }
        let layer = file.layer(deciding: key) ?? file.layers.count - 1
        let blob = value.bytes.withBytes {
          opened.keys[layer].seal($0, scope: file.scope, layer: file.layers[layer].id, key: key)
        }
        entries[layer].removeAll { $0.key == key }
        entries[layer].append(Entry(key: key, content: .value(blob)))
      }
    }
    return try rewriting(entries, opened)
  }

  /// Folds all layers that are wrapped to the same recipients as the last one into it, under its data key.
  ///
  /// - Throws: `policy` where an earlier layer has other recipients: folding it would show its values to new readers, or
  ///   hide them from old ones. `signature`, `identity`, `tampered`.
  public func compacting(with identities: Identities) throws(SealError) -> SealedFile? {
    try folding([], with: identities)
  }

  /// The same, and the other files of its name with it: their values move into this one's last layer.
  ///
  /// A key that is in two of them with one value is what a fold leaves that was stopped before it removed the other file.
  ///
  /// - Parameter parts: verified as this one is.
  /// - Throws: also `scope` where they aren't of one name; `format` where a key has two values.
  public func folding(_ parts: [VerifiedFile], with identities: Identities) throws(SealError) -> SealedFile? {
    try checkBase()
    let last = file.layers.count - 1
    guard last > 0 || !parts.isEmpty else { return nil }
    let layer = file.layers[last]
    let readers = Set(layer.recipients.map(\.fingerprint))
    for other in [self] + parts {
      try other.checkBase()
      guard other.file.scope == file.scope else {
        throw SealError(.scope, "\"\(entryName)\" and \"\(other.entryName)\" are not files of one name")
      }
      guard other.file.layers.allSatisfy({ Set($0.recipients.map(\.fingerprint)) == readers }) else {
        throw SealError(
          .policy, "the layers of \"\(other.entryName)\" are sealed to different recipients",
          hint: "seal the values anew to the recipients that all of them shall have")
      }
    }
    let (opened, values) = try open(with: identities)
    let seal = { (value: Span<UInt8>, key: String) in
      Entry(
        key: key, content: .value(opened.keys[last].seal(value, scope: file.scope, layer: layer.id, key: key)))
    }
    var entries = file.values.enumerated().map { index, value in
      value.layer == last
        ? Entry(key: value.key, content: .value(value.blob)) : values.withValue(at: index) { seal($0, value.key) }
    }
    var folded = [(name: entryName, values: values)]
    for part in parts {
      let (_, values) = try part.open(with: identities)
      for (index, key) in values.keys.enumerated() {
        guard let owner = folded.first(where: { $0.values.keys.contains(key) }) else {
          entries.append(values.withValue(at: index) { seal($0, key) })
          continue
        }
        guard owner.values.holds(key, SharedSecret(values.withValue(at: index) { SecretBytes(copying: $0) })) else {
          throw SealError(
            .format, "the key \"\(key)\" has one value in \"\(owner.name)\" and another in \"\(part.entryName)\"",
            hint: "unset it in one of them")
        }
      }
      folded.append((part.entryName, values))
    }
    guard entries.count <= Limits.entries else {
      throw SealError(.usage, "\"\(entryName)\" would have more than \(Limits.entries) entries in one layer")
    }
    entries.sort { $0.key < $1.key }
    guard last > 0 || entries != layer.entries else { return nil }
    return try file.next([layer.rewritten(entries: entries, scope: file.scope, key: opened.keys[last])])
  }

  /// Seals every value anew, in one layer with a new id and data key: what removing a recipient takes.
  ///
  /// - Throws: `usage`, `policy`, `signature`, `identity`, `tampered`.
  public func rotating(with identities: Identities, to recipients: [LabelledRecipient]) throws(SealError) -> SealedFile
  {
    try checkBase()
    let (_, values) = try open(with: identities)
    var changes: Changes = [:]
    for (index, key) in values.keys.enumerated() {
      changes[key] = .set(SharedSecret(values.withValue(at: index) { SecretBytes(copying: $0) }))
    }
    return try file.next([try Layer.seal(changes, scope: file.scope, to: recipients)])
  }

  /// Wraps the data keys of all layers to further recipients. No value is touched; the newcomers can also open these
  /// layers in the git history, which the caller says aloud.
  ///
  /// - Throws: `usage`, `policy`, `signature`, `identity`, `tampered`.
  public func rewrapping(
    with identities: Identities, adding recipients: [LabelledRecipient]
  ) throws(SealError) -> SealedFile? {
    try checkBase()
    try Layer.check(recipients)
    try checkKind(of: recipients)
    let (opened, _) = try open(with: identities)
    var layers: [Layer] = []
    for (index, layer) in file.layers.enumerated() {
      let there = Set(layer.recipients.map(\.fingerprint))
      let new = recipients.filter { !there.contains($0.recipient.fingerprint) }
      guard !new.isEmpty else {
        layers.append(layer)
        continue
      }
      guard layer.envelope.header.stanzas.count + new.count <= Limits.recipients else {
        throw SealError(.usage, "\"\(entryName)\" would have more than \(Limits.recipients) recipients")
      }
      let envelope = try layer.envelope.adding(new.map(\.recipient), fileKey: opened.fileKeys[index].bytes)
      layers.append(
        layer.rewritten(
          recipients: layer.recipients + new.map(\.claim), envelope: envelope, scope: file.scope,
          key: opened.keys[index]))
    }
    return layers == file.layers ? nil : try file.next(layers)
  }

  /// The next revision with these entries, layer by layer; an untouched layer keeps its bytes, and one left without
  /// entries goes, unless it is the only one.
  private func rewriting(_ entries: [[Entry]], _ opened: OpenedLayers) throws(SealError) -> SealedFile? {
    var layers: [Layer] = []
    for (index, layer) in file.layers.enumerated() {
      let entries = entries[index].sorted { $0.key < $1.key }
      guard entries.count <= Limits.entries else {
        throw SealError(.usage, "\"\(entryName)\" would have more than \(Limits.entries) entries in one layer")
      }
      if entries == layer.entries {
        layers.append(layer)
      } else if !entries.isEmpty {
        layers.append(layer.rewritten(entries: entries, scope: file.scope, key: opened.keys[index]))
      }
    }
    if layers.isEmpty {
      let last = file.layers.count - 1
      layers = [file.layers[last].rewritten(entries: [], scope: file.scope, key: opened.keys[last])]
    }
    return layers == file.layers ? nil : try file.next(layers)
  }
}

extension OpenedValues {
  /// Whether `key` has this value already.
  fileprivate func holds(_ key: String, _ value: SharedSecret) -> Bool {
    withValue(key) { mine in value.bytes.withBytes { ConstantTime.equal(mine, $0) } } ?? false
  }
}
