import Age
import Primitives

/// One layer of a sealed file: values and removals under a data key of their own, the envelope that wraps that key, and a
/// MAC over all of it.
package struct Layer: Sendable {
  /// 16 hex digits, unique in the file.
  package let id: String
  /// Whom the sealer says it is wrapped to; ascending by fingerprint.
  package let recipients: [RecipientClaim]
  let envelope: Envelope
  /// Ascending by key.
  package let entries: [Entry]
  package let mac: [UInt8]

  /// What the MAC covers: every byte from "layer " through the LF before "mac ".
  let text: [UInt8]

  /// Every byte of the layer.
  var bytes: [UInt8] {
    text + Array("mac ".utf8) + Base64.encode(mac.span, padding: .none) + [UInt8(ascii: "\n")]
  }

  /// A layer that was read; `text` is what stands in the file.
  init(id: String, recipients: [RecipientClaim], envelope: Envelope, entries: [Entry], mac: [UInt8], text: [UInt8]) {
    self.id = id
    self.recipients = recipients
    self.envelope = envelope
    self.entries = entries
    self.mac = mac
    self.text = text
  }

  /// A layer that is written: sorted, and authenticated under its key.
  init(
    id: String, recipients: [RecipientClaim], envelope: Envelope, entries: [Entry], scope: FileScope, key: DataKey
  ) {
    self.id = id
    self.recipients = recipients.sorted { $0.fingerprint < $1.fingerprint }
    self.envelope = envelope
    self.entries = entries.sorted { $0.key < $1.key }
    text = Self.text(id: id, recipients: self.recipients, envelope: envelope, entries: self.entries)
    mac = key.mac(scope: scope, text: text)
  }

  private static func text(id: String, recipients: [RecipientClaim], envelope: Envelope, entries: [Entry]) -> [UInt8] {
    var text = Array("layer \(id)\n".utf8)
    for recipient in recipients { text += Array("to \(recipient.label) \(recipient.fingerprint)\n".utf8) }
    text += envelope.text
    for entry in entries {
      switch entry.content {
      case .value(let blob):
        text += Array("value \(entry.key) ".utf8)
        text += Base64.encode(blob.span, padding: .none)
        text.append(UInt8(ascii: "\n"))
      case .drop:
        text += Array("drop \(entry.key)\n".utf8)
      }
    }
    return text
  }

  /// The types of its envelope's stanzas, in their order: whom it is really wrapped to, as far as that shows.
  package var stanzaTypes: [String] { envelope.header.stanzas.map(\.type) }

  /// The bytes that wrap its data key, which tell nothing to whoever can't open them.
  package var envelopeText: [UInt8] { envelope.text }

  /// Whether its data key is wrapped by the very same bytes.
  package func hasSameEnvelope(as other: Layer) -> Bool { envelope.text == other.envelope.text }

  /// The keys that it sets or drops.
  var keys: Set<String> { Set(entries.map(\.key)) }
}

extension Layer: Equatable {
  /// Whether every byte is the same.
  package static func == (a: Layer, b: Layer) -> Bool { a.mac == b.mac && a.text == b.text }
}
