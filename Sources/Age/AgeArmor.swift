import Primitives

/// An age file as text: strict PEM in lines of 64 (RFC 7468, section 3, figure 3).
///
/// Source: C2SP age, "ASCII armor".
package enum AgeArmor {
  package static let begin = "-----BEGIN AGE ENCRYPTED FILE-----"
  package static let end = "-----END AGE ENCRYPTED FILE-----"

  private static let beginLine = Array(begin.utf8)
  private static let endLine = Array(end.utf8)
  private static let columns = 64
  /// What age tolerates before, and after, the armor.
  private static let blankLimit = 1024

  /// The text, which ends in LF.
  package static func encode(_ file: Span<UInt8>) -> [UInt8] {
    let digits = Base64.encode(file, padding: .required)
    var text = beginLine
    text.reserveCapacity(digits.count + digits.count / columns + beginLine.count + endLine.count + 4)
    text.append(Byte.lf)
    var start = 0
    while start < digits.count {
      let next = min(start + columns, digits.count)
      text.append(contentsOf: digits[start..<next])
      text.append(Byte.lf)
      start = next
    }
    text.append(contentsOf: endLine)
    text.append(Byte.lf)
    return text
  }

  /// The file. Like age, this accepts CR before LF, white space around the armor, and no LF at the end; nothing else that
  /// ``encode(_:)`` would not write.
  ///
  /// - Throws: `.armor`.
  package static func decode(_ text: Span<UInt8>) throws(AgeError) -> [UInt8] {
    var position = 0
    var digits: [UInt8] = []
    digits.reserveCapacity(text.count)

    var line = try nextLine(text, &position)
    while line.allSatisfy(text, Byte.isBlank) {
      guard position <= blankLimit else { throw AgeError(.armor, "more than \(blankLimit) blanks before the armor") }
      line = try nextLine(text, &position)
    }
    guard text.extracting(line).isEqual(beginLine) else {
      throw AgeError(.armor, "the armor does not begin with its own line")
    }
    line = try nextLine(text, &position)
    while !text.extracting(line).isEqual(endLine) {
      guard digits.count % columns == 0, (1...columns).contains(line.count) else {
        throw AgeError(.armor, "the armor is not in lines of \(columns)")
      }
      for index in line { digits.append(text[index]) }
      line = try nextLine(text, &position)
    }
    guard text.count - position < blankLimit, (position..<text.count).allSatisfy(text, Byte.isBlank) else {
      throw AgeError(.armor, "something follows the armor")
    }
    guard let file = Base64.decode(digits.span, padding: .required) else {
      throw AgeError(.armor, "the armor is not canonical base64")
    }
    return file
  }

  /// Whether `bytes` are armor rather than an age file as such, after blanks that age tolerates.
  static func isArmored(_ bytes: Span<UInt8>) -> Bool {
    var start = 0
    while start < min(bytes.count, blankLimit), Byte.isBlank(bytes[start]) { start += 1 }
    return bytes.has(beginLine, at: start)
  }

  /// The next line without its LF or CR LF; the last one may lack them.
  private static func nextLine(_ text: Span<UInt8>, _ position: inout Int) throws(AgeError) -> Range<Int> {
    guard position < text.count else { throw AgeError(.armor, "the armor ends before its last line") }
    let start = position
    var end = text.lineEnd(from: start) ?? text.count
    position = min(end + 1, text.count)
    if end > start, text[end - 1] == Byte.cr { end -= 1 }
    return start..<end
  }
}

extension Range<Int> {
  fileprivate func allSatisfy(_ text: Span<UInt8>, _ predicate: (UInt8) -> Bool) -> Bool {
    for index in self where !predicate(text[index]) { return false }
    return true
  }
}
