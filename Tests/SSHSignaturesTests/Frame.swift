import Primitives
import SSHSignatures

/// An SSHSIG of which every field can be wrong, built by hand and signed by a key in memory.
struct Frame {
  static let namespace = "seal-v1@sealed-manifests.dev"

  var magic = Array("SSHSIG".utf8)
  var version: UInt32 = 1
  var publicKey: [UInt8]
  var namespace = Array(Frame.namespace.utf8)
  var reserved: [UInt8] = []
  var hash = "sha512"
  var signature: [UInt8] = []
  var leftOver: [UInt8] = []

  /// The parts of the signature blob, for faults in it.
  struct Inner {
    var type: String
    var signature: [UInt8]
    var leftOver: [UInt8] = []

    var bytes: [UInt8] { wire(Array(type.utf8)) + wire(signature) + leftOver }
  }

  var blob: [UInt8] {
    magic + number(version) + wire(publicKey) + wire(namespace) + wire(reserved) + wire(Array(hash.utf8))
      + wire(signature) + leftOver
  }

  var armored: [UInt8] { Self.armored(Base64.encode(blob.span, padding: .required)) }

  static func armored(_ base64: [UInt8], columns: Int = 70) -> [UInt8] {
    var text = Array((SSHSignature.begin + "\n").utf8)
    for start in stride(from: 0, to: base64.count, by: columns) {
      text += base64[start..<min(start + columns, base64.count)] + [0x0A]
    }
    return text + Array((SSHSignature.end + "\n").utf8)
  }

  /// What is signed, according to the fields as they stand: a fault in one of them is then the only fault.
  func signedBytes(_ message: [UInt8]) -> [UInt8] {
    let digest = hash == "sha256" ? SHA256.hash(message.span) : SHA512.hash(message.span)
    return magic + wire(namespace) + wire(reserved) + wire(Array(hash.utf8)) + wire(digest)
  }

  /// A software key's good signature, but for the faults that `change` brings in before it is made.
  static func software(
    _ message: [UInt8], seed: borrowing SecretBytes, change: (inout Frame) -> Void = { _ in },
    inner changeInner: (inout Inner) -> Void = { _ in }
  ) -> Frame {
    var frame = Frame(publicKey: wire(Array("ssh-ed25519".utf8)) + wire(Ed25519.publicKey(ofSeed: seed)))
    change(&frame)
    var inner = Inner(
      type: "ssh-ed25519", signature: Ed25519.sign(frame.signedBytes(message).span, seed: seed))
    changeInner(&inner)
    frame.signature = inner.bytes
    return frame
  }

  /// A token's good signature, made with a software key.
  static func token(
    _ message: [UInt8], seed: borrowing SecretBytes, application: [UInt8] = Array("ssh:".utf8), flags: UInt8 = 1,
    extra: [UInt8] = [],
    inner changeInner: (inout Inner) -> Void = { _ in }
  ) -> Frame {
    let type = "sk-ssh-ed25519@openssh.com"
    var frame = Frame(
      publicKey: wire(Array(type.utf8)) + wire(Ed25519.publicKey(ofSeed: seed)) + wire(application))
    let tail = [flags] + number(7) + extra
    let digest = SHA256.hash(frame.signedBytes(message).span)
    let signed = SHA256.hash(application.span) + tail + digest
    var inner = Inner(type: type, signature: Ed25519.sign(signed.span, seed: seed), leftOver: tail)
    changeInner(&inner)
    frame.signature = inner.bytes
    return frame
  }
}

func number(_ value: UInt32) -> [UInt8] {
  [UInt8(value >> 24), UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255)]
}

func wire(_ value: [UInt8]) -> [UInt8] { number(UInt32(value.count)) + value }

/// 32 bytes from 0 on: a key for tests.
func countedSeed() -> SecretBytes {
  SecretBytes(count: 32) { bytes in for index in 0..<32 { bytes[index] = UInt8(index) } }
}
