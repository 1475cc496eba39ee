import Primitives

/// One recipient's wrapping of the file key.
///
/// ```
/// stanza     = "-> " argument *(" " argument) LF *full-line final-line
/// argument   = 1*VCHAR                          ; the first is the type
/// full-line  = 64base64char LF
/// final-line = *63base64char LF
/// ```
///
/// Source: C2SP age, "Recipient stanza".
package struct Stanza: Hashable, Sendable {
  package let type: String
  /// The arguments after the type.
  package let arguments: [String]
  package let body: [UInt8]

  package init(type: String, arguments: [String], body: [UInt8]) {
    self.type = type
    self.arguments = arguments
    self.body = body
  }

  /// Checks all that can be checked without a key.
  ///
  /// The specification lets an identity refuse only the stanzas that it reads. Whoever wants every stanza in order calls
  /// this: argument counts, lengths, canonical base64, and no share of small order. Stanzas of other types pass.
  ///
  /// - Throws: `.header`.
  package func validate() throws(AgeError) {
    switch type {
    case X25519Recipient.stanzaType: _ = try X25519Recipient.share(of: self)
    case HybridRecipient.stanzaType: _ = try HybridRecipient.encapsulation(of: self)
    case SSHEd25519Recipient.stanzaType: _ = try SSHEd25519Recipient.share(of: self)
    case ScryptRecipient.stanzaType: _ = try ScryptRecipient.parameters(of: self)
    default: break
    }
  }

  /// Refuses a stanza that hasn't exactly `count` arguments after its type and the body of a 16-byte file key.
  ///
  /// The length of the body is checked before anything is decrypted: a longer one could be made to open under several
  /// keys, and tell by its failure which of them somebody holds (partitioning oracles).
  func requireShape(arguments count: Int) throws(AgeError) {
    guard arguments.count == count else {
      throw AgeError(.header, "a stanza of type \"\(type)\" has \(arguments.count) arguments where \(count) belong")
    }
    guard body.count == WrappedFileKey.byteCount else {
      throw AgeError(
        .header,
        "a stanza of type \"\(type)\" has a body of \(body.count) bytes where \(WrappedFileKey.byteCount) belong")
    }
  }

  /// The `count` bytes for which the argument `index` stands.
  func bytes(ofArgument index: Int, count: Int) throws(AgeError) -> [UInt8] {
    guard let bytes = Base64.decode(arguments[index].utf8.span, padding: .none), bytes.count == count else {
      throw AgeError(
        .header, "argument \(index + 1) of a stanza of type \"\(type)\" is not the canonical base64 of \(count) bytes")
    }
    return bytes
  }

  /// A share (the public half of an ephemeral key) that is not of small order.
  ///
  /// With such a share the shared secret is zero whoever the recipient is: anybody could open the stanza.
  func share(ofArgument index: Int) throws(AgeError) -> [UInt8] {
    let share = try bytes(ofArgument: index, count: X25519.byteCount)
    try requireContributory(share.span)
    return share
  }

  func requireContributory(_ share: Span<UInt8>) throws(AgeError) {
    guard !X25519.isSmallOrder(share) else {
      throw AgeError(.header, "the share of a stanza of type \"\(type)\" is of small order")
    }
  }

  /// Appends the stanza as text.
  func write(to text: inout [UInt8]) {
    text.append(contentsOf: "-> \(type)".utf8)
    for argument in arguments {
      text.append(Byte.space)
      text.append(contentsOf: argument.utf8)
    }
    text.append(Byte.lf)
    // A body that fills its last line is followed by an empty one: the line that ends a stanza is always short.
    let body = Base64.encode(body.span, padding: .none)
    var start = 0
    while body.count - start >= 64 {
      text.append(contentsOf: body[start..<(start + 64)])
      text.append(Byte.lf)
      start += 64
    }
    text.append(contentsOf: body[start...])
    text.append(Byte.lf)
  }
}
