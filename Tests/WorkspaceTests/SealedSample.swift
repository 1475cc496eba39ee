import Manifests
import Primitives
import Sealing

@testable import Workspace

/// Sealed files made for tests, signed by keys that sign nothing else.
enum SealedSample {
  static let alice: StaticString = """
    -----BEGIN OPENSSH PRIVATE KEY-----
    b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
    QyNTUxOQAAACDgQrJX8YSk5YJH8gJuyUYc/Odc/TGrhJtrl4eQTd9wtQAAAIgMgonCDIKJ
    wgAAAAtzc2gtZWQyNTUxOQAAACDgQrJX8YSk5YJH8gJuyUYc/Odc/TGrhJtrl4eQTd9wtQ
    AAAEASc7Xl2RXhd6tQWltPZO4+1Mv9MnLfr9o7qtR3fBth2eBCslfxhKTlgkfyAm7JRhz8
    51z9MauEm2uXh5BN33C1AAAAAAECAwQF
    -----END OPENSSH PRIVATE KEY-----

    """
  static let aliceLine = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOBCslfxhKTlgkfyAm7JRhz851z9MauEm2uXh5BN33C1"
  static let signers = Array("alice@example.com \(aliceLine)\n".utf8)
  static let identity: StaticString =
    "AGE-SECRET-KEY-16KTNT98U8KZL2Q9GGQ9AV0LVRMCHARLZ4QL2AX2CUVE03JN4DS2SUUXDEY\n"
  static let recipient = "age1jelpzaezcpq3n2vqn3tedysv0m8mnltzv78x2uv4t0zecjepkehq2u9jcm"

  static func file(
    _ values: [String: StaticString], name: String = "app-secrets", namespace: String = "shop", isSigned: Bool = true
  ) throws -> SealedFile {
    let file = try SealedFile.seal(
      namespace: namespace, name: name, values: values.mapValues { SharedSecret(SecretBytes(utf8: $0)) },
      to: [LabelledRecipient(label: "production", parsing: recipient)])
    return isSigned ? try file.signed(withKey: SecretBytes(utf8: alice)) : file
  }

  static func manifest(_ files: [SealedFile], configMap: String = "app-secrets", namespace: String? = "shop") throws
    -> [UInt8]
  {
    try SealedManifest(
      name: configMap, namespace: namespace, entries: files.map { ("\($0.name).sealed", $0.bytes) }
    ).rendered()
  }

  static func identities() throws -> Identities {
    var identities = Identities()
    try SecretBytes(utf8: identity).withBytes { (bytes) throws(SealError) in
      try identities.add(file: bytes, named: "identity")
    }
    return identities
  }

  /// What a review says of two versions of one document.
  static func review(
    _ old: [UInt8], _ new: [UInt8], path: String = "sealed.yaml", signers: [UInt8]? = SealedSample.signers
  ) throws -> TreeReview {
    let (before, after) = (ReviewSide(file: old, path: path), ReviewSide(file: new, path: path))
    return TreeReview(from: before, to: after, below: [], trust: try ReviewTrust(signers, from: before, to: after))
  }

  static func sameValues(_ old: [UInt8], _ new: [UInt8], path: String = "sealed.yaml") throws -> SameValues {
    let (before, after) = (ReviewSide(file: old, path: path), ReviewSide(file: new, path: path))
    let trust = try ReviewTrust(signers, from: before, to: after)
    var result = try SameValues(from: before, to: after, below: [], trust)
    if result.needsIdentity {
      result.open(with: try ReviewOpening(signers: signers, identities: try identities()), trust)
    }
    return result
  }
}
