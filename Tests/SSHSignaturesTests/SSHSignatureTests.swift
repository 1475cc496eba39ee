import Primitives
import SSHSignatures
import Testing
import TestSupport

@Suite struct SSHSignatureVectorTests {
  /// What the fault of a case is worth to this module: the frame, the verification, or neither.
  private static let faults: [String: SSHError.Code] = [
    "signature_base64_not_canonical": .format,
    "signature_bytes_left_over": .format,
    "signature_line_width": .format,
    "signature_not_ended": .format,
    "signature_trailing_line": .format,
    "signature_hardware_without_presence": .signature,
    "signature_of_other_bytes": .signature,
    "signature_reserved_not_empty": .signature,
    "signature_sha256": .signature,
    "signature_version_2": .signature,
    "signed_then_layer_cut": .signature,
    "signed_then_revision_changed": .signature,
  ]

  @Test(.enabled(if: Vectors.arePresent), arguments: SealedVector.all.filter { faults[$0.vector] != nil })
  func `a faulty signature has the class of its fault`(vector: SealedVector) throws {
    let file = try vector.files()[0]
    let expected = try #require(Self.faults[vector.vector])
    let error = #expect(throws: SSHError.self) {
      for block in file.blocks {
        _ = try SSHSignature(armored: block.span).verify(file.signed.span, namespace: SealedVector.namespace)
      }
    }
    #expect(error?.code == expected, "\(String(describing: error))")
  }

  @Test(.enabled(if: Vectors.arePresent))
  func `every signature of a good file verifies and is written as it was read`() throws {
    var blocks = 0
    for vector in SealedVector.all {
      guard case .values = vector.expect else { continue }
      for file in try vector.files() {
        for block in file.blocks {
          let signature = try SSHSignature(armored: block.span)
          #expect(signature.armored == block)
          let key = try signature.verify(file.signed.span, namespace: SealedVector.namespace)
          #expect(key.blob == signature.publicKeyBlob)
          blocks += 1
        }
      }
    }
    #expect(blocks > 40)
    #expect(Self.faults.count == SealedVector.all.filter { Self.faults[$0.vector] != nil }.count)
  }
}

@Suite struct SSHSignatureTests {
  private let message = Array("message".utf8)

  private func verify(_ frame: Frame, _ message: [UInt8]? = nil) throws(SSHError) -> SSHPublicKey {
    let message = message ?? self.message
    return try SSHSignature(armored: frame.armored.span).verify(message.span, namespace: Frame.namespace)
  }

  private func expect(_ code: SSHError.Code, _ frame: Frame, _ location: SourceLocation = #_sourceLocation) {
    let error = #expect(throws: SSHError.self, sourceLocation: location) { try verify(frame) }
    #expect(error?.code == code, "\(error?.reason ?? "")", sourceLocation: location)
  }

  @Test func `a software key's signature verifies`() throws {
    let seed = countedSeed()
    #expect(try verify(.software(message, seed: seed)).bytes == Ed25519.publicKey(ofSeed: seed))
  }

  @Test func `a token's signature verifies, whatever its other flags and its application`() throws {
    for flags: UInt8 in [0x01, 0x05, 0xFF] {
      for application in ["ssh:", "ssh:seal", ""] {
        let frame = Frame.token(message, seed: countedSeed(), application: Array(application.utf8), flags: flags)
        #expect(try verify(frame).kind == .securityKeyEd25519(application: Array(application.utf8)))
      }
    }
  }

  @Test func `a token that nobody touched is refused`() {
    expect(.signature, .token(message, seed: countedSeed(), flags: 0))
    expect(.signature, .token(message, seed: countedSeed(), flags: 0xFE))
  }

  @Test func `a signature has exactly the bytes that its type asks for`() {
    expect(.signature, .token(message, seed: countedSeed()) { $0.leftOver.removeLast() })
    expect(.signature, .token(message, seed: countedSeed()) { $0.leftOver.append(0) })
    expect(.signature, .token(message, seed: countedSeed()) { $0.leftOver = [] })
    expect(.signature, .token(message, seed: countedSeed(), extra: [0]))
    expect(.signature, .software(message, seed: countedSeed(), inner: { $0.leftOver = [1, 0, 0, 0, 7] }))
    expect(.signature, .software(message, seed: countedSeed(), inner: { $0.signature.removeLast() }))
    expect(.signature, .software(message, seed: countedSeed(), inner: { $0.signature.append(0) }))
    expect(.signature, .software(message, seed: countedSeed(), inner: { $0.signature = [] }))
    expect(.signature, .software(message, seed: countedSeed(), change: { $0.publicKey.append(0) }))
    expect(.signature, .software(message, seed: countedSeed(), change: { $0.publicKey.removeLast() }))
  }

  @Test func `an S above the group order, a weak A or R and trailing bytes are refused (row 37)`() throws {
    // S + L verifies wherever S is not compared with L.
    let order: [UInt8] = [
      0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7, 0xA2, 0xDE, 0xF9, 0xDE, 0x14,
      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ]
    expect(
      .signature,
      .software(
        message, seed: countedSeed(),
        inner: { inner in
          var carry = 0
          for index in 0..<32 {
            carry += Int(inner.signature[32 + index]) + Int(order[index])
            inner.signature[32 + index] = UInt8(carry & 255)
            carry >>= 8
          }
        }))
    // R is the neutral point and S = k * a: the equation holds, and OpenSSL accepts it.
    let neutral = [1] + [UInt8](repeating: 0, count: 31)
    let s: [UInt8] = [
      0x35, 0xC1, 0x3B, 0x93, 0x25, 0x87, 0x8D, 0x52, 0xC1, 0x74, 0x31, 0x53, 0x4D, 0xAD, 0xD0, 0x6B,
      0xB7, 0xA4, 0x71, 0xE0, 0x3F, 0x44, 0xB5, 0x6C, 0x3C, 0x33, 0x66, 0xBD, 0xA8, 0x0B, 0x1A, 0x06,
    ]
    expect(.signature, .software(message, seed: countedSeed(), inner: { $0.signature = neutral + s }))
    // A and R are the neutral point and S is 0: a signature of every message, which OpenSSL accepts too.
    expect(
      .signature,
      .software(
        message, seed: countedSeed(), change: { $0.publicKey = wire(Array("ssh-ed25519".utf8)) + wire(neutral) },
        inner: { $0.signature = neutral + [UInt8](repeating: 0, count: 32) }))
    expect(.signature, .software(message, seed: countedSeed(), inner: { $0.leftOver = [0] }))
  }

  @Test func `another version, hash, reserved field or key type is refused, trailing bytes are no frame (row 38)`() {
    expect(.signature, .software(message, seed: countedSeed(), change: { $0.version = 2 }))
    expect(.signature, .software(message, seed: countedSeed(), change: { $0.version = 0 }))
    expect(.signature, .software(message, seed: countedSeed(), change: { $0.hash = "sha256" }))
    expect(.signature, .software(message, seed: countedSeed(), change: { $0.hash = "SHA512" }))
    expect(.signature, .software(message, seed: countedSeed(), change: { $0.reserved = [0] }))
    for type in ["ssh-rsa", "ecdsa-sha2-nistp256", "ssh-ed25519-cert-v01@openssh.com", ""] {
      let key = wire(Array(type.utf8)) + wire(Ed25519.publicKey(ofSeed: countedSeed()))
      expect(
        .signature,
        .software(message, seed: countedSeed(), change: { $0.publicKey = key }, inner: { $0.type = type }))
      // The key is ours, the signature claims to be of the other type.
      expect(.signature, .software(message, seed: countedSeed(), inner: { $0.type = type }))
    }
    expect(.format, .software(message, seed: countedSeed(), change: { $0.leftOver = [0] }))
    expect(.format, .software(message, seed: countedSeed(), change: { $0.magic = Array("SSHSIg".utf8) }))
  }

  @Test func `a signature in another namespace is refused (row 11)`() {
    for namespace in ["git", "file", "", "seal-v1@sealed-manifests.dev\0", "Seal-v1@sealed-manifests.dev"] {
      expect(.signature, .software(message, seed: countedSeed(), change: { $0.namespace = Array(namespace.utf8) }))
    }
  }

  @Test func `a field that is changed after signing is refused, though what was signed is right`() {
    let changes: [(inout Frame) -> Void] = [
      { $0.reserved = [0] }, { $0.namespace = Array("git".utf8) }, { $0.namespace = [] }, { $0.hash = "sha256" },
      { $0.version = 2 },
    ]
    for change in changes {
      var frame = Frame.software(message, seed: countedSeed())
      change(&frame)
      expect(.signature, frame)
    }
  }

  @Test func `a signature of another message is refused`() {
    #expect(throws: SSHError(.signature, "")) {
      try verify(.software(message, seed: countedSeed()), Array("Message".utf8))
    }
  }

  @Test func `armor that would be written otherwise is no frame`() throws {
    let good = Frame.software(message, seed: countedSeed()).armored
    let base64 = Base64.encode(Frame.software(message, seed: countedSeed()).blob.span, padding: .required)
    _ = try SSHSignature(armored: good.span)
    let text = String(decoding: good, as: UTF8.self)
    let faulty: [[UInt8]] = [
      [], Array(good.dropLast()), good + [0x0A], [0x0A] + good, Array((SSHSignature.begin + "\n").utf8),
      Array((SSHSignature.begin + "\n" + SSHSignature.end + "\n").utf8),
      Array((SSHSignature.begin + "\n\n" + SSHSignature.end + "\n").utf8),
      Array(text.replacing("\n", with: "\r\n").utf8), Array(text.replacing("BEGIN", with: "Begin").utf8),
      Array(text.replacing("\n-----END", with: "\n\n-----END").utf8),
      Array(text.replacing("\n-----END", with: "-----END").utf8),
      Array(text.replacing("U1NI", with: "U1N ").utf8),
      Frame.armored(base64, columns: 64), Frame.armored(base64, columns: 71), Frame.armored(base64, columns: 1000),
    ]
    for text in faulty {
      #expect(throws: SSHError(.format, "")) { try SSHSignature(armored: text.span) }
    }
    // The token's blob ends in a group of one byte.
    let padded = String(decoding: Frame.token(message, seed: countedSeed()).armored, as: UTF8.self)
    for fault in [padded.replacing("Bw==", with: "Bw"), padded.replacing("Bw==", with: "Bx==")] {
      #expect(fault != padded)
      #expect(throws: SSHError(.format, "")) { try SSHSignature(armored: Array(fault.utf8).span) }
    }
    // Armor of a full last line has no empty line behind it.
    let full = Frame.software(message, seed: countedSeed(), change: { $0.hash += "-and-therest" })
    #expect(full.blob.count == 210)
    #expect(try SSHSignature(armored: full.armored.span).armored == full.armored)
  }

  @Test func `reading and writing 2,000 random frames gives the same bytes`() throws {
    var random = SeededGenerator()
    for _ in 0..<2_000 {
      let frame = Frame(
        version: UInt32.random(in: 0...UInt32.max, using: &random), publicKey: random.bytes(0...80),
        namespace: random.bytes(0...40), reserved: random.bytes(0...3), signature: random.bytes(0...120))
      let signature = try SSHSignature(armored: frame.armored.span)
      #expect(signature.armored == frame.armored)
      #expect(signature.publicKeyBlob == frame.publicKey)
    }
  }

  @Test func `1,000 frames with one random byte changed are refused, or written as they were read`() throws {
    var random = SeededGenerator()
    let good = Frame.token(message, seed: countedSeed()).armored
    for _ in 0..<1_000 {
      var text = good
      text[Int.random(in: 0..<text.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      do throws(SSHError) {
        #expect(try SSHSignature(armored: text.span).armored == text)
      } catch {
        #expect(error.code == .format)
      }
    }
  }

  @Test func `no signature with one bit flipped verifies`() throws {
    var flips = 0
    for frame in [Frame.software(message, seed: countedSeed()), .token(message, seed: countedSeed())] {
      let blob = frame.blob
      for bit in 0..<(blob.count * 8) {
        var flipped = blob
        flipped[bit / 8] ^= 1 << (bit % 8)
        let armored = Frame.armored(Base64.encode(flipped.span, padding: .required))
        #expect(throws: SSHError.self, "bit \(bit)") {
          try SSHSignature(armored: armored.span).verify(message.span, namespace: Frame.namespace)
        }
        flips += 1
      }
    }
    #expect(flips > 2_000)
  }
}
