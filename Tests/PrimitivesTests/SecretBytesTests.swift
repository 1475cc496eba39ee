import Primitives
import Testing

@Suite struct SecretBytesTests {
  @Test(arguments: [0, 1, 31, 32, 127, 128, 129, 4095, 4096, 70_000])
  func `bytes that were not written are zero, those that were stay`(count: Int) {
    let zeros = reveal(SecretBytes(zeros: count))
    #expect(zeros == [UInt8](repeating: 0, count: count))
    let filled = SecretBytes(count: count) { bytes in
      for index in bytes.indices { bytes[index] = UInt8(truncatingIfNeeded: index &* 7) }
    }
    let copy = filled.withBytes { SecretBytes(copying: $0) }
    let isSame = copy.constantTimeEquals(filled)
    #expect(isSame)
    let revealed = reveal(copy)
    #expect(revealed == (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) })
  }

  @Test func `more secrets live at once than the shared page has room for, and none touches another`() {
    var secrets: [SharedSecret] = []
    for round in 0..<3 {
      for number in 0..<100 {
        secrets.append(
          SharedSecret(
            SecretBytes(count: 1 + number % 128) { bytes in
              for index in bytes.indices { bytes[index] = UInt8(number) }
            }))
      }
      for (index, secret) in secrets.enumerated() {
        let expected = UInt8(index % 100)
        let isWhole = secret.bytes.withBytes { bytes in bytes.indices.allSatisfy { bytes[$0] == expected } }
        #expect(isWhole)
      }
      if round < 2 { secrets.removeAll() }
    }
  }

  @Test func `a cell that was given back is erased before it is used again`() {
    for _ in 0..<200 {
      _ = SecretBytes(count: 128) { bytes in for index in bytes.indices { bytes[index] = 0xAB } }
      // Written in part: what the last owner left would show.
      let next = SecretBytes(count: 128) { $0[0] = 1 }
      let revealed = reveal(next)
      #expect(revealed == [1] + [UInt8](repeating: 0, count: 127))
    }
  }

  @Test func `threads take and give back cells without ever sharing one`() async {
    await withTaskGroup(of: Bool.self) { group in
      for task in 0..<8 {
        group.addTask {
          for round in 0..<2_000 {
            let mark = UInt8(truncatingIfNeeded: task &* 31 &+ round)
            let secret = SecretBytes(count: 64) { bytes in
              for index in bytes.indices { bytes[index] = mark }
            }
            guard secret.withBytes({ bytes in bytes.indices.allSatisfy { bytes[$0] == mark } }) else { return false }
          }
          return true
        }
      }
      for await isWhole in group { #expect(isWhole) }
    }
  }

  @Test func `secrets are equal by their bytes and lengths`() {
    #expect(areEqual("abc", "abc"))
    #expect(!areEqual("abc", "abd"))
    #expect(!areEqual("abc", "abcd"))
    #expect(areEqual("", ""))
  }

  @Test func `random secrets differ`() {
    let isSame = SecretBytes.random(count: 16).constantTimeEquals(SecretBytes.random(count: 16))
    #expect(!isSame)
    #expect(Random.bytes(16) != Random.bytes(16))
    #expect(Random.bytes(0).isEmpty)
  }

  private func areEqual(_ a: StaticString, _ b: StaticString) -> Bool {
    SecretBytes(utf8: a).constantTimeEquals(SecretBytes(utf8: b))
  }
}
