package import Primitives
package import Sealing

/// A value that nobody thought up: characters of an alphabet, each as likely as any other.
package struct GeneratedValue: Sendable {
  /// What values are made of.
  package enum Alphabet: String, CaseIterable, Sendable {
    case alphanumeric, hex, base64url
    /// ASCII without blanks and controls.
    case printable

    fileprivate var characters: [UInt8] {
      let digits = Array(UInt8(ascii: "0")...UInt8(ascii: "9"))
      let upper = Array(UInt8(ascii: "A")...UInt8(ascii: "Z"))
      let lower = Array(UInt8(ascii: "a")...UInt8(ascii: "z"))
      return switch self {
      case .alphanumeric: digits + upper + lower
      case .hex: digits + lower.prefix(6)
      case .base64url: digits + upper + lower + [UInt8(ascii: "-"), UInt8(ascii: "_")]
      case .printable: Array(0x21...0x7E)
      }
    }
  }

  /// How many characters a value may have: fewer are guessed, more are a slip.
  package static let lengths = 8...4096

  private let characters: [UInt8]
  private let length: Int

  /// - Throws: `usage` for another length.
  package init(length: Int, of alphabet: Alphabet) throws(SealError) {
    guard Self.lengths.contains(length) else {
      throw SealError(
        .usage, "a generated value has \(Self.lengths.lowerBound) to \(Self.lengths.upperBound) characters")
    }
    characters = alphabet.characters
    self.length = length
  }

  /// A new value.
  package func generate() -> SecretBytes {
    // The smallest mask that holds every index; what lies above the last one is drawn again, so that none is likelier.
    let mask = UInt8(truncatingIfNeeded: (1 << (Int.bitWidth - (characters.count - 1).leadingZeroBitCount)) - 1)
    return SecretBytes(count: length) { value in
      var filled = 0
      while filled < length {
        let draws = SecretBytes.random(count: 128)
        draws.withBytes { draws in
          for index in draws.indices where filled < length {
            let place = Int(draws[index] & mask)
            guard place < characters.count else { continue }
            value[filled] = characters[place]
            filled += 1
          }
        }
      }
    }
  }
}
