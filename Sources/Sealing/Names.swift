import Primitives

/// The names of format.md, section 2: what may stand as namespace, name, key, label, fingerprint and layer id.
///
/// All of them are ASCII, so that a `String` made of one has the same order and length as its bytes.
package enum Names {
  /// A Kubernetes namespace: an RFC 1123 label of at most 63 characters.
  package static func isNamespace(_ text: String) -> Bool {
    isLabel(text.utf8, atMost: 63)
  }

  /// A file's logical name: `nm`, at most 246 characters, so that `nm.sealed` is a ConfigMap key.
  package static func isName(_ text: String) -> Bool {
    let bytes = text.utf8
    guard (1...246).contains(bytes.count) else { return false }
    return bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      .allSatisfy { isLabel($0, atMost: 246) }
  }

  /// A value's key, by the rule for ConfigMap keys; `.` and whatever begins with `..` could name another file.
  package static func isKey(_ text: String) -> Bool {
    let bytes = text.utf8
    return (1...253).contains(bytes.count) && bytes.allSatisfy(isKeyByte) && text != "." && !text.hasPrefix("..")
  }

  /// Refuses what somebody gave as a key and can't be one. Of what it is nothing is repeated: `PASSWORD=hunter2`, or the
  /// secret by itself, is what people type where other tools take it, and messages go to logs.
  ///
  /// - Throws: `usage`.
  package static func checkKey(_ text: String) throws(SealError) {
    guard !isKey(text) else { return }
    guard !text.contains("=") else {
      throw SealError(
        .usage, "a key can't hold \"=\"",
        hint: "give the key alone; the value comes from stdin, --from-file or the prompt, never from the command line")
    }
    throw SealError(
      .usage, "what is given as the key can't be one",
      hint: "a key is 1 to 253 letters, digits, dots, underscores and hyphens, not \".\" and not beginning \"..\"")
  }

  /// A recipient's label: `[A-Za-z0-9._@-]{1,64}`.
  package static func isRecipientLabel(_ text: String) -> Bool {
    let bytes = text.utf8
    return (1...64).contains(bytes.count) && bytes.allSatisfy { isKeyByte($0) || $0 == UInt8(ascii: "@") }
  }

  /// A layer's id: 16 lower-case hex digits.
  package static func isLayerID(_ text: String) -> Bool {
    text.utf8.count == 16 && text.utf8.allSatisfy(isLowercaseHex)
  }

  /// A recipient's fingerprint: `SHA256:` and 43 digits of base64, canonical.
  package static func isFingerprint(_ text: String) -> Bool {
    guard text.hasPrefix("SHA256:"), text.utf8.count == 7 + 43 else { return false }
    let digits = Array(text.utf8.dropFirst(7))
    return Base64.decode(digits.span, padding: .none) != nil
  }

  /// The revision of `[1-9][0-9]{0,14}`, or nil.
  package static func revision(_ text: String) -> UInt64? {
    let bytes = text.utf8
    guard (1...15).contains(bytes.count), bytes.first != UInt8(ascii: "0"), bytes.allSatisfy(isDigit) else {
      return nil
    }
    return UInt64(text)
  }

  /// The highest revision that the grammar can write.
  package static let highestRevision: UInt64 = 999_999_999_999_999

  private static func isLabel(_ bytes: some BidirectionalCollection<UInt8>, atMost limit: Int) -> Bool {
    guard let first = bytes.first, let last = bytes.last, bytes.count <= limit else { return false }
    return isLowercaseOrDigit(first) && isLowercaseOrDigit(last)
      && bytes.allSatisfy { isLowercaseOrDigit($0) || $0 == UInt8(ascii: "-") }
  }

  package static func isKeyByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
    default: false
    }
  }

  private static func isLowercaseOrDigit(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || isDigit(byte)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte)
  }

  private static func isLowercaseHex(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x61...0x66).contains(byte)
  }
}
