/// The text that workloads are read from, and where its lines begin: every place in a workload is known by line and column.
struct WorkloadSource: Sendable {
  private let bytes: [UInt8]
  private let lines: [Int]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    lines = [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
  }

  func position(of offset: Int) -> TextPosition {
    let line = lines.partitionIndex { $0 > offset } - 1
    let before = bytes[lines[line]..<min(offset, bytes.count)]
    return TextPosition(line: line + 1, column: before.count { $0 & 0xC0 != 0x80 } + 1)
  }
}

extension [Int] {
  /// The first index of which `isAfter` is true, in a list where it is so for all that follow.
  fileprivate func partitionIndex(_ isAfter: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isAfter(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
