package import SSHSignatures
import Primitives

/// A sealed file, format `seal/v1`: named secret values, safe to commit to a public repository.
///
/// A value of this type has the whole grammar of format.md, section 2, signature frames and envelopes included. Nothing is
/// said yet about who signed it, or whether it was altered: see ``Acceptance``.
public struct SealedFile: Sendable {
  /// The logical namespace that it is sealed for, or `*`.
  public let namespace: String
  /// The logical name.
  public let name: String
  /// 1 and up; raised by one at each change.
  public let revision: UInt64
  /// 1 to 32; they apply in this order.
  package let layers: [Layer]
  /// At most 8, ascending by public key blob.
  package let signatures: [SSHSignature]

  var scope: FileScope { FileScope(namespace: namespace, name: name) }

  /// Every byte before the first signature block: what a signature covers.
  package var signedBytes: [UInt8] {
    var bytes = Array("seal/v1\nnamespace \(namespace)\nname \(name)\nrevision \(revision)\n".utf8)
    for layer in layers { bytes += layer.bytes }
    return bytes
  }

  /// The file: exactly the bytes that were read, or those to write.
  public var bytes: [UInt8] {
    var bytes = signedBytes
    for signature in signatures { bytes += signature.armored }
    return bytes
  }

  /// SHA-256 of the bytes as 64 lower-case hex digits: what a pod pins.
  public var digest: String {
    let bytes = bytes
    return Hex.encode(SHA256.hash(bytes.span))
  }

  /// The last layer that sets or drops the key, which is the one that counts; nil where none does.
  func layer(deciding key: String) -> Int? {
    layers.lastIndex { $0.entries.contains { $0.key == key } }
  }

  /// The entries whose values the file holds in the end, ascending by key; shadowed and dropped ones are left out.
  package var values: [(key: String, layer: Int, blob: [UInt8])] {
    // Arrays, not a dictionary: the first use of such a type costs a start of the program more than its work does.
    var entries: [(layer: Int, entry: Entry)] = []
    for (index, layer) in layers.enumerated() { for entry in layer.entries { entries.append((index, entry)) } }
    if layers.count > 1 { entries.sort { ($0.entry.key, $0.layer) < ($1.entry.key, $1.layer) } }
    var values: [(key: String, layer: Int, blob: [UInt8])] = []
    for (index, (layer, entry)) in entries.enumerated() {
      let isLast = index + 1 == entries.count || entries[index + 1].entry.key != entry.key
      if isLast, case .value(let blob) = entry.content { values.append((entry.key, layer, blob)) }
    }
    return values
  }

  /// Which of age's kinds of recipient its envelopes are wrapped to.
  var kinds: Envelope.Kinds {
    layers.reduce(into: []) { $0.formUnion($1.envelope.kinds) }
  }
}
