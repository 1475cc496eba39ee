import Primitives
import Sealing
import Testing

/// What a program outside of this package can do, which sees nothing but what is `public`.
@Suite struct LibraryTests {
  /// Made for this test; it signs nothing else.
  static let signingKey: StaticString = """
    -----BEGIN OPENSSH PRIVATE KEY-----
    b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
    QyNTUxOQAAACDgQrJX8YSk5YJH8gJuyUYc/Odc/TGrhJtrl4eQTd9wtQAAAIgMgonCDIKJ
    wgAAAAtzc2gtZWQyNTUxOQAAACDgQrJX8YSk5YJH8gJuyUYc/Odc/TGrhJtrl4eQTd9wtQ
    AAAEASc7Xl2RXhd6tQWltPZO4+1Mv9MnLfr9o7qtR3fBth2eBCslfxhKTlgkfyAm7JRhz8
    51z9MauEm2uXh5BN33C1AAAAAAECAwQF
    -----END OPENSSH PRIVATE KEY-----

    """

  @Test func `a program seals, signs, opens and edits without the commands`() throws {
    let identity = SecretBytes(utf8: "AGE-SECRET-KEY-16KTNT98U8KZL2Q9GGQ9AV0LVRMCHARLZ4QL2AX2CUVE03JN4DS2SUUXDEY\n")
    let production = try LabelledRecipient(
      label: "production", parsing: "age1jelpzaezcpq3n2vqn3tedysv0m8mnltzv78x2uv4t0zecjepkehq2u9jcm")
    let signers = "alice@example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOBCslfxhKTlgkfyAm7JRhz851z9MauEm2uXh5BN33C1\n"

    let sealed = try SealedFile.seal(
      namespace: "production-api", name: "app-secrets",
      values: ["url": SharedSecret(SecretBytes(utf8: "postgres://db"))], to: [production]
    ).signed(withKey: SecretBytes(utf8: Self.signingKey))

    let policy = try Policy(namespace: "production-api", signersFile: Array(signers.utf8))
    var identities = Identities()
    try identity.withBytes { (bytes) throws(SealError) in try identities.add(file: bytes, named: "identity") }

    let entry = SealedEntry(entryName: "app-secrets.sealed", bytes: sealed.bytes)
    let opened = try Acceptance(
      [NameRequest(parsing: "app-secrets@sha256:\(sealed.digest)")], entries: [entry], policy: policy
    )
    .open(with: identities)
    #expect(opened[0].values.keys == ["url"])
    let count = opened[0].values.withValue("url") { $0.count }
    #expect(count == 13)
    #expect(opened[0].files[0].signers == ["alice@example.com"])

    let verified = try VerifiedFile(entry, as: "app-secrets", policy: policy)
    let changed = try verified.appending(["token": .set(SharedSecret(SecretBytes(utf8: "t")))], to: [production])
    #expect(changed?.revision == 2)
    #expect(try verified.changing(["absent": .drop], with: identities) == nil)
  }
}
