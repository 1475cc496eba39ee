import Primitives
import TestSupport
import Testing

@testable import Age

@Suite struct AgeFileTests {
  @Test func `what was sealed opens, for each recipient and nobody else`() throws {
    var generator = SeededGenerator()
    let classic: [AgeIdentity] = [
      .generate(postQuantum: false), .generate(postQuantum: false),
      .sshEd25519(SSHEd25519Identity(seed: SharedSecret(SecretBytes.random(count: 32)))),
    ]
    let hybrid: [AgeIdentity] = [.generate(postQuantum: true), .generate(postQuantum: true)]
    let strangers: [AgeIdentity] = [
      .generate(postQuantum: false), .generate(postQuantum: true),
      .sshEd25519(SSHEd25519Identity(seed: SharedSecret(SecretBytes.random(count: 32)))),
    ]
    for number in 0..<1_000 {
      let pool = number % 8 == 0 ? hybrid : classic
      let readers = pool.shuffled(using: &generator).prefix(Int.random(in: 1...pool.count, using: &generator))
      let plaintext = generator.bytes(Int.random(in: 0...300, using: &generator))
      var file = try AgeFile.seal(plaintext.span, to: readers.map(\.recipient))
      if number % 2 == 0 { file = AgeArmor.encode(file.span) }
      let reader = readers.randomElement(using: &generator)!
      let opened = try AgeFile.open(file.span, with: strangers + [reader]).revealed()
      #expect(opened == plaintext)
      #expect(refusal { () throws(AgeError) in try AgeFile.open(file.span, with: strangers) }?.code == .noMatch)
    }
  }

  @Test func `post-quantum and classic recipients never stand together (row 39)`() {
    let classic = AgeIdentity.generate(postQuantum: false).recipient
    let hybrid = AgeIdentity.generate(postQuantum: true).recipient
    for mixture in [[classic, hybrid], [hybrid, classic], [hybrid, hybrid, classic], []] {
      #expect(refusal { () throws(AgeError) in _ = try AgeFile.seal(Span(), to: mixture) }?.code == .recipient)
    }
  }

  @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 131_071, 131_072, 131_073])
  func `a payload of any number of chunks opens whole, and cut or changed not at all (row 33)`(count: Int) throws {
    let plaintext = Random.bytes(count)
    let fileKey = SecretBytes.random(count: 16)
    let payload = AgePayload.seal(plaintext.span, fileKey: fileKey)
    #expect(payload.count == 16 + count + 16 * max(1, (count + 65_535) / 65_536))
    let opened = try AgePayload.open(payload.span, fileKey: fileKey).revealed()
    #expect(opened == plaintext)

    func code(_ payload: [UInt8]) -> AgeError.Code? {
      refusal { () throws(AgeError) in try AgePayload.open(payload.span, fileKey: fileKey) }?.code
    }
    for cut in [payload.count - 1, payload.count - 16, payload.count - 17, 16, 31, 32] where cut < payload.count {
      #expect(code(Array(payload.prefix(max(16, cut)))) == .payload)
    }
    for cut in 0..<16 { #expect(code(Array(payload.prefix(cut))) == .header) }
    if count >= 65_536 { #expect(code(Array(payload.prefix(16 + 65_552))) == (count == 65_536 ? nil : .payload)) }
    #expect(code(payload + [0]) == .payload)
    #expect(code(payload + [UInt8](repeating: 0, count: 16)) == .payload)
    for index in [0, 15, 16, payload.count / 2, payload.count - 1] {
      var changed = payload
      changed[index] ^= 1
      #expect(code(changed) == .payload)
    }
  }

  @Test func `two payloads of one plaintext have nothing in common`() {
    let fileKey = SecretBytes.random(count: 16)
    let first = AgePayload.seal([1, 2, 3].span, fileKey: fileKey)
    let second = AgePayload.seal([1, 2, 3].span, fileKey: fileKey)
    #expect(first.prefix(16) != second.prefix(16) && first.suffix(19) != second.suffix(19))
  }
}
