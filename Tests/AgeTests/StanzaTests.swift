import Primitives
import Testing

@testable import Age

@Suite struct StanzaTests {
  private static func text(_ count: Int, _ fill: UInt8 = 9) -> String {
    String(decoding: Base64.encode([UInt8](repeating: fill, count: count).span, padding: .none), as: UTF8.self)
  }

  private static let body = [UInt8](repeating: 1, count: 32)

  @Test func `what the recipients write is valid`() throws {
    let fileKey = SecretBytes.random(count: 16)
    let ssh = SSHEd25519Identity(seed: SharedSecret(SecretBytes.random(count: 32))).recipient
    for recipient in [
      AgeIdentity.generate(postQuantum: false).recipient, AgeIdentity.generate(postQuantum: true).recipient,
      .sshEd25519(ssh),
    ] {
      #expect(refusal { () throws(AgeError) in try recipient.wrap(fileKey).validate() } == nil)
    }
    let stanza = try ScryptRecipient.wrap(fileKey, passphrase: SecretBytes(utf8: "x"), workFactor: 1)
    #expect(refusal { () throws(AgeError) in try stanza.validate() } == nil)
  }

  @Test func `stanzas of other types are nobody's business`() {
    for type in ["grease", "x25519", "X25519x", "SCRYPT", "ssh-rsa", "p256tag", "piv-p256"] {
      #expect(refusal { () throws(AgeError) in try Stanza(type: type, arguments: [], body: []).validate() } == nil)
    }
  }

  static let malformed: [(String, Stanza)] = {
    let small = text(32, 0)
    let enc = text(1120)
    let encOfSmallOrder = String(
      decoding: Base64.encode(
        ([UInt8](repeating: 9, count: 1088) + [UInt8](repeating: 0, count: 32)).span, padding: .none), as: UTF8.self)
    let loose = String(text(32).dropLast()) + "l"
    let types: [(String, [String])] = [
      ("X25519", [text(32)]), ("mlkem768x25519", [enc]), ("ssh-ed25519", [text(4), text(32)]),
      ("scrypt", [text(16), "10"]),
    ]
    var all: [(String, Stanza)] = []
    for (type, good) in types {
      all.append(("no argument", Stanza(type: type, arguments: [], body: body)))
      all.append(("one argument too many", Stanza(type: type, arguments: good + ["x"], body: body)))
      for count in [0, 16, 31, 33, 40] {
        all.append(
          ("a body of \(count)", Stanza(type: type, arguments: good, body: [UInt8](repeating: 1, count: count))))
      }
      for index in good.indices where good[index] != "10" {
        for bad in [
          "", good[index] + "A", String(good[index].dropLast(2)), good[index] + "=", "!" + good[index].dropFirst(),
        ] {
          var arguments = good
          arguments[index] = bad
          all.append(("argument \(index)", Stanza(type: type, arguments: arguments, body: body)))
        }
      }
    }
    all.append(("left-over bits", Stanza(type: "X25519", arguments: [loose], body: body)))
    all.append(("small order", Stanza(type: "X25519", arguments: [small], body: body)))
    all.append(("small order", Stanza(type: "ssh-ed25519", arguments: [text(4), small], body: body)))
    all.append(("small order", Stanza(type: "mlkem768x25519", arguments: [encOfSmallOrder], body: body)))
    return all
  }()

  @Test(arguments: malformed)
  func `a malformed stanza is refused without any key (rows 27, 28, 30)`(fault: String, stanza: Stanza) {
    #expect(refusal { () throws(AgeError) in try stanza.validate() }?.code == .header, "\(stanza.type): \(fault)")
  }

  @Test(arguments: malformed)
  func `an identity refuses the stanza of its own type that is malformed, and passes by others (rows 27, 28, 30)`(
    fault: String, stanza: Stanza
  ) throws {
    let ssh = SSHEd25519Identity(seed: SharedSecret(SecretBytes(zeros: 32)))
    let identities: [(String, AgeIdentity)] = [
      ("X25519", .generate(postQuantum: false)), ("mlkem768x25519", .generate(postQuantum: true)),
      ("ssh-ed25519", .sshEd25519(ssh)),
    ]
    for (type, identity) in identities {
      let error = refusal { () throws(AgeError) in
        let key = try identity.unwrap(stanza)
        if key != nil { throw AgeError(.noMatch, "it opened") }
      }
      #expect(error?.code == (type == stanza.type ? .header : nil), "\(stanza.type): \(fault)")
    }
  }

  @Test func `an ssh tag that matches a stanza for somebody else is no match`() throws {
    let mine = SSHEd25519Identity(seed: SharedSecret(SecretBytes.random(count: 32)))
    let other = SSHEd25519Identity(seed: SharedSecret(SecretBytes.random(count: 32)))
    let fileKey = SecretBytes.random(count: 16)
    let own = try mine.recipient.wrap(fileKey)
    let foreign = try other.recipient.wrap(fileKey)
    let forged = Stanza(type: own.type, arguments: [own.arguments[0], foreign.arguments[1]], body: foreign.body)
    for (stanza, isMine) in [(forged, false), (foreign, false), (own, true)] {
      let opened = try mine.unwrap(stanza) != nil
      #expect(opened == isMine)
    }
  }
}
