import Testing

@testable import Sealing

@Suite struct PaddingTests {
  @Test(arguments: [
    (0, 64), (1, 64), (63, 64), (64, 72), (100, 104), (200, 208), (1_000, 1_024), (3_000, 3_072), (100_000, 100_352),
    (500_000, 507_904), (524_288, 540_672),
  ])
  func `a plaintext is padded to its bucket`(count: Int, padded: Int) {
    #expect(Padding.paddedCount(count) == padded)
  }

  @Test func `every length from 0 to 4,096 is padded and unpadded`() {
    var done = 0
    for count in 0...4096 {
      let padded = Padding.paddedCount(count)
      let block = [UInt8](repeating: 0x80, count: count) + [0x80] + [UInt8](repeating: 0, count: padded - count - 1)
      #expect(Padding.isOnScale(padded))
      #expect(Padding.unpaddedCount(block.span) == count)
      if Padding.unpaddedCount(block.span) == count { done += 1 }
    }
    #expect(done == 4097)
    print("evidence: padding-lengths \(done)/4097")
  }

  @Test func `padding that a writer doesn't make is none (row 36)`() {
    let zeros = [UInt8](repeating: 0, count: 64)
    #expect(Padding.unpaddedCount(zeros.span) == nil)
    let noMarker = [UInt8](repeating: 1, count: 64)
    #expect(Padding.unpaddedCount(noMarker.span) == nil)
    // A short value in a bucket larger than its own.
    let tooLong = [UInt8(0x80)] + [UInt8](repeating: 0, count: 71)
    #expect(Padding.unpaddedCount(tooLong.span) == nil)
    let empty: [UInt8] = []
    #expect(Padding.unpaddedCount(empty.span) == nil)
  }

  @Test func `the longest blob is the one of the largest value`() {
    #expect(Padding.paddedCount(Limits.valueCount) + Entry.overhead == Entry.longestBlob)
    #expect(!Entry.isPossible(blobCount: 103))
    #expect(!Entry.isPossible(blobCount: Entry.longestBlob + 1))
  }
}
