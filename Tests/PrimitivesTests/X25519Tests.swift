import Primitives
import Testing

@Suite struct X25519Tests {
  @Test func `Bob's side of RFC 7748's exchange comes to its secret`() {
    let bob = SecretBytes(copying: hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb").span)
    let publicKey = X25519.publicKey(of: bob)
    #expect(hex(publicKey) == "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f")
    let alice = hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")
    let shared = sharedSecret(bob, alice)
    #expect(shared == hex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"))
  }

  @Test func `the list of points of small order says what a multiplication says (row 28)`() {
    let scalar = SecretBytes.random(count: 32)
    var points: [[UInt8]] = []
    // Around 0 and p, with the bit that doesn't count and without, are all encodings that aren't canonical.
    for low in UInt8.min ... .max {
      for high: UInt8 in [0, 0x80] {
        points.append([low] + [UInt8](repeating: 0, count: 30) + [high])
        points.append([low] + [UInt8](repeating: 0xFF, count: 30) + [0x7F | high])
      }
    }
    for _ in 0..<200 { points.append(Random.bytes(32)) }
    var found = 0
    for point in points {
      let isSmall = X25519.isSmallOrder(point.span)
      let isZero = sharedSecret(scalar, point) == nil
      #expect(isSmall == isZero, "\(hex(point))")
      if isSmall { found += 1 }
    }
    #expect(found == 10)
  }
}
