import Primitives

/// Bech32 (BIP 173) without its limit on the length, as age writes keys.
///
/// ```
/// text   = prefix "1" *digit 6digit          ; the prefix may hold a "1" itself; the last six digits are a checksum
/// digit  = one of qpzry9x8gf2tvdw0s3jn54khce6mua7l, 5 bits each
/// ```
///
/// Secret text is read from guarded memory into guarded memory; no look-up and no branch depends on a digit's value.
enum Bech32 {
  /// What is wrong with a text. None of it tells a character of a secret.
  enum Fault: Error {
    case separator, mixedCase, character, checksum, padding

    var reason: String {
      switch self {
      case .separator: "it is cut short"
      case .mixedCase: "upper and lower case are mixed"
      case .character: "it holds a character that bech32 does not have"
      case .checksum: "its checksum is wrong: a character is missing, changed or added"
      case .padding: "its padding is not zero"
      }
    }
  }

  /// Public text, in lower case: the prefix and the bytes.
  static func decode(_ text: Span<UInt8>) throws(Fault) -> (prefix: String, data: [UInt8]) {
    var prefixCount = text.count - checksumCount - 1
    while prefixCount > 0, text[prefixCount] != separator { prefixCount -= 1 }
    guard prefixCount > 0 else { throw .separator }
    let prefix = text.extracting(0..<prefixCount)
    for index in prefix.indices {
      guard Byte.visible.contains(prefix[index]) else { throw .character }
      guard !isUppercase(prefix[index]) else { throw .mixedCase }
    }
    var data = [UInt8](repeating: 0, count: dataCount(text, prefixCount))
    var output = data.mutableSpan
    try decode(text, prefixCount: prefixCount, isUppercase: false, into: &output)
    return (String(decoding: [UInt8](prefix), as: UTF8.self), data)
  }

  /// The bytes of a secret text in upper case, which begins with `prefix` and "1".
  static func decodeSecret(_ text: Span<UInt8>, prefix: String) throws(Fault) -> SecretBytes {
    let prefixCount = prefix.utf8.count
    guard text.count > prefixCount + checksumCount else { throw .separator }
    return try SecretBytes(count: dataCount(text, prefixCount)) { (output) throws(Fault) in
      try decode(text, prefixCount: prefixCount, isUppercase: true, into: &output)
    }
  }

  /// Public bytes as lower-case text.
  static func encode(_ data: Span<UInt8>, prefix: String) -> String {
    var text = [UInt8](repeating: 0, count: encodedCount(data.count, prefix))
    var output = text.mutableSpan
    encode(data, prefix: prefix, isUppercase: false, into: &output)
    return String(decoding: text, as: UTF8.self)
  }

  /// Secret bytes as upper-case text.
  static func encodeSecret(_ data: Span<UInt8>, prefix: String) -> SecretBytes {
    SecretBytes(count: encodedCount(data.count, prefix)) {
      encode(data, prefix: prefix, isUppercase: true, into: &$0)
    }
  }

  private static let digits = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
  private static let separator = UInt8(ascii: "1")
  private static let checksumCount = 6

  private static func dataCount(_ text: Span<UInt8>, _ prefixCount: Int) -> Int {
    (text.count - prefixCount - 1 - checksumCount) * 5 / 8
  }

  private static func encodedCount(_ count: Int, _ prefix: String) -> Int {
    prefix.utf8.count + 1 + (count * 8 + 4) / 5 + checksumCount
  }

  private static func decode(
    _ text: Span<UInt8>, prefixCount: Int, isUppercase: Bool, into output: inout MutableSpan<UInt8>
  ) throws(Fault) {
    var checksum = Bech32Checksum(prefix: text.extracting(0..<prefixCount))
    var bits: UInt32 = 0
    var held: UInt32 = 0
    var written = 0
    for index in (prefixCount + 1)..<text.count {
      let byte = text[index]
      if isUppercase ? isLowercase(byte) : Bech32.isUppercase(byte) { throw .mixedCase }
      guard let value = value(of: byte) else { throw .character }
      checksum.absorb(value)
      guard index < text.count - checksumCount else { continue }
      bits = bits << 5 | UInt32(value)
      held += 5
      if held >= 8 {
        held -= 8
        output[written] = UInt8(truncatingIfNeeded: bits >> held)
        written += 1
      }
    }
    guard checksum.isValid else { throw .checksum }
    // One key has one text: the bits that fill the last digit up are zero, and there is no digit too many.
    guard held < 5, bits & (1 << held &- 1) == 0 else { throw .padding }
  }

  private static func encode(
    _ data: Span<UInt8>, prefix: String, isUppercase: Bool, into output: inout MutableSpan<UInt8>
  ) {
    var end = 0
    for byte in prefix.utf8 {
      output[end] = byte
      end += 1
    }
    output[end] = separator
    end += 1

    // First the values of the digits, 5 bits each, then their characters in the same place.
    let start = end
    var bits: UInt32 = 0
    var held: UInt32 = 0
    for index in data.indices {
      bits = bits << 8 | UInt32(data[index])
      held += 8
      while held >= 5 {
        held -= 5
        output[end] = UInt8(bits >> held & 31)
        end += 1
      }
    }
    if held > 0 {
      output[end] = UInt8(bits << (5 - held) & 31)
      end += 1
    }
    var checksum = Bech32Checksum(prefix: prefix.utf8.span)
    for index in start..<end { checksum.absorb(output[index]) }
    for value in checksum.digits() {
      output[end] = value
      end += 1
    }
    for index in start..<end {
      let digit = character(of: output[index])
      output[index] = isUppercase && isLowercase(digit) ? digit - 0x20 : digit
    }
  }

  /// The value of a digit in either case, or nil where the character is none. Looks at all of them.
  private static func value(of byte: UInt8) -> UInt8? {
    // Letters become lower case; the digits have this bit already.
    let folded = byte | 0x20
    var value: UInt8 = 0
    var found: UInt8 = 0
    for index in 0..<32 {
      let mask = maskIfEqual(folded, digits[index])
      value |= UInt8(index) & mask
      found |= mask
    }
    return found == 0 ? nil : value
  }

  private static func character(of value: UInt8) -> UInt8 {
    var character: UInt8 = 0
    for index in 0..<32 { character |= digits[index] & maskIfEqual(value, UInt8(index)) }
    return character
  }

  /// 255 where both are the same, else 0.
  private static func maskIfEqual(_ a: UInt8, _ b: UInt8) -> UInt8 {
    UInt8(truncatingIfNeeded: (UInt16(a ^ b) &- 1) >> 8)
  }

  private static func isUppercase(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "A") < 26 }
  private static func isLowercase(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "a") < 26 }
}
