import Primitives

/// Marks before the lines of a text, so that none equals one of another side.
///
/// Half of one sealed file and half of another is of no use to anybody, but a merge of lines finds what they have in
/// common. What is marked comes out whole, between one pair of conflict markers.
struct LineMarks {
  private let nonce = Random.bytes(12).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()

  private func mark(_ side: MergeSide) -> [UInt8] { Array("\(nonce)-\(side.rawValue) ".utf8) }

  func marking(_ text: [UInt8], as side: MergeSide) -> [UInt8] {
    let mark = mark(side)
    var marked: [UInt8] = []
    marked.reserveCapacity(text.count + text.count / 2)
    var isStart = true
    for byte in text {
      if isStart { marked += mark }
      marked.append(byte)
      isStart = byte == 0x0A
    }
    return marked
  }

  func removing(from text: [UInt8]) -> [UInt8] {
    let marks = [MergeSide.base, .ours, .theirs].map(mark)
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var rest = text[...]
    let first = Array(nonce.utf8)[0]
    while let byte = rest.first {
      if byte == first, let mark = marks.first(where: rest.starts(with:)) {
        rest = rest.dropFirst(mark.count)
      } else {
        result.append(byte)
        rest = rest.dropFirst()
      }
    }
    return result
  }
}
