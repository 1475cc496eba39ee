import Foundation
import Primitives
import Testing
import TestSupport

@Suite struct Ed25519Tests {
  /// C2SP/CCTV `ed25519`: signatures on which implementations disagree. libsodium's rules are what format.md writes
  /// down; were the set to change with the library, two pods could judge one file differently.
  @Test(.enabled(if: Vectors.arePresent))
  func `of the 914 edge cases exactly these 43 are accepted (rows 29, 37)`() throws {
    struct Vector: Decodable {
      let number: Int
      let key, sig: Hex
      let msg: String
      let flags: Set<String>?
    }
    let vectors = try JSONDecoder().decode(
      [Vector].self, from: Data(try Vectors.read("cctv-ed25519/ed25519vectors.json")))
    let accepted = vectors.filter { isValid($0.sig.bytes, of: Array($0.msg.utf8), by: $0.key.bytes) }
    #expect(accepted.count == 43)
    let numbers = accepted.map { String($0.number) }.joined(separator: " ")
    #expect(sha256(Array(numbers.utf8)) == "77ffed2876b89ad630a52e94f453e0b330aaceff6299270d9a5ab617fe32cae1")
    let refused: Set = ["low_order_R", "low_order_A", "non_canonical_A", "non_canonical_R"]
    #expect(accepted.allSatisfy { refused.isDisjoint(with: $0.flags ?? []) })
    if vectors.count == 914, accepted.count == 43 { Vectors.evidence("cctv-ed25519", vectors.count, of: 914) }
  }

  @Test func `a key, its signature and its X25519 half are those of RFC 8032 and OpenSSL`() {
    // RFC 8032, section 7.1, test 2.
    let seed = SecretBytes(copying: hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb").span)
    let publicKey = Ed25519.publicKey(ofSeed: seed)
    #expect(hex(publicKey) == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    let signature = Ed25519.sign([0x72].span, seed: seed)
    #expect(
      hex(signature)
        == "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")
    #expect(isValid(signature, of: [0x72], by: publicKey))
    let scalar = Ed25519.x25519SecretKey(ofSeed: seed)
    let point = Ed25519.x25519PublicKey(publicKey.span)
    #expect(point == X25519.publicKey(of: scalar))
  }

  @Test func `signatures and keys of other lengths are false, not a crash`() {
    let seed = SecretBytes.random(count: 32)
    let publicKey = Ed25519.publicKey(ofSeed: seed)
    let signature = Ed25519.sign(Span(), seed: seed)
    #expect(isValid(signature, of: [], by: publicKey))
    for count in [0, 1, 31, 63] {
      #expect(!isValid(Array(signature.prefix(count)), of: [], by: publicKey))
      #expect(!isValid(signature, of: [], by: Array((publicKey + publicKey).prefix(count))))
    }
  }

  @Test func `what is no point, or of small order, has no X25519 half (row 29)`() {
    var keys = [0, 1].map { [UInt8($0)] + [UInt8](repeating: 0, count: 31) }
    keys.append([0xEC] + [UInt8](repeating: 0xFF, count: 30) + [0x7F])
    keys.append([2] + [UInt8](repeating: 0, count: 31))
    keys.append(hex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"))
    for key in keys {
      let point = Ed25519.x25519PublicKey(key.span)
      #expect(point == nil)
    }
  }
}
