package import Age
import Primitives
package import SSHSignatures

/// The identities that a reader holds, in the order in which they are tried.
public struct Identities: Sendable {
  package private(set) var all: [AgeIdentity] = []
  /// The file they come from, for messages.
  private var source = ""

  /// None yet.
  public init() {}

  /// Whether there is none.
  public var isEmpty: Bool { all.isEmpty }

  /// Adds what is in a file: age identities, one a line, or an unencrypted OpenSSH ed25519 key.
  ///
  /// - Throws: `identity`, with the line and never its text. A passphrase-protected file is opened with
  ///   `IdentityFile.unlock` first.
  public mutating func add(file: Span<UInt8>, named path: String) throws(SealError) {
    let path = path.printable
    source = source.isEmpty ? path : "\(source), \(path)"
    if SSHPrivateKey.isPrivateKey(file) {
      let key: SSHPrivateKey
      do { key = try SSHPrivateKey(parsing: file) } catch {
        throw SealError(
          .identity, "\"\(path)\": \(error.reason)", hint: "an ssh identity is an unencrypted ed25519 key of OpenSSH's")
      }
      all.append(.sshEd25519(SSHEd25519Identity(seed: key.seed)))
      return
    }
    guard !IdentityFile.isProtected(file) else {
      throw SealError(.identity, "\"\(path)\" is protected by a passphrase, which nobody is here to type")
    }
    do { all += try IdentityFile.parse(file) } catch {
      // A new identity opens nothing that was sealed to the old one's recipient.
      throw SealError(
        .identity, "\"\(path)\": \(error.reason)", hint: "if it was an identity once, take it from your backup")
    }
  }

  /// Refuses an ssh identity that is a trusted signer too: whoever broke into the pod would gain an author's pen.
  ///
  /// - Throws: `policy`.
  package func checkNoneSigns(_ signers: AllowedSigners) throws(SealError) {
    for identity in all {
      guard case .sshEd25519(let identity) = identity else { continue }
      let fingerprint = AgeRecipient.sshEd25519(identity.recipient).fingerprint
      guard let signer = signers.keys.first(where: { $0.key.fingerprint == fingerprint }) else { continue }
      throw SealError(
        .policy, "the identity \(fingerprint) is also the trusted signer \"\(signer.label.printable)\"",
        hint: "open with another key than the one that signs: \"seal keygen\" makes an identity")
    }
  }

  /// ` in /seal/keys/identity`, or nothing.
  var origin: String { source.isEmpty ? "" : " in \(source)" }

  /// How many there are of each kind: `1 X25519, 1 ssh-ed25519`.
  var kinds: String {
    var counts: [(kind: String, count: Int)] = []
    for identity in all {
      if let index = counts.firstIndex(where: { $0.kind == identity.kindName }) {
        counts[index].count += 1
      } else {
        counts.append((identity.kindName, 1))
      }
    }
    return counts.map { "\($0.count) \($0.kind)" }.joined(separator: ", ")
  }
}

extension AgeIdentity {
  /// The name of its stanzas' type.
  var kindName: String {
    switch self {
    case .x25519: "X25519"
    case .hybrid: "mlkem768x25519"
    case .sshEd25519: "ssh-ed25519"
    }
  }
}
