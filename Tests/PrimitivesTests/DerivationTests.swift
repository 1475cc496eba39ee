import Foundation
import Primitives
import Testing

/// Hashes and what is derived with them, against the examples of their standards.
@Suite struct DerivationTests {
  @Test func `SHA-256 and SHA-512 are those of FIPS 180-4`() {
    #expect(sha256([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(sha256(abc) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    let long = hex(SHA512.hash(abc.span))
    #expect(
      long
        == "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f")
  }

  @Test func `a hash in pieces is the hash of the whole`() {
    var hash = SHA256()
    for byte in abc { hash.update([byte].span) }
    hash.update(Span())
    #expect(hex(hash.finalize()) == sha256(abc))
  }

  @Test func `HKDF gives the three answers of RFC 5869`() {
    func derive(_ ikm: [UInt8], _ salt: [UInt8], _ info: [UInt8], _ count: Int) -> String {
      hex(reveal(HKDF.sha256(secret: ikm.span, salt: salt.span, info: info.span, count: count)) ?? [])
    }
    #expect(
      derive([UInt8](repeating: 0x0B, count: 22), Array(0...0x0C), Array(0xF0...0xF9), 42)
        == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865")
    #expect(
      derive(Array(0...0x4F), Array(0x60...0xAF), Array(0xB0...0xFF), 82)
        == "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
        + "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87")
    #expect(
      derive([UInt8](repeating: 0x0B, count: 22), [], [], 42)
        == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8")
    #expect(derive([1], [], [], 0).isEmpty)
    #expect(derive([1], [], [], HKDF.maximumCount).count == 2 * 8160)
  }

  @Test func `scrypt gives the answer of RFC 7914`() {
    let key = Scrypt.derive(
      passphrase: SecretBytes(utf8: "pleaseletmein"), salt: Array("SodiumChloride".utf8).span, workFactor: 14, count: 64
    )
    let revealed = reveal(key)
    #expect(
      revealed.map { hex($0) }
        == "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
        + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887")
  }

  @Test func `constant-time equality compares bytes and lengths`() {
    #expect(areEqual([], []))
    #expect(areEqual(abc, abc))
    #expect(!areEqual(abc, [0x61, 0x62, 0x64]))
    #expect(!areEqual(abc, [0x61, 0x62]))
  }

  private let abc = Array("abc".utf8)

  private func areEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool { ConstantTime.equal(a.span, b.span) }
}
