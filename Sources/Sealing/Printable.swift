extension String {
  /// The text with control characters spelled out, so that a name from a file can't move a terminal's cursor, and cut
  /// where it is very long.
  package var printable: String {
    var result = ""
    for scalar in unicodeScalars.prefix(300) {
      if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x202A...0x202E).contains(scalar.value)
        || (0x2066...0x2069).contains(scalar.value)
      {
        result += "\\x" + String(scalar.value, radix: 16)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return unicodeScalars.count > 300 ? result + "..." : result
  }
}
