import Foundation
import Primitives
import SSHSignatures

/// OpenSSH's private key file, as `ssh-keygen` writes it without a passphrase.
enum SSHKeyFile {
  static func text(of author: Author) throws -> [UInt8] {
    func string(_ bytes: [UInt8]) -> [UInt8] { [0, 0, UInt8(bytes.count >> 8), UInt8(bytes.count & 255)] + bytes }
    let publicKey = author.signer.publicKey
    let seed = author.seed.bytes.withBytes { bytes in bytes.indices.map { bytes[$0] } }
    var inner: [UInt8] = [1, 2, 3, 4, 1, 2, 3, 4]
    inner += string(Array("ssh-ed25519".utf8)) + string(publicKey.bytes) + string(seed + publicKey.bytes) + string([])
    var padding: UInt8 = 1
    while inner.count % 8 != 0 {
      inner.append(padding)
      padding += 1
    }
    var blob = Array("openssh-key-v1\0".utf8)
    blob += string(Array("none".utf8)) + string(Array("none".utf8)) + string([]) + [0, 0, 0, 1]
    blob += string(publicKey.blob) + string(inner)
    let base64 = Data(blob).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
    return Array("-----BEGIN OPENSSH PRIVATE KEY-----\n\(base64)\n-----END OPENSSH PRIVATE KEY-----\n".utf8)
  }
}
