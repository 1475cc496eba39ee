/// Where the lines of a text begin, for places that are asked for in any order.
struct LineStarts {
  private let starts: [Int]

  init(of bytes: Span<UInt8>) {
    var starts = [0]
    for index in bytes.indices where bytes[index] == 0x0A { starts.append(index + 1) }
    self.starts = starts
  }

  /// From 1.
  func line(of offset: Int) -> Int {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  /// From 1, in Unicode scalars.
  func column(of offset: Int, in bytes: Span<UInt8>) -> Int {
    let start = starts[line(of: offset) - 1]
    return (start..<min(offset, bytes.count)).count { bytes[$0] & 0xC0 != 0x80 } + 1
  }
}
