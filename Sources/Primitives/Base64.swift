import CSodium

/// Base64 (RFC 4648, section 4), strict: no white space, no other alphabet, left-over bits zero.
///
/// The halves for public bytes are table look-ups; those for secrets are libsodium's, in constant time and slower.
package enum Base64 {
  /// Whether `=` fills the last group up.
  package enum Padding {
    case none, required
  }

  package static func encodedCount(_ count: Int, padding: Padding) -> Int {
    padding == .required ? (count + 2) / 3 * 4 : (count * 4 + 2) / 3
  }

  /// The text of public bytes.
  package static func encode(_ bytes: Span<UInt8>, padding: Padding) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(encodedCount(bytes.count, padding: padding))
    var index = 0
    while index + 3 <= bytes.count {
      let group = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
      text.append(alphabet[Int(group >> 18)])
      text.append(alphabet[Int(group >> 12 & 63)])
      text.append(alphabet[Int(group >> 6 & 63)])
      text.append(alphabet[Int(group & 63)])
      index += 3
    }
    switch bytes.count - index {
    case 1:
      text.append(alphabet[Int(bytes[index] >> 2)])
      text.append(alphabet[Int(bytes[index] & 3) << 4])
      if padding == .required { text.append(contentsOf: [0x3D, 0x3D]) }
    case 2:
      text.append(alphabet[Int(bytes[index] >> 2)])
      text.append(alphabet[Int(bytes[index] & 3) << 4 | Int(bytes[index + 1] >> 4)])
      text.append(alphabet[Int(bytes[index + 1] & 15) << 2])
      if padding == .required { text.append(0x3D) }
    default: break
    }
    return text
  }

  /// The public bytes of a text, or nil where it isn't canonical.
  package static func decode(_ text: Span<UInt8>, padding: Padding) -> [UInt8]? {
    guard let (digits, count) = shape(text, padding: padding) else { return nil }
    let table = value
    let value = table.span
    var bytes = [UInt8](repeating: 0, count: count)
    var output = bytes.mutableSpan
    var (index, written) = (0, 0)
    // All values at once: what is no digit has the high bits set.
    var seen: UInt8 = 0
    while index + 4 <= digits {
      let (a, b) = (value[Int(text[index])], value[Int(text[index + 1])])
      let (c, d) = (value[Int(text[index + 2])], value[Int(text[index + 3])])
      seen |= a | b | c | d
      output[written] = a << 2 | b >> 4
      output[written + 1] = b << 4 | c >> 2
      output[written + 2] = c << 6 | d
      index += 4
      written += 3
    }
    // The bits of the last digit that stand for nothing must be zero.
    var left: UInt8 = 0
    switch digits - index {
    case 2:
      let (a, b) = (value[Int(text[index])], value[Int(text[index + 1])])
      seen |= a | b
      left = b & 15
      output[written] = a << 2 | b >> 4
    case 3:
      let (a, b, c) = (value[Int(text[index])], value[Int(text[index + 1])], value[Int(text[index + 2])])
      seen |= a | b | c
      left = c & 3
      output[written] = a << 2 | b >> 4
      output[written + 1] = b << 4 | c >> 2
    default: break
    }
    return seen < 64 && left == 0 ? bytes : nil
  }

  /// The text of secret bytes, itself a secret.
  package static func encodeSecret(_ bytes: Span<UInt8>, padding: Padding) -> SecretBytes {
    Sodium.start()
    let count = encodedCount(bytes.count, padding: padding)
    let variant = padding == .required ? sodium_base64_VARIANT_ORIGINAL : sodium_base64_VARIANT_ORIGINAL_NO_PADDING
    // libsodium ends the text with a NUL.
    let text = SecretBytes(count: count + 1) { text in
      unsafe text.withUnsafeMutableBytes { text in
        unsafe bytes.withUnsafeBufferPointer {
          _ = unsafe sodium_bin2base64(
            text.baseAddress!.assumingMemoryBound(to: CChar.self), text.count, $0.baseAddress, $0.count, variant)
        }
      }
    }
    return text.withBytes { SecretBytes(copying: $0.extracting(0..<count)) }
  }

  /// The secret bytes of a text, or nil where it isn't canonical.
  package static func decodeSecret(_ text: Span<UInt8>, padding: Padding) -> SecretBytes? {
    guard let (_, count) = shape(text, padding: padding) else { return nil }
    // An empty span has no address to give to C.
    guard count > 0 else { return SecretBytes(zeros: 0) }
    // libsodium 1.0.18 takes bytes above 0x7F for digits: it compares them as negative numbers.
    var high: UInt8 = 0
    for index in text.indices { high |= text[index] }
    guard high < 0x80 else { return nil }
    Sodium.start()
    let variant = padding == .required ? sodium_base64_VARIANT_ORIGINAL : sodium_base64_VARIANT_ORIGINAL_NO_PADDING
    var status: Int32 = -1
    var written = 0
    let bytes = SecretBytes(count: count) { bytes in
      unsafe bytes.withUnsafeMutableBufferPointer { bytes in
        unsafe text.withUnsafeBytes { text in
          status = unsafe sodium_base642bin(
            bytes.baseAddress!, bytes.count, text.baseAddress!.assumingMemoryBound(to: CChar.self), text.count, nil,
            &written, nil, variant)
        }
      }
    }
    guard status == 0, written == count else { return nil }
    return bytes
  }

  /// The number of digits without their padding, and of the bytes they stand for.
  private static func shape(_ text: Span<UInt8>, padding: Padding) -> (digits: Int, bytes: Int)? {
    var digits = text.count
    if padding == .required {
      guard digits % 4 == 0 else { return nil }
      var fill = 0
      while fill < 2, digits > 0, text[digits - 1] == 0x3D {
        digits -= 1
        fill += 1
      }
    }
    guard digits % 4 != 1 else { return nil }
    return (digits, digits * 3 / 4)
  }

  private static let alphabet: [UInt8] = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// 255 where a byte is no digit.
  private static let value: [UInt8] = {
    var table = [UInt8](repeating: 255, count: 256)
    for (index, digit) in alphabet.enumerated() { table[Int(digit)] = UInt8(index) }
    return table
  }()
}
