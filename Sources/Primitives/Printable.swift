extension String {
  /// A name from somewhere else, fit for a message: ``escaped``, and cut where it is very long.
  package var printable: String {
    guard let end = unicodeScalars.index(unicodeScalars.startIndex, offsetBy: 300, limitedBy: unicodeScalars.endIndex),
      end != unicodeScalars.endIndex
    else { return escaped }
    return String(self[..<end]).escaped + "..."
  }

  /// The text on one line, with what would move a terminal's cursor or turn the direction of writing spelled out.
  package var escaped: String {
    guard unicodeScalars.contains(where: \.isControl) else { return self }
    var result = ""
    for scalar in unicodeScalars {
      if scalar.isControl {
        result += "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension Unicode.Scalar {
  /// Whether it would move a terminal's cursor, or turn the direction of writing.
  package var isControl: Bool {
    switch value {
    case 0..<0x20, 0x7F...0x9F, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
