import Primitives
import Sealing
import Testing
import Workspace

@Suite struct GeneratedValueTests {
  @Test(arguments: [
    (GeneratedValue.Alphabet.alphanumeric, 62), (.hex, 16), (.base64url, 64), (.printable, 94),
  ])
  func `every character of an alphabet comes as often as any other`(
    _ alphabet: GeneratedValue.Alphabet, _ size: Int
  ) throws {
    let value = try GeneratedValue(length: 4096, of: alphabet)
    var counts = [Int](repeating: 0, count: 256)
    for _ in 0..<size {
      value.generate().withBytes { bytes in for index in bytes.indices { counts[Int(bytes[index])] += 1 } }
    }
    let seen = counts.filter { $0 > 0 }
    #expect(seen.count == size)
    // 4,096 of each are expected, with a standard deviation of 64: eight of those are as good as never passed.
    #expect(seen.allSatisfy { abs($0 - 4096) < 512 })
  }

  @Test func `no two values are the same`() throws {
    let value = try GeneratedValue(length: 32, of: .hex)
    let isSame = value.generate().constantTimeEquals(value.generate())
    #expect(!isSame)
  }

  @Test(arguments: [7, 4097, 0, -1])
  func `a length that is a slip is refused`(_ length: Int) {
    #expect(throws: SealError(.usage, "")) { try GeneratedValue(length: length, of: .hex) }
  }
}
