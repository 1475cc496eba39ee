import Primitives
import Testing
import TestSupport

/// All 1,569 vectors of C2SP/wycheproof for what the project uses; none is skipped.
@Suite(.enabled(if: Vectors.arePresent)) struct WycheproofTests {
  @Test func `all of them end as they say (rows 28, 37)`() throws {
    let done = [try x25519(), try xChaCha(), try chaCha(), try ed25519(), try hkdf(), try hmac()]
    #expect(done == [518, 315, 325, 151, 86, 174])
    let sum = done.reduce(0, +)
    if sum == 1569 { Vectors.evidence("wycheproof", sum, of: 1569) }
  }

  // What this API can't express is a programmer's mistake, and stops the program.

  @Test(arguments: [0, 8, 11, 13, 14, 16, 20, 24, 32])
  func `a nonce of another length than 12 is refused`(count: Int) async {
    await #expect(processExitsWith: .failure) { [count] in
      var output = [UInt8](repeating: 0, count: 16)
      var span = output.mutableSpan
      let key = [UInt8](repeating: 0, count: 32)
      let nonce = [UInt8](repeating: 0, count: count)
      AEAD.chaChaPoly.seal(Span(), key: key.span, nonce: nonce.span, authenticating: Span(), into: &span)
    }
  }

  @Test(arguments: [0, 8, 11, 12, 13, 14, 16, 20, 32])
  func `a nonce of another length than 24 is refused`(count: Int) async {
    await #expect(processExitsWith: .failure) { [count] in
      var output = [UInt8](repeating: 0, count: 16)
      var span = output.mutableSpan
      let key = [UInt8](repeating: 0, count: 32)
      let nonce = [UInt8](repeating: 0, count: count)
      AEAD.xChaChaPoly.seal(Span(), key: key.span, nonce: nonce.span, authenticating: Span(), into: &span)
    }
  }

  @Test func `deriving more than 255 blocks is refused`() async {
    await #expect(processExitsWith: .failure) {
      _ = HKDF.sha256(secret: Span(), salt: Span(), info: Span(), count: 8161)
    }
  }

  // MARK: The files

  private func x25519() throws -> Int {
    struct Vector: Decodable {
      let tcId: Int
      let flags: Set<String>
      let `public`, `private`, shared: Hex
    }
    var done = 0
    var zeros = 0
    for vector in try Wycheproof<WycheproofGroup<Vector>>.read("x25519").testGroups.flatMap(\.tests) {
      let scalar = SecretBytes(copying: vector.private.bytes.span)
      let shared = sharedSecret(scalar, vector.public.bytes)
      if vector.flags.contains("ZeroSharedSecret") {
        #expect(vector.shared.bytes.allSatisfy { $0 == 0 })
        #expect(shared == nil, "x25519 \(vector.tcId): a point of small order")
        zeros += 1
      } else {
        #expect(shared == vector.shared.bytes, "x25519 \(vector.tcId)")
      }
      let isSmallOrder = X25519.isSmallOrder(vector.public.bytes.span)
      #expect(isSmallOrder == (shared == nil), "x25519 \(vector.tcId)")
      done += 1
    }
    #expect(zeros == 31)
    return done
  }

  private func xChaCha() throws -> Int {
    try aead("xchacha20_poly1305", nonceCount: AEAD.xChaChaPoly.nonceCount) { vector, output in
      AEAD.xChaChaPoly.seal(
        vector.msg.bytes.span, key: vector.key.bytes.span, nonce: vector.iv.bytes.span,
        authenticating: vector.aad.bytes.span, into: &output)
    } open: { (vector, ciphertext, output) throws(AuthenticationFailure) in
      try AEAD.xChaChaPoly.open(
        ciphertext, key: vector.key.bytes.span, nonce: vector.iv.bytes.span, authenticating: vector.aad.bytes.span,
        into: &output)
    }
  }

  private func chaCha() throws -> Int {
    try aead("chacha20_poly1305", nonceCount: AEAD.chaChaPoly.nonceCount) { vector, output in
      AEAD.chaChaPoly.seal(
        vector.msg.bytes.span, key: vector.key.bytes.span, nonce: vector.iv.bytes.span,
        authenticating: vector.aad.bytes.span, into: &output)
    } open: { (vector, ciphertext, output) throws(AuthenticationFailure) in
      try AEAD.chaChaPoly.open(
        ciphertext, key: vector.key.bytes.span, nonce: vector.iv.bytes.span, authenticating: vector.aad.bytes.span,
        into: &output)
    }
  }

  private struct AEADVector: Decodable {
    let tcId: Int
    let key, iv, aad, msg, ct, tag: Hex
    let result: WycheproofResult
  }

  private func aead(
    _ name: String, nonceCount: Int, seal: (AEADVector, inout MutableSpan<UInt8>) -> Void,
    open: (AEADVector, Span<UInt8>, inout MutableSpan<UInt8>) throws(AuthenticationFailure) -> Void
  ) throws -> Int {
    var done = 0
    for vector in try Wycheproof<WycheproofGroup<AEADVector>>.read(name).testGroups.flatMap(\.tests) {
      done += 1
      guard vector.iv.bytes.count == nonceCount else {
        // Refused by the tests above, which name each of these lengths.
        #expect(vector.result == .invalid && [0, 8, 11, 12, 13, 14, 16, 20, 24, 32].contains(vector.iv.bytes.count))
        continue
      }
      let sealed = vector.ct.bytes + vector.tag.bytes
      var plaintext = [UInt8](repeating: 0xAA, count: vector.ct.bytes.count)
      var opened = true
      do throws(AuthenticationFailure) {
        var output = plaintext.mutableSpan
        try open(vector, sealed.span, &output)
      } catch {
        opened = false
      }
      #expect(opened == (vector.result == .valid), "\(name) \(vector.tcId)")
      // Where it doesn't open, nothing of the plaintext is left.
      #expect(opened ? plaintext == vector.msg.bytes : plaintext.allSatisfy { $0 == 0 }, "\(name) \(vector.tcId)")

      var ciphertext = [UInt8](repeating: 0, count: vector.msg.bytes.count + 16)
      var output = ciphertext.mutableSpan
      seal(vector, &output)
      #expect((ciphertext == sealed) == (vector.result == .valid), "\(name) \(vector.tcId)")
    }
    return done
  }

  private func ed25519() throws -> Int {
    struct Vector: Decodable {
      let tcId: Int
      let msg, sig: Hex
      let result: WycheproofResult
    }
    struct Group: Decodable {
      struct Key: Decodable { let pk: Hex }
      let publicKey: Key
      let tests: [Vector]
    }
    var done = 0
    for group in try Wycheproof<Group>.read("ed25519").testGroups {
      for vector in group.tests {
        let isGood = isValid(vector.sig.bytes, of: vector.msg.bytes, by: group.publicKey.pk.bytes)
        #expect(isGood == (vector.result == .valid), "ed25519 \(vector.tcId)")
        done += 1
      }
    }
    return done
  }

  private func hkdf() throws -> Int {
    struct Vector: Decodable {
      let tcId, size: Int
      let ikm, salt, info, okm: Hex
      let result: WycheproofResult
    }
    var done = 0
    for vector in try Wycheproof<WycheproofGroup<Vector>>.read("hkdf_sha256").testGroups.flatMap(\.tests) {
      done += 1
      guard vector.size <= HKDF.maximumCount else {
        // Refused by the test above.
        #expect(vector.result == .invalid && vector.size == 8161)
        continue
      }
      let key = HKDF.sha256(
        secret: vector.ikm.bytes.span, salt: vector.salt.bytes.span, info: vector.info.bytes.span, count: vector.size)
      #expect(vector.result == .valid)
      let revealed = reveal(key)
      #expect(revealed == vector.okm.bytes, "hkdf \(vector.tcId)")
    }
    return done
  }

  private func hmac() throws -> Int {
    struct Vector: Decodable {
      let tcId: Int
      let key, msg, tag: Hex
      let result: WycheproofResult
    }
    var done = 0
    for vector in try Wycheproof<WycheproofGroup<Vector>>.read("hmac_sha256").testGroups.flatMap(\.tests) {
      var code = HMACSHA256(key: vector.key.bytes.span)
      code.update(vector.msg.bytes.span)
      // The project uses whole codes: one that was cut is compared by its beginning here, and refused by `isValid`.
      let bytes = code.finalize()
      #expect(bytes.starts(with: vector.tag.bytes) == (vector.result == .valid), "hmac \(vector.tcId)")
      var again = HMACSHA256(key: vector.key.bytes.span)
      again.update(vector.msg.bytes.span)
      let isWhole = vector.tag.bytes.count == HMACSHA256.byteCount
      let isAccepted = again.isValid(vector.tag.bytes.span)
      #expect(isAccepted == (isWhole && vector.result == .valid), "hmac \(vector.tcId)")
      done += 1
    }
    return done
  }
}
