import Primitives
import SSHSignatures

extension SealedFile {
  /// Reads a sealed file (format.md, section 4: steps 2 and 3, and the size of step 1).
  ///
  /// - Parameter named: how messages call it, such as `app-secrets.sealed`.
  /// - Throws: `format`, with the line.
  public init(parsing bytes: [UInt8], named: String) throws(SealError) {
    guard bytes.count <= Limits.fileCount else {
      throw SealError(
        .format, "\"\(named.printable)\" has \(bytes.count) bytes, more than the \(Limits.fileCount) of a sealed file")
    }
    var parser = SealedFileParser(bytes: bytes)
    do { self = try parser.file() } catch {
      switch error {
      case .newerRelease(let version):
        throw SealError(
          .format, "\"\(named.printable)\" is seal/v\(version), made by a newer release",
          hint: "update the unseal image and the seal command")
      case .malformed(let line, let reason):
        throw SealError(.format, "\"\(named.printable)\" is not a sealed file: line \(line) \(reason)")
      }
    }
  }
}

/// The grammar of format.md, section 2, read line by line; each method is the production of its name.
private struct SealedFileParser {
  enum Failure: Error {
    case newerRelease(String)
    /// The reason goes on from "line 7".
    case malformed(line: Int, String)
  }

  let bytes: [UInt8]
  /// Where the next line begins.
  private var position = 0
  /// The number of the line that was read last, from 1.
  private var number = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  // MARK: Productions

  mutating func file() throws(Failure) -> SealedFile {
    try version()
    let namespace = try field("namespace")
    guard namespace == "*" || Names.isNamespace(namespace) else { throw malformed("has no Kubernetes namespace") }
    let name = try field("name")
    guard Names.isName(name) else {
      throw malformed("has a name that is no RFC 1123 subdomain of at most 246 characters")
    }
    guard let revision = Names.revision(try field("revision")) else { throw malformed("has no revision") }

    var layers: [Layer] = []
    var kinds: Envelope.Kinds = []
    while peek("layer ") {
      let start = number + 1
      let layer = try layer()
      guard layers.count < Limits.layers else {
        throw .malformed(line: start, "begins layer \(layers.count + 1), where at most \(Limits.layers) may stand")
      }
      guard !layers.contains(where: { $0.id == layer.id }) else {
        throw .malformed(line: start, "has the id of an earlier layer")
      }
      kinds.formUnion(layer.envelope.kinds)
      guard kinds != .mixed else {
        throw .malformed(line: start, "begins a layer that mixes post-quantum and classic recipients")
      }
      layers.append(layer)
    }
    guard !layers.isEmpty else { throw unexpected("a layer") }

    var signatures: [SSHSignature] = []
    while position < bytes.count {
      let start = number + 1
      let signature = try signature()
      if let last = signatures.last, !last.publicKeyBlob.lexicographicallyPrecedes(signature.publicKeyBlob) {
        throw .malformed(line: start, "begins a signature block out of order, or of a key that signed already")
      }
      guard signatures.count < Limits.signatures else {
        throw .malformed(
          line: start, "begins signature \(signatures.count + 1), where at most \(Limits.signatures) may stand")
      }
      signatures.append(signature)
    }
    return SealedFile(namespace: namespace, name: name, revision: revision, layers: layers, signatures: signatures)
  }

  private mutating func version() throws(Failure) {
    guard let line = try next() else { throw .malformed(line: 1, "is missing: the file is empty") }
    let text = string(line)
    if text == "seal/v1" { return }
    if text.hasPrefix("seal/v"), text.utf8.count < 12, let version = UInt64(text.dropFirst(6)), version > 1 {
      throw .newerRelease(String(version))
    }
    throw malformed("is not \"seal/v1\"")
  }

  private mutating func layer() throws(Failure) -> Layer {
    let start = position
    let id = try field("layer")
    guard Names.isLayerID(id) else { throw malformed("has no layer id of 16 lower-case hex digits") }

    var recipients: [RecipientClaim] = []
    while peek("to ") {
      let parts = try field("to").split(separator: " ", omittingEmptySubsequences: false)
      guard parts.count == 2, Names.isRecipientLabel(String(parts[0])), Names.isFingerprint(String(parts[1])) else {
        throw malformed("has no label and fingerprint of a recipient")
      }
      let claim = RecipientClaim(label: String(parts[0]), fingerprint: String(parts[1]))
      if let last = recipients.last, last.fingerprint >= claim.fingerprint {
        throw malformed("has a recipient out of order")
      }
      guard recipients.count < Limits.recipients else {
        throw malformed("has more than \(Limits.recipients) recipients")
      }
      recipients.append(claim)
    }

    let envelope = try envelope()

    var entries: [Entry] = []
    while let entry = try entry() {
      if let last = entries.last, last.key >= entry.key { throw malformed("has a key out of order, or a second time") }
      guard entries.count < Limits.entries else {
        throw malformed("has more than \(Limits.entries) entries in its layer")
      }
      entries.append(entry)
    }

    let text = Array(bytes[start..<position])
    let digits = Array(try field("mac").utf8)
    guard let mac = Base64.decode(digits.span, padding: .none), mac.count == 32 else {
      throw malformed("has no MAC of 43 base64 digits")
    }
    return Layer(id: id, recipients: recipients, envelope: envelope, entries: entries, mac: mac, text: text)
  }

  private mutating func envelope() throws(Failure) -> Envelope {
    let start = number + 1
    let text = try block(from: "-----BEGIN AGE ENCRYPTED FILE-----", through: "-----END AGE ENCRYPTED FILE-----")
    do { return try Envelope(parsing: text) } catch {
      throw .malformed(line: start, "begins an envelope that \(error.reason)")
    }
  }

  private mutating func signature() throws(Failure) -> SSHSignature {
    let start = number + 1
    let text = try block(from: "-----BEGIN SSH SIGNATURE-----", through: "-----END SSH SIGNATURE-----")
    do { return try SSHSignature(armored: text.span) } catch {
      throw .malformed(line: start, "begins a signature block that is malformed: \(error.reason)")
    }
  }

  /// An entry, or nil where the line is something else.
  private mutating func entry() throws(Failure) -> Entry? {
    if peek("value ") {
      let line = try expect("value")
      guard let blank = bytes[line].firstIndex(of: UInt8(ascii: " ")) else { throw malformed("has no value") }
      let key = try key(line.lowerBound..<blank)
      guard let blob = Base64.decode(bytes.span.extracting((blank + 1)..<line.upperBound), padding: .none) else {
        throw malformed("has a value that is not canonical base64, at key \"\(key)\"")
      }
      guard Entry.isPossible(blobCount: blob.count) else {
        throw malformed("has a value of a length that none has, at key \"\(key)\"")
      }
      return Entry(key: key, content: .value(blob))
    }
    if peek("drop ") {
      return Entry(key: try key(try expect("drop")), content: .drop)
    }
    return nil
  }

  private func key(_ range: Range<Int>) throws(Failure) -> String {
    let key = string(range)
    guard Names.isKey(key) else {
      throw malformed("has a key that is not 1 to 253 of [-_.A-Za-z0-9], \".\" or begins with \"..\"")
    }
    return key
  }

  // MARK: Lines

  /// What stands after `word` and a blank.
  private mutating func field(_ word: StaticString) throws(Failure) -> String {
    string(try expect(word))
  }

  /// Where that stands.
  private mutating func expect(_ word: StaticString) throws(Failure) -> Range<Int> {
    let word = "\(word) "
    guard peek(word), let line = try next() else { throw unexpected("\"\(word.dropLast())\"") }
    return (line.lowerBound + word.utf8.count)..<line.upperBound
  }

  /// The bytes of all lines from `first` through `last`.
  private mutating func block(from first: String, through last: String) throws(Failure) -> [UInt8] {
    let start = position
    guard let line = try next(), string(line) == first else {
      number -= position > start ? 1 : 0
      position = start
      throw unexpected("\"\(first)\"")
    }
    while let line = try next() {
      // Only a line that begins with a hyphen can be the last one; most needn't become a String.
      if bytes[line].first == UInt8(ascii: "-"), string(line) == last { return Array(bytes[start..<position]) }
    }
    throw malformed("is the last: \"\(last)\" is missing")
  }

  /// Whether the next line begins with `prefix`.
  private func peek(_ prefix: String) -> Bool {
    bytes[position...].starts(with: prefix.utf8)
  }

  /// The next line without its LF, or nil at the end of the file.
  ///
  /// "Every byte is LF or 0x20 to 0x7E; single spaces; no blank lines; final LF" is held here: a line neither begins nor
  /// ends with a blank, nor has two in a row.
  private mutating func next() throws(Failure) -> Range<Int>? {
    guard position < bytes.count else { return nil }
    number += 1
    let start = position
    var index = position
    let bytes = bytes
    let text = bytes.span
    while index < text.count {
      let byte = text[index]
      switch byte {
      case 0x21...0x7E: break
      case UInt8(ascii: " ") where index == start: throw malformed("begins with a blank")
      case UInt8(ascii: " ") where text[index - 1] == byte:
        throw malformed("has two blanks in a row, at column \(index - start)")
      case UInt8(ascii: " "): break
      case UInt8(ascii: "\n"):
        guard index > start else { throw malformed("is blank") }
        guard text[index - 1] != UInt8(ascii: " ") else { throw malformed("ends in a blank") }
        position = index + 1
        return start..<index
      case UInt8(ascii: "\r") where index + 1 < text.count && text[index + 1] == UInt8(ascii: "\n"):
        throw malformed("ends in CR: something changed the line ends of this file")
      default: throw malformed("has a byte that is no printable ASCII, at column \(index - start + 1)")
      }
      index += 1
    }
    throw malformed("has no line end: the file was cut")
  }

  private func string(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  /// An error at the line that was read last.
  private func malformed(_ reason: String) -> Failure {
    .malformed(line: number, reason)
  }

  /// An error at the line that comes next.
  private func unexpected(_ what: String) -> Failure {
    if bytes[position...].starts(with: "<<<<<<< ".utf8) || bytes[position...].starts(with: "=======\n".utf8)
      || bytes[position...].starts(with: ">>>>>>> ".utf8)
    {
      return .malformed(line: number + 1, "is a conflict marker that git left: resolve the merge first")
    }
    return .malformed(
      line: number + 1, position < bytes.count ? "is not \(what)" : "is missing: the file ends before \(what)")
  }
}
