import Primitives
import TestSupport
import Testing

@testable import Age

@Suite struct Bech32Tests {
  private let key = [UInt8](repeating: 7, count: 32)

  /// A text of the values given, with a checksum that is right, or bech32m's (BIP 350).
  private func text(_ prefix: String, _ values: [UInt8], isBech32m: Bool = false) -> String {
    let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l")
    var checksum = Bech32Checksum(prefix: Array(prefix.utf8).span)
    for value in values { checksum.absorb(value) }
    var remainder = checksum.digits().reduce(UInt32(0)) { $0 << 5 | UInt32($1) }
    if isBech32m { remainder ^= 1 ^ 0x2BC8_30A3 }
    let digits = (0..<6).map { UInt8(remainder >> (5 * (5 - $0)) & 31) }
    return prefix + "1" + String((values + digits).map { alphabet[Int($0)] })
  }

  private func values(_ bytes: [UInt8], padding: UInt8 = 0) -> [UInt8] {
    var bits = bytes.flatMap { byte in (0..<8).map { byte >> (7 - $0) & 1 } }
    var fill = padding
    while bits.count % 5 != 0 {
      bits.append(fill & 1)
      fill >>= 1
    }
    return stride(from: 0, to: bits.count, by: 5).map { start in bits[start..<(start + 5)].reduce(0) { $0 << 1 | $1 } }
  }

  private func fault(_ text: String) -> Bech32.Fault? {
    do throws(Bech32.Fault) {
      _ = try Bech32.decode(Array(text.utf8).span)
      return nil
    } catch {
      return error
    }
  }

  @Test func `a faultless text is accepted, and is the one that is written`() throws {
    let good = text("age", values(key))
    #expect(fault(good) == nil)
    let written = Bech32.encode(key.span, prefix: "age")
    #expect(written == good)
  }

  @Test func `each fault is found for what it is (row 41)`() {
    let good = text("age", values(key))
    #expect(fault("Age" + good.dropFirst(3)) == .mixedCase)
    for (index, letter) in good.enumerated() where letter.isLetter {
      #expect(fault(good.prefix(index) + letter.uppercased() + good.dropFirst(index + 1)) == .mixedCase)
    }
    #expect(fault(text("age", values(key), isBech32m: true)) == .checksum)
    #expect(fault(text("age", values(key, padding: 0b0010))) == .padding)
    #expect(fault(text("age", values([1, 2, 3, 4, 5]) + [0])) == .padding)
    #expect(fault(String(good.dropLast())) == .checksum)
    #expect(fault("agf" + good.dropFirst(3)) == .checksum)
    for bad in ["b", "i", "o", "é", " ", "\n"] { #expect(fault("age1" + bad + good.dropFirst(5)) == .character) }
    for short in ["", "1", "age", "age1", "age1qqqqq", "1qqqqqq"] { #expect(fault(short) == .separator) }
  }

  @Test func `every changed digit is found (row 41)`() {
    let good = Array(text("age", values(key)).utf8)
    for index in 4..<good.count {
      for digit in "qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8 where digit != good[index] {
        var changed = good
        changed[index] = digit
        #expect(fault(String(decoding: changed, as: UTF8.self)) == .checksum)
      }
    }
  }

  @Test func `each of these faults refuses a recipient, and a wrong prefix too (row 41)`() {
    for bad in [
      text("age", values(key), isBech32m: true), text("age", values(key, padding: 1)), text("age", values(key) + [0]),
      text("agf", values(key)), text("age", values(Array(key.dropLast()))), text("age", values(key + [0])),
      text("age1pq", values(key)), "Age" + text("age", values(key)).dropFirst(3),
    ] {
      #expect(refusal { () throws(AgeError) in try AgeRecipient(parsing: bad) }?.code == .recipient, "\(bad)")
    }
  }

  @Test func `a q before a last p leaves the checksum right, and is refused by the length (row 41)`() throws {
    var tried = 0
    while tried < 3 {
      let text = AgeIdentity.generate(postQuantum: false).recipient.text
      guard text.hasSuffix("p") else { continue }
      tried += 1
      for count in 1...4 {
        let longer = text.dropLast() + String(repeating: "q", count: count) + "p"
        #expect(refusal { () throws(AgeError) in try AgeRecipient(parsing: String(longer)) }?.code == .recipient)
      }
    }
  }

  @Test func `the faults refuse an identity too, without a word of it (row 41)`() {
    let good = text("age-secret-key-", values(key)).uppercased()
    #expect(refusal { () throws(AgeError) in try AgeIdentity(parsing: Array(good.utf8).span) } == nil)
    for bad in [
      good.lowercased(), String(good.dropLast()), good + "Q", good.replacing("U", with: "u"),
      text("age-secret-key-", values(key), isBech32m: true).uppercased(),
      text("age-secret-key-", values(key, padding: 1)).uppercased(),
      text("age-secret-key-", values(key + [0])).uppercased(),
      text("age-secret-key-pq-", values(key + key)).uppercased(),
      "AGE-SECRET-KEY-1", "AGE-SECRET-KEY-1QQQQQ", "AGE-SECRET-KEY-PQ-1QQQQQQ", "AGE-SECRET-KEY-1" + good,
    ] {
      let error = refusal { () throws(AgeError) in try AgeIdentity(parsing: Array(bad.utf8).span) }
      #expect(error?.code == .identity)
      #expect(error?.reason.uppercased().contains("QURSW") == false)
    }
  }

  @Test func `secret text is the public kind in upper case`() throws {
    var generator = SeededGenerator()
    for _ in 0..<1_000 {
      let bytes = generator.bytes(Int.random(in: 0...80, using: &generator))
      let secret = Bech32.encodeSecret(bytes.span, prefix: "AGE-SECRET-KEY-").revealed()
      let open = Bech32.encode(bytes.span, prefix: "age-secret-key-")
      #expect(String(decoding: secret, as: UTF8.self) == open.uppercased())
      let back = try Bech32.decodeSecret(secret.span, prefix: "AGE-SECRET-KEY-").revealed()
      #expect(back == bytes)
      let public_ = try Bech32.decode(Array(open.utf8).span)
      #expect(public_.prefix == "age-secret-key-" && public_.data == bytes)
    }
  }
}
