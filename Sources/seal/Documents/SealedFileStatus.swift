import Delivery
import Primitives
import SSHSignatures
import Sealing
import Workspace

/// What a sealed file says to anybody.
struct SealedFileStatus {
  let path: String
  let entryName: String
  let file: SealedFile
  /// What a pod pins: the name, and the digest of all its files.
  let pin: String
  private let signers: [Signer]
  /// Exact lengths by key, which it takes an identity to know.
  var lengths: [String: Int]?

  fileprivate struct Signer {
    /// Nil where the signature isn't good.
    let fingerprint: String?
    /// Nil where the key isn't trusted.
    let label: String?
    /// Nil where there is no list to say.
    let isTrusted: Bool?
  }

  /// - Parameters:
  ///   - siblings: the bytes of all files of the name, this one among them, in the order of their entry names.
  ///   - trusted: nil where there is no list of signers.
  /// - Throws: `format`.
  init(
    of entry: SealedDocument.Entry, in path: String, siblings: [[UInt8]], trusted: AllowedSigners?
  ) throws(SealError) {
    self.path = path
    entryName = entry.entry.entryName
    file = try SealedFile(parsing: entry.entry.bytes, named: entryName)
    var hash = SHA256()
    for bytes in siblings { hash.update(bytes.span) }
    pin = "\(entry.name)@sha256:\(Hex.encode(hash.finalize()))"

    let message = file.signedBytes
    signers = file.signatures.map { signature in
      guard let key = try? signature.verify(message.span, namespace: Policy.signingNamespace) else {
        return Signer(fingerprint: nil, label: nil, isTrusted: false)
      }
      let label = trusted?.label(of: key)
      return Signer(fingerprint: key.fingerprint, label: label, isTrusted: trusted == nil ? nil : label != nil)
    }
  }

  var hasBrokenSignature: Bool { signers.contains { $0.fingerprint == nil } }

  /// The keys of the result, ascending, with the layer (from 1) and the padded length.
  private var keys: [(key: String, layer: Int, padded: Int)] {
    file.values.map { value in
      let entry = file.layers[value.layer].entries.first { $0.key == value.key }
      return (value.key, value.layer + 1, entry?.paddedCount ?? 0)
    }
  }

  // MARK: Text

  var text: String {
    var facts = Table()
    facts.add("name", file.name)
    facts.add("namespace", file.namespace)
    facts.add("revision", "\(file.revision)")
    facts.add("pin", pin)
    if signers.isEmpty { facts.add("signer", "none: it waits for \"seal sign\"") }
    for signer in signers { facts.add("signer", signer.text) }
    for (index, layer) in file.layers.enumerated() {
      let stanzas = layer.stanzaTypes.count
      let types = Set(layer.stanzaTypes).sorted().joined(separator: ", ")
      facts.add("layer \(index + 1)", "\(layer.id), \(stanzas) \(stanzas == 1 ? "stanza" : "stanzas"), \(types)")
      for claim in layer.recipients { facts.add("", "to \(claim.label) \(claim.fingerprint)") }
    }

    var table = Table()
    table.add("KEY", "BYTES", "LAYER")
    for (key, layer, padded) in keys {
      table.add(key, lengths?[key].map { "\($0)" } ?? "up to \(padded - 1)", "\(layer)")
    }
    let keys = self.keys.isEmpty ? "  no keys\n" : table.text(indent: 2)
    return "\(Input.name(of: path)): \(entryName), \(file.bytes.count) bytes\n" + facts.text(indent: 2) + "\n" + keys
  }

  // MARK: JSON

  var json: JSON {
    .object([
      ("file", .string(path)), ("entry", .string(entryName)), ("name", .string(file.name)),
      ("namespace", .string(file.namespace)), ("revision", .number(file.revision)),
      ("bytes", .number(UInt64(file.bytes.count))), ("digest", .string("sha256:\(file.digest)")), ("pin", .string(pin)),
      ("signers", .array(signers.map(\.json))), ("layers", .array(file.layers.map(Self.json))),
      ("keys", .array(keys.map(json))),
    ])
  }

  private static func json(_ layer: Layer) -> JSON {
    let recipients = layer.recipients.map { claim in
      JSON.object([("label", .string(claim.label)), ("fingerprint", .string(claim.fingerprint))])
    }
    return .object([
      ("id", .string(layer.id)), ("recipients", .array(recipients)),
      ("stanzas", .array(layer.stanzaTypes.map { .string($0) })),
    ])
  }

  private func json(_ key: String, _ layer: Int, _ padded: Int) -> JSON {
    .object([
      ("key", .string(key)), ("layer", .number(UInt64(layer))), ("atMostBytes", .number(UInt64(padded - 1))),
      ("bytes", lengths?[key].map { .number(UInt64($0)) } ?? .null),
    ])
  }
}

extension SealedFileStatus.Signer {
  fileprivate var text: String {
    guard let fingerprint else { return "the signature is not good" }
    return switch isTrusted {
    case true?: "\(label?.printable ?? "") \(fingerprint), trusted"
    case false?: "\(fingerprint), not trusted"
    case nil: "\(fingerprint), not known whether trusted: pass --signers"
    }
  }

  fileprivate var json: JSON {
    .object([
      ("fingerprint", fingerprint.map { .string($0) } ?? .null), ("label", label.map { .string($0) } ?? .null),
      ("good", .bool(fingerprint != nil)), ("trusted", isTrusted.map { .bool($0) } ?? .null),
    ])
  }
}
