import Age
import Primitives

/// A layer's age file, entered by a stricter door than age's own (format.md, section 2): all that can be checked without
/// a key is part of the grammar.
struct Envelope: Sendable {
  /// 16 bytes of nonce, the payload and 16 of tag: one short STREAM chunk.
  static let payloadCount = 16 + DataKey.payloadCount + 16

  let header: AgeHeader
  let payload: [UInt8]
  /// The armored text, every LF included.
  let text: [UInt8]

  /// - Throws: a reason that goes on from "its envelope".
  init(parsing text: [UInt8]) throws(Malformed) {
    let file: [UInt8]
    do { file = try AgeArmor.decode(text.span) } catch { throw Malformed("is not armored as age does it") }
    // age tolerates CRLF, a missing last LF and white space around; writing it again says whether any was there.
    guard AgeArmor.encode(file.span) == text else { throw Malformed("is not armored as age writes it") }

    do { header = try AgeHeader(parsing: file.span) } catch { throw Malformed("is no age v1 file: \(error.reason)") }
    guard header.byteCount <= Limits.headerCount else {
      throw Malformed("has a header of more than \(Limits.headerCount) bytes")
    }
    guard (1...Limits.recipients).contains(header.stanzas.count) else {
      throw Malformed("has \(header.stanzas.count) stanzas, where 1 to \(Limits.recipients) may stand")
    }
    for stanza in header.stanzas {
      // A pod has no one to ask for a passphrase, and scrypt would spend what memory a header asks for.
      guard stanza.type != "scrypt" else { throw Malformed("is sealed with a passphrase") }
      do { try stanza.validate() } catch { throw Malformed("has a stanza that is malformed: \(error.reason)") }
    }
    guard file.count - header.byteCount == Self.payloadCount else {
      throw Malformed("has a payload of \(file.count - header.byteCount) bytes, not \(Self.payloadCount)")
    }
    payload = Array(file[header.byteCount...])
    self.text = text
  }

  private init(header: AgeHeader, payload: [UInt8]) {
    self.header = header
    self.payload = payload
    let file = header.bytes + payload
    text = AgeArmor.encode(file.span)
  }

  /// Wraps the data key of the layer `id` to `recipients`.
  static func seal(_ key: DataKey, layer id: String, to recipients: [AgeRecipient]) throws(SealError) -> Envelope {
    let fileKey = SecretBytes.random(count: 16)
    var stanzas: [Stanza] = []
    for recipient in recipients {
      do { stanzas.append(try recipient.wrap(fileKey)) } catch {
        throw SealError(.identity, "can't seal to \(recipient.fingerprint): \(error.reason)")
      }
    }
    let payload = key.payload(layer: id)
    return Envelope(
      header: AgeHeader(stanzas: stanzas, fileKey: fileKey),
      payload: payload.withBytes { AgePayload.seal($0, fileKey: fileKey) })
  }

  /// The same file key, and so the same data key, wrapped to further recipients: the stanzas that are there stay.
  func adding(_ recipients: [AgeRecipient], fileKey: borrowing SecretBytes) throws(SealError) -> Envelope {
    var stanzas = header.stanzas
    for recipient in recipients {
      do { stanzas.append(try recipient.wrap(fileKey)) } catch {
        throw SealError(.identity, "can't seal to \(recipient.fingerprint): \(error.reason)")
      }
    }
    return Envelope(header: AgeHeader(stanzas: stanzas, fileKey: fileKey), payload: payload)
  }

  /// Which of age's own kinds of recipient have a stanza here. A file in which both have one is refused, since one
  /// classic layer would void what the post-quantum ones promise.
  var kinds: Kinds {
    var kinds: Kinds = []
    for stanza in header.stanzas {
      switch stanza.type {
      case "X25519": kinds.insert(.classic)
      case "mlkem768x25519": kinds.insert(.postQuantum)
      default: break
      }
    }
    return kinds
  }

  struct Kinds: OptionSet {
    let rawValue: UInt8

    static let classic = Kinds(rawValue: 1)
    static let postQuantum = Kinds(rawValue: 2)
    static let mixed: Kinds = [.classic, .postQuantum]
  }
}

/// Why some text is not what the grammar says.
struct Malformed: Error {
  let reason: String

  init(_ reason: String) {
    self.reason = reason
  }
}
