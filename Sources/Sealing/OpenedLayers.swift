import Age
import Primitives

/// The data keys of all layers of one file, unwrapped: what it takes to read the values, and to change them in place.
struct OpenedLayers: Sendable {
  let keys: [DataKey]
  /// The file keys of the envelopes, for re-wrapping.
  let fileKeys: [SharedSecret]
  /// Which identity opened the last layer.
  let identity: String

  /// Step 7 of format.md, section 4, for one file: each layer's envelope opens.
  init(_ verified: VerifiedFile, with identities: Identities) throws(SealError) {
    let file = verified.file
    var keys: [DataKey] = []
    var fileKeys: [SharedSecret] = []
    var opener = 0
    for layer in file.layers {
      let found = try Self.fileKey(of: layer, in: verified, with: identities)
      guard layer.envelope.header.isAuthentic(under: found.fileKey.bytes),
        let payload = Self.payload(of: layer.envelope, fileKey: found.fileKey),
        let key = DataKey.parse(payload: payload, layer: layer.id)
      else {
        throw SealError(
          .tampered, "\"\(verified.entryName)\" was altered after it was sealed, in the envelope of layer \(layer.id)")
      }
      keys.append(key)
      fileKeys.append(found.fileKey)
      opener = found.index
    }
    self.keys = keys
    self.fileKeys = fileKeys
    let fingerprint = identities.all[opener].recipient.fingerprint
    identity = file.layers.last?.recipients.first { $0.fingerprint == fingerprint }?.label ?? fingerprint
  }

  /// Stanzas in file order; one that an identity doesn't open is skipped, an ssh tag that matches included. The first file
  /// key found is the only one tried.
  private static func fileKey(
    of layer: Layer, in verified: VerifiedFile, with identities: Identities
  ) throws(SealError) -> (index: Int, fileKey: SharedSecret) {
    let found: (index: Int, fileKey: SharedSecret)?
    do { found = try layer.envelope.header.fileKey(openedBy: identities.all) } catch {
      throw SealError(.tampered, "\"\(verified.entryName)\" has a broken envelope: \(error.reason)")
    }
    guard let found else { throw notForUs(verified, layer, identities) }
    return found
  }

  private static func payload(of envelope: Envelope, fileKey: SharedSecret) -> SecretBytes? {
    do { return try AgePayload.open(envelope.payload.span, fileKey: fileKey.bytes) } catch { return nil }
  }

  private static func notForUs(_ verified: VerifiedFile, _ layer: Layer, _ identities: Identities) -> SealError {
    let labels = layer.recipients.map(\.label).joined(separator: ", ")
    let kinds = Dictionary(grouping: layer.envelope.header.stanzas, by: \.type).map { "\($0.value.count) \($0.key)" }
      .sorted().joined(separator: ", ")
    let reason =
      switch identities.all.count {
      case 0: "there is no identity to open \"\(verified.entryName)\" with"
      case 1: "the identity\(identities.origin) (\(identities.kinds)) doesn't open \"\(verified.entryName)\""
      default:
        "none of the \(identities.all.count) identities\(identities.origin) (\(identities.kinds)) opens "
          + "\"\(verified.entryName)\""
      }
    return SealError(
      .identity, reason + ", sealed to " + (labels.isEmpty ? "" : "\(labels) ") + "(\(kinds))",
      hint: "use an identity of one of these recipients, or seal it to yours")
  }
}
