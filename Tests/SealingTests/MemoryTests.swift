import Foundation
import Primitives
import Testing

@testable import Sealing

/// Looks through the memory of this very process for a plaintext that should be gone.
@Suite(.serialized) struct MemoryTests {
  let alice = Author("alice@example.com")
  let production = Reader("production")

  /// The canary, byte by byte: it never stands anywhere as a whole but in the secret.
  private func canary(_ index: Int) -> UInt8 { UInt8(truncatingIfNeeded: (index &* 151) ^ (index >> 1) ^ 0x5A) }
  private let count = 48

  @Test func `an opened value that ended is nowhere in memory (row 74)`() throws {
    var secret: SharedSecret? = SharedSecret(
      SecretBytes(count: count) { bytes in
        for index in 0..<count { bytes[index] = canary(index) }
      })
    #expect(try occurrences() > 0, "the search doesn't find what is there")

    let file = try SealedFile.seal(
      namespace: Fixtures.namespace, name: Fixtures.name, values: ["canary": try #require(secret)],
      to: [try production.recipient]
    ).signed(by: alice.signer)
    secret = nil
    try openOnce(file)
    #expect(try occurrences() == 0)
  }

  private func openOnce(_ file: SealedFile) throws {
    let acceptance = try Acceptance(
      try NameRequest.parse([Fixtures.name]),
      entries: [SealedEntry(entryName: Fixtures.entryName, bytes: file.bytes)], policy: try policy(trusting: [alice]))
    let opened = try acceptance.open(with: try production.identities)
    #expect(opened[0].values.keys == ["canary"])
    #expect(try occurrences() > 0)
  }

  /// How often the canary stands in memory that this process can write.
  ///
  /// One buffer, erased at the end, takes the memory piece by piece: a copy that the search left behind would be found by
  /// the next one.
  private func occurrences() throws -> Int {
    // A file of /proc says that its size is 0, so it is read to its end.
    let file = try #require(FileHandle(forReadingAtPath: "/proc/self/maps"))
    let maps = String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
    let memory = try #require(FileHandle(forReadingAtPath: "/proc/self/mem"))
    defer { try? memory.close() }
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    defer { for index in buffer.indices { buffer[index] = 0 } }
    let own = unsafe buffer.withUnsafeBytes { UInt64(UInt(bitPattern: $0.baseAddress)) }
    let ownEnd = own + UInt64(buffer.count)

    var found = 0
    for line in maps.split(separator: "\n") {
      let fields = line.split(separator: " ", omittingEmptySubsequences: true)
      let range = fields[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
      guard fields[1].hasPrefix("rw"), range.count == 2 else { continue }
      var position = range[0]
      while position < range[1] {
        let room = min(buffer.count, Int(range[1] - position))
        let count = unsafe pread(memory.fileDescriptor, &buffer, room, off_t(position))
        guard count >= self.count else { break }
        for index in 0...(count - self.count) where buffer[index] == canary(0) {
          let address = position + UInt64(index)
          guard !(own..<ownEnd).contains(address) else { continue }
          if (1..<self.count).allSatisfy({ buffer[index + $0] == canary($0) }) { found += 1 }
        }
        if UInt64(count) == range[1] - position { break }
        position += UInt64(count - self.count + 1)
      }
    }
    return found
  }
}
