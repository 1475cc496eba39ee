extension Span where Element == UInt8 {
  /// Whether `text` stands at `offset`.
  func has(_ text: [UInt8], at offset: Int = 0) -> Bool {
    guard offset >= 0, count - offset >= text.count else { return false }
    for index in text.indices where self[offset + index] != text[index] { return false }
    return true
  }

  func isEqual(_ text: [UInt8]) -> Bool {
    count == text.count && has(text)
  }

  /// The index of the first LF from `start` on, or nil.
  func lineEnd(from start: Int) -> Int? {
    var index = start
    while index < count {
      if self[index] == Byte.lf { return index }
      index += 1
    }
    return nil
  }
}

/// The characters that the formats are made of.
enum Byte {
  static let lf = UInt8(ascii: "\n")
  static let cr = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let visible = UInt8(0x21)...UInt8(0x7E)

  static func isBlank(_ byte: UInt8) -> Bool {
    byte == space || (0x09...0x0D).contains(byte)
  }
}

extension Array<UInt8> {
  /// The bytes of `span`, which is public.
  init(_ span: Span<UInt8>) {
    self = []
    reserveCapacity(span.count)
    for index in span.indices { append(span[index]) }
  }
}
