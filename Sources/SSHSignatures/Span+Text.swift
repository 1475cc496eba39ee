/// The few questions that this module asks of text, which it reads as bytes.
extension Span<UInt8> {
  func equals(_ text: String) -> Bool {
    count == text.utf8.count && begins(with: text)
  }

  func begins(with text: String) -> Bool {
    guard count >= text.utf8.count else { return false }
    var index = 0
    for byte in text.utf8 {
      guard self[index] == byte else { return false }
      index += 1
    }
    return true
  }

  func ends(with text: String) -> Bool {
    count >= text.utf8.count && extracting((count - text.utf8.count)...).begins(with: text)
  }

  /// The bytes as an array, which must not be done to a secret.
  func array(_ range: Range<Int>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(range.count)
    for index in range { result.append(self[index]) }
    return result
  }

  /// `range` without the white space at its ends: spaces, tabs, CRs and LFs.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, self[start].isWhiteSpace { start += 1 }
    while start < end, self[end - 1].isWhiteSpace { end -= 1 }
    return start..<end
  }

  /// The next field of the line that ends at `end`, and moves `offset` behind it; nil where there is none, or where a
  /// quote isn't closed.
  ///
  /// Fields stand between spaces and tabs, save those inside double quotes; `\"` is no quote. This is how OpenSSH reads
  /// the options of a line (`sshkey_advance_past_options`).
  func field(_ offset: inout Int, upTo end: Int) -> Range<Int>? {
    while offset < end, self[offset].isBlank { offset += 1 }
    let start = offset
    var isQuoted = false
    while offset < end, isQuoted || !self[offset].isBlank {
      if self[offset] == 0x5C, offset + 1 < end, self[offset + 1] == 0x22 {
        offset += 1
      } else if self[offset] == 0x22 {
        isQuoted.toggle()
      }
      offset += 1
    }
    return start < offset && !isQuoted ? start..<offset : nil
  }
}

extension UInt8 {
  /// A space or a tab.
  var isBlank: Bool { self == 0x20 || self == 0x09 }

  var isLineEnd: Bool { self == 0x0A || self == 0x0D }

  var isWhiteSpace: Bool { isBlank || isLineEnd }
}
