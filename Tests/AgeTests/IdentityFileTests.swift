import Primitives
import Testing

@testable import Age

@Suite struct IdentityFileTests {
  private let classic = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
  private let hybrid = "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR"

  private func parse(_ text: String) throws(AgeError) -> [AgeIdentity] { try IdentityFile.parse(Array(text.utf8).span) }

  @Test func `a file as age-keygen writes it, several keys, CRLF and no last LF are read (row 63)`() throws {
    let recipient = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
    for text in [
      "# created: 2026-01-02T03:04:05Z\n# public key: \(recipient)\n\(classic)\n\(hybrid)\n",
      "# created\r\n\r\n\(classic)\r\n\(hybrid)\r\n", "\(classic)\n\n\n\(hybrid)", "\(classic)\r\n#\n\(hybrid)\r",
    ] {
      let identities = try parse(text)
      #expect(identities.count == 2)
      #expect(identities[0].recipient.text == recipient)
      #expect(identities[1].recipient.isPostQuantum)
    }
  }

  @Test(arguments: [
    ("", "no identity"), ("# only a comment\n", "no identity"), ("\n\n", "no identity"),
    ("age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj\n", "line 1: this is a recipient"),
    ("ssh-ed25519 AAAAC3Nza\n", "line 1: this is a recipient"), ("# x\n\nage-secret-key-1gfpy\n", "line 3: "),
    ("AGE-PLUGIN-YUBIKEY-1QQQQQQ\n", "line 1: this identity needs a plugin"),
    (
      "\nAGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEZ\n",
      "line 2: this identity is damaged"
    ),
    (" AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX\n", "line 1: "),
    ("\0\0\0", "line 1: "),
  ])
  func `another file is refused by the number of its line, without a word of it (rows 63, 67)`(
    text: String, reason: String
  ) throws {
    let error = try #require(refusal { () throws(AgeError) in try parse(text) })
    #expect(error.code == .identity)
    #expect(error.reason.contains(reason))
    #expect(!error.reason.lowercased().contains("gfpy"))
  }

  @Test func `an identity is what it was before it was written`() throws {
    for postQuantum in [false, true] {
      for _ in 0..<(postQuantum ? 20 : 200) {
        let identity = AgeIdentity.generate(postQuantum: postQuantum)
        let text = identity.encoded().revealed()
        #expect(text.count == (postQuantum ? 77 : 74))
        #expect(try AgeIdentity(parsing: text.span).recipient == identity.recipient)
      }
    }
  }

  @Test func `a protected file opens with its passphrase alone`() throws {
    let text = Array("\(classic)\n".utf8)
    let passphrase = SecretBytes(utf8: "correct horse")
    let file = try IdentityFile.protect(text.span, passphrase: passphrase, workFactor: 2)
    #expect(file.starts(with: Array(AgeArmor.begin.utf8)))
    let isProtected = IdentityFile.isProtected(file.span)
    #expect(isProtected)
    let opened = try IdentityFile.unlock(file.span, passphrase: passphrase).revealed()
    #expect(opened == text)
    let binary = try AgeArmor.decode(file.span)
    let isBinaryProtected = IdentityFile.isProtected(binary.span)
    #expect(isBinaryProtected)
    for wrong in [SharedSecret(SecretBytes(utf8: "correct horsf")), SharedSecret(SecretBytes(zeros: 0))] {
      let error = refusal { () throws(AgeError) in try IdentityFile.unlock(file.span, passphrase: wrong.bytes) }
      #expect(error?.code == .passphrase)
    }
    let empty = SecretBytes(zeros: 0)
    let error = refusal { () throws(AgeError) in try IdentityFile.protect(text.span, passphrase: empty, workFactor: 2) }
    #expect(error?.code == .passphrase)
  }

  @Test func `a file that isn't protected says so`() throws {
    let recipient = AgeIdentity.generate(postQuantum: false).recipient
    let sealed = try AgeFile.seal([1].span, to: [recipient])
    for file in [Array(classic.utf8), [], sealed, Array("age-encryption.org/v1\n".utf8)] {
      let isProtected = IdentityFile.isProtected(file.span)
      #expect(!isProtected)
    }
    let passphrase = SecretBytes(utf8: "x")
    #expect(refusal { () throws(AgeError) in try AgeFile.open(sealed.span, passphrase: passphrase) }?.code == .noMatch)
  }

  @Test(arguments: ["23", "21", "0", "-1", "018", "0x12", "+18", "99999999999999999999", "", "1 8", "18 "])
  func `a work factor that is none, or above 20, is refused before any work (row 31)`(factor: String) {
    let salt = String(repeating: "A", count: 22)
    let stanza = Stanza(type: "scrypt", arguments: [salt, factor], body: [UInt8](repeating: 0, count: 32))
    let passphrase = SecretBytes(utf8: "x")
    #expect(
      refusal { () throws(AgeError) in _ = try ScryptRecipient.unwrap(stanza, passphrase: passphrase)?.count }?.code
        == .header)
    #expect(refusal { () throws(AgeError) in try stanza.validate() }?.code == .header)
  }
}
