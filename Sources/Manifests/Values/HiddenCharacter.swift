/// A character that YAML doesn't allow in the clear, that ends a line to some of its readers, that turns the direction of
/// writing, or that nobody sees: controls, TAB and LF included, and the byte order mark.
struct HiddenCharacter {
  /// Bytes of UTF-8.
  let length: Int
  private let scalar: UInt32

  /// - Parameter text: UTF-8.
  init?(_ text: Span<UInt8>, at index: Int) {
    let byte = text[index]
    func next(_ offset: Int) -> UInt8 { index + offset < text.count ? text[index + offset] : 0 }
    switch byte {
    case 0..<0x20, 0x7F: self.init(1, UInt32(byte))
    case 0xC2 where (0x80...0x9F).contains(next(1)): self.init(2, UInt32(next(1)))
    case 0xE2 where next(1) == 0x80 && [0x8E...0x8F, 0xA8...0xAE].contains { $0 ~= next(2) }:
      self.init(3, 0x2000 + UInt32(next(2) - 0x80))
    case 0xE2 where next(1) == 0x81 && (0xA6...0xA9).contains(next(2)):
      self.init(3, 0x2040 + UInt32(next(2) - 0x80))
    case 0xEF where next(1) == 0xBB && next(2) == 0xBF: self.init(3, 0xFEFF)
    case 0xEF where next(1) == 0xBF && next(2) >= 0xBE: self.init(3, 0xFF40 + UInt32(next(2)))
    default: return nil
    }
  }

  private init(_ length: Int, _ scalar: UInt32) {
    self.length = length
    self.scalar = scalar
  }

  /// Whether it may stand in the clear in what somebody wrote: a TAB, and what only turns the direction of writing.
  var isAllowedInside: Bool {
    switch scalar {
    case 0x09, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  /// As a double-quoted text spells it.
  var escape: String {
    switch scalar {
    case 0x09: return "\\t"
    case 0x0A: return "\\n"
    case 0x0D: return "\\r"
    default:
      let digits = String(scalar, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
    }
  }
}
