/// Bytes to put in the place of others.
struct Splice: Sendable {
  let range: Range<Int>
  let text: [UInt8]

  init(_ range: Range<Int>, _ text: String) { (self.range, self.text) = (range, Array(text.utf8)) }
  init(_ range: Range<Int>, _ text: [UInt8]) { (self.range, self.text) = (range, text) }

  /// The bytes with all splices made; nil where two of them touch the same bytes.
  ///
  /// - Parameter splices: where several are made at one place, in the order in which their texts are to stand.
  static func apply(_ splices: [Splice], to bytes: [UInt8]) -> [UInt8]? {
    let ordered = splices.enumerated().sorted {
      ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
    }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + splices.reduce(0) { $0 + $1.text.count })
    var place = 0
    for (_, splice) in ordered {
      guard splice.range.lowerBound >= place, splice.range.upperBound <= bytes.count else { return nil }
      result += bytes[place..<splice.range.lowerBound]
      result += splice.text
      place = splice.range.upperBound
    }
    return result + bytes[place...]
  }
}
