import Primitives
import SSHSignatures
import Testing
import TestSupport

@Suite struct AllowedSignersTests {
  private static let namespace = "seal-v1@sealed-manifests.dev"
  private static let alice = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAph9s8XjJz5RcWqgJZzYX0is7dIE5N9uPGruPFNkMYu"
  private static let bob = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMWTKenhWXyg6YYU9EIUWUMeRVfPuVGstsP8/6P9/hoI"
  private static let token =
    "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIAvXIZX8h/1vrJc+NwnTXYGVHx3U1qLlGUxFSi"
    + "/OjtrDAAAACHNzaDpzZWFs"
  private static let rsa = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ=="

  private static func read(_ text: String) throws(SSHError) -> AllowedSigners {
    try AllowedSigners(parsing: Array(text.utf8).span, namespace: namespace)
  }

  private static func labels(_ text: String) throws -> [String] { try read(text).keys.map(\.label) }

  @Test(
    arguments: [
      ("a plain key", "alice@example.com \(alice)\n", ["alice@example.com"]),
      ("no LF at the end", "alice@example.com \(alice)", ["alice@example.com"]),
      ("a comment behind the key", "alice@example.com \(alice) Alice's \"key\" # two\n", ["alice@example.com"]),
      ("a token's key", "carol@example.com \(token)\n", ["carol@example.com"]),
      ("our namespace", "a namespaces=\"\(namespace)\" \(alice)\n", ["a"]),
      ("our namespace among others", "a namespaces=\"git,\(namespace),file\" \(alice)\n", ["a"]),
      ("the option's name in any case", "a NameSpaces=\"\(namespace)\" \(alice)\n", ["a"]),
      (
        "several blanks and tabs between fields",
        "a \t namespaces=\"\(namespace)\"\t \(alice.replacing(" ", with: " \t "))\n", ["a"]
      ),
      ("blanks and a CR around the line", " \t a \(alice) \t\r\n", ["a"]),
      ("comments, blank lines and CRs", "# team\r\n\r\n \t\n  # more\na \(alice)\n", ["a"]),
      ("quoted principals", "\"alice@example.com\" \(alice)\n", ["alice@example.com"]),
      (
        "quoted principals with blanks and patterns", "\"Alice A, *@example.com,!eve\" \(alice)\n",
        ["Alice A, *@example.com,!eve"]
      ),
      ("patterns as principals", "*@example.com,!eve@example.com \(alice)\n", ["*@example.com,!eve@example.com"]),
      ("principals that look like a key type", "ssh-ed25519 \(alice)\n", ["ssh-ed25519"]),
      ("two keys", "a \(alice)\nb \(bob)\n", ["a", "b"]),
      ("a key on two lines", "a \(alice)\nb \(alice)\n", ["a", "b"]),
      ("a key of another type", "x \(rsa)\na \(alice)\n", ["a"]),
      ("a key of another type alone", "x \(rsa)\n", []),
      ("a key of another type with namespaces", "x namespaces=\"\(namespace)\" \(rsa)\na \(alice)\n", ["a"]),
      ("another namespace", "a namespaces=\"git\" \(alice)\n", []),
      ("our namespace in upper case", "a namespaces=\"\(namespace.uppercased())\" \(alice)\n", []),
      ("our namespace, not trimmed", "a namespaces=\"git, \(namespace)\" \(alice)\n", []),
      ("our namespace and more", "a namespaces=\"\(namespace)x\" \(alice)\n", []),
      ("our namespace beside a backslash", "a namespaces=\"g\\it,\(namespace)\" \(alice)\n", ["a"]),
      ("no namespace", "a namespaces=\"\" \(alice)\n", []),
      ("one line of two that trusts", "a namespaces=\"git\" \(alice)\nb \(alice)\n", ["b"]),
    ] as [(String, String, [String])])
  func `trusts the keys of`(clause: String, text: String, labels: [String]) throws {
    #expect(try Self.labels(text) == labels)
  }

  @Test(
    arguments: [
      ("cert-authority", "cert-authority \(alice)"),
      ("cert-authority in upper case", "CERT-AUTHORITY \(alice)"),
      ("cert-authority behind namespaces", "namespaces=\"\(namespace)\",cert-authority \(alice)"),
      ("cert-authority for a key of another type", "cert-authority \(rsa)"),
      ("valid-after", "valid-after=\"20200101\" \(alice)"),
      ("valid-before", "valid-before=\"20991231\" \(alice)"),
      ("valid-before behind namespaces", "namespaces=\"\(namespace)\",valid-before=\"20991231\" \(alice)"),
      ("an unknown option", "verify-required \(alice)"),
      ("namespaces twice", "namespaces=\"\(namespace)\",namespaces=\"\(namespace)\" \(alice)"),
      ("namespaces without quotes", "namespaces=\(namespace) \(alice)"),
      ("namespaces without a value", "namespaces= \(alice)"),
      ("namespaces alone", "namespaces \(alice)"),
      ("namespaces with one quote", "namespaces=\"\(namespace) \(alice)"),
      ("a quote that is never closed", "namespaces=\" \(alice)"),
      ("namespaces and a comma", "namespaces=\"\(namespace)\", \(alice)"),
      ("namespaces that end in an escaped quote", "namespaces=\"\(namespace)\\\" \(alice)"),
      ("namespaces with an escaped quote", "namespaces=\"\\\"\(namespace)\" \(alice)"),
      ("namespaces with *", "namespaces=\"*\" \(alice)"),
      ("namespaces with a pattern beside ours", "namespaces=\"\(namespace),seal-*\" \(alice)"),
      ("namespaces with ?", "namespaces=\"\(namespace),gi?\" \(alice)"),
      ("namespaces with !", "namespaces=\"!git,\(namespace)\" \(alice)"),
      ("a pattern for a key of another type", "namespaces=\"*\" \(rsa)"),
      ("options twice", "namespaces=\"git\" namespaces=\"\(namespace)\" \(alice)"),
      ("no key", "ssh-ed25519"),
      ("nothing", ""),
      ("options without a key", "namespaces=\"\(namespace)\""),
      ("another type than the key's", alice.replacing("ssh-ed25519 ", with: "ssh-rsa ")),
      ("a type that begins the key's", alice.replacing("ssh-ed25519 ", with: "ssh-ed ")),
      ("a type that begins with the key's", alice.replacing("ssh-ed25519 ", with: "ssh-ed25519-v2 ")),
      ("a type in upper case", alice.replacing("ssh-ed25519 ", with: "SSH-ED25519 ")),
      ("a key that is cut", String(alice.dropLast(4))),
      ("a key of another type that is no base64", "ssh-rsa AAAAB3NzaC1yc2E"),
      (
        "a key with a byte too many",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAph9s8XjJz5RcWqgJZzYX0is7dIE5N9uPGruPFNkMYuAA=="
      ),
      ("base64 with an end that is not canonical", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgR=="),
      ("base64 without its padding", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ"),
      ("a NUL", "\(alice) a\0b"),
      ("a CR inside", "\(alice)\rb \(bob)"),
      ("an escape code in the comment", "\(alice) \u{1B}[2J"),
    ] as [(String, String)])
  func `a line is refused with its number for`(clause: String, line: String) throws {
    let good = "# team\nalice@example.com \(Self.alice)\n\n"
    for ending in ["\n", "", "\r\n", "\nb \(Self.bob)\n"] {
      let error = #expect(throws: SSHError.self) { try Self.read(good + "x@example.com " + line + ending) }
      #expect(error?.code == .policy)
      #expect(error?.line == 4)
      // No line of input stands in the reason.
      #expect(error?.reason.contains("AAAA") == false && error?.reason.contains("example") == false)
    }
  }

  @Test(arguments: ["\"alice", "al\"ice", "\"alice\"@example.com", "\"\"", "\"a\"b\"", "\""])
  func `principals are quoted as a whole or not at all`(principals: String) {
    #expect(throws: SSHError(.policy, "")) { try Self.read("\(principals) \(Self.alice)\n") }
  }

  @Test(arguments: ["", "\n", "\n\n", " \t\r\n", "# nobody yet\n", "#", "  # a\r\n\n#b"])
  func `a list without a line of its own is refused, never unsigned`(text: String) {
    #expect(throws: SSHError(.policy, "")) { try Self.read(text) }
  }

  @Test func `a public key without principals is refused`() {
    #expect(throws: SSHError(.policy, "")) { try Self.read(Self.alice + "\n") }
    #expect(throws: SSHError(.policy, "")) { try Self.read(Self.alice + " alice@example.com\n") }
  }

  @Test(arguments: [("", 1), ("a \(alice)\n", 2), ("# a\n\n", 3)])
  func `a byte order mark is refused`(before: String, line: Int) {
    for text in ["a \(Self.alice)\n", "# a comment\na \(Self.alice)\n", "\n"] {
      let error = #expect(throws: SSHError.self) { try Self.read(before + "\u{FEFF}" + text) }
      #expect(error?.code == .policy)
      #expect(error?.line == line)
    }
    let utf16 = Array("a \(Self.alice)\n".utf16).flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
    #expect(throws: SSHError(.policy, "")) {
      try AllowedSigners(parsing: ([0xFE, 0xFF] + utf16).span, namespace: Self.namespace)
    }
  }

  @Test func `the first line that trusts a key names it, and no other key has a label`() throws {
    let signers = try Self.read(
      "a namespaces=\"git\" \(Self.alice)\nb \(Self.alice)\nc \(Self.alice)\nd \(Self.token)\n")
    #expect(signers.label(of: try SSHPublicKey(line: Self.alice)) == "b")
    #expect(signers.label(of: try SSHPublicKey(line: Self.token)) == "d")
    #expect(signers.label(of: try SSHPublicKey(line: Self.bob)) == nil)
    // The same point in a token is another key.
    let bytes = try SSHPublicKey(line: Self.alice).bytes
    let blob = wire(Array("sk-ssh-ed25519@openssh.com".utf8)) + wire(bytes) + wire(Array("ssh:".utf8))
    #expect(signers.label(of: try SSHPublicKey(blob: blob)) == nil)
  }

  @Test(arguments: weakPoints)
  func `a signer's key of small order, or not canonical, is refused with its line (row 29)`(point: [UInt8]) {
    for (type, tail) in [("ssh-ed25519", []), ("sk-ssh-ed25519@openssh.com", wire(Array("ssh:".utf8)))] {
      let blob = wire(Array(type.utf8)) + wire(point) + tail
      let key = type + " " + String(decoding: Base64.encode(blob.span, padding: .required), as: UTF8.self)
      let error = #expect(throws: SSHError.self) { try Self.read("a \(Self.alice)\nb \(key)\n") }
      #expect(error?.code == .policy && error?.line == 2)
      #expect(throws: SSHError(.key, "")) { try SSHPublicKey(line: key) }
    }
  }

  @Test func `2,000 random lists are read or refused, and only what stands in them is trusted`() throws {
    var random = SeededGenerator()
    let pieces = [
      "a", "\t", "\n", "\r\n", "#", ",", "\"", "\\", "namespaces=", "cert-authority", Self.alice, "\u{FEFF}", "\0",
    ]
    var read = 0
    for _ in 0..<2_000 {
      var fields: [String] = []
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        fields += [["a@example.com", "\"a b\"", "é"], ["", "namespaces=\"git\"", "namespaces=\"\(Self.namespace)\""]]
          .map { $0.randomElement(using: &random)! }
        fields += [[Self.alice, Self.bob, Self.rsa].randomElement(using: &random)!, "\n"]
      }
      if Bool.random(using: &random) {
        fields.insert(pieces.randomElement(using: &random)!, at: Int.random(in: 0...fields.count, using: &random))
      }
      let text = fields.joined(separator: " ")
      guard let signers = try? Self.read(text) else { continue }
      read += 1
      for (key, label) in signers.keys { #expect(text.contains(key.line()) && text.contains(label)) }
    }
    #expect(read > 1_000)
  }

  @Test(.enabled(if: Vectors.arePresent))
  func `every list of signers of the vectors is read, or refused where its case says policy`() throws {
    var refused = 0
    for vector in SealedVector.all {
      guard let text = vector.signers else { continue }
      if [
        "signers_certificate_authority", "signers_comments_only", "signers_malformed_line", "signers_valid_before",
        "signers_wildcard_namespace",
      ].contains(vector.vector) {
        #expect(throws: SSHError(.policy, ""), "\(vector.vector)") { try Self.read(text) }
        refused += 1
      } else {
        #expect(try !Self.read(text).keys.isEmpty, "\(vector.vector)")
      }
    }
    #expect(refused == 5)
  }
}

/// Encodings of points of order 1, 2, 4 and 8, with either sign, and some of y at or above the field's prime.
let weakPoints: [[UInt8]] = {
  let low: [[UInt8]] = [
    [0] + Array(repeating: 0, count: 31), [1] + Array(repeating: 0, count: 31),
    [0xEC] + Array(repeating: 0xFF, count: 30) + [0x7F], [0xED] + Array(repeating: 0xFF, count: 30) + [0x7F],
    [0xEE] + Array(repeating: 0xFF, count: 30) + [0x7F], [0xFF] + Array(repeating: 0xFF, count: 30) + [0x7F],
    [
      0x26, 0xE8, 0x95, 0x8F, 0xC2, 0xB2, 0x27, 0xB0, 0x45, 0xC3, 0xF4, 0x89, 0xF2, 0xEF, 0x98, 0xF0,
      0xD5, 0xDF, 0xAC, 0x05, 0xD3, 0xC6, 0x33, 0x39, 0xB1, 0x38, 0x02, 0x88, 0x6D, 0x53, 0xFC, 0x05,
    ],
    [
      0xC7, 0x17, 0x6A, 0x70, 0x3D, 0x4D, 0xD8, 0x4F, 0xBA, 0x3C, 0x0B, 0x76, 0x0D, 0x10, 0x67, 0x0F,
      0x2A, 0x20, 0x53, 0xFA, 0x2C, 0x39, 0xCC, 0xC6, 0x4E, 0xC7, 0xFD, 0x77, 0x92, 0xAC, 0x03, 0x7A,
    ],
  ]
  return low + low.map { $0.dropLast() + [$0[31] | 0x80] }
}()
