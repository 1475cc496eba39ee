import Primitives
import SSHSignatures
import Sealing

/// Whoever signs, named before the first signature: not earlier, since a command that fails before has signed nothing, and
/// not later, since `ssh-keygen` then asks for a passphrase and doesn't say of which key.
final class ChosenSigner {
  private let signer: any SSHSigner
  /// What people call the key; nil where they named it themselves.
  private let origin: String?
  private var isAnnounced = false

  init(_ signer: any SSHSigner, origin: String?) {
    self.signer = signer
    self.origin = origin
  }

  var publicKey: SSHPublicKey { signer.publicKey }

  /// - Throws: `signature`, `usage`, `policy`.
  func sign(_ file: SealedFile, replacing replaced: Set<String> = []) throws(SealError) -> SealedFile {
    announce()
    do { return try file.signed(by: signer, replacing: replaced) } catch {
      guard error.code == .signature, let keygen = signer as? KeygenSigner else { throw error }
      throw SealError(.signature, error.reason, hint: error.hint ?? Self.hint(for: keygen))
    }
  }

  /// The same where nobody is there to ask: by a key that needs no passphrase and no touch, or whose passphrase the agent
  /// knows.
  ///
  /// - Throws: `signature`.
  func signQuietly(_ file: SealedFile) throws(SealError) -> SealedFile {
    guard var quiet = signer as? KeygenSigner else { return try sign(file) }
    quiet.isQuiet = true
    // A hardware key waits to be touched.
    guard publicKey.kind == .ed25519, let signed = try? file.signed(by: quiet) else {
      throw SealError(.signature, "the key can't sign without asking for something")
    }
    announce()
    return signed
  }

  private func announce() {
    guard !isAnnounced else { return }
    isAnnounced = true
    let file = (signer as? KeygenSigner)?.keyFile
    guard let name = origin ?? file else { return }
    Console.note("signing with \(name.printable), \(publicKey.fingerprint)")
  }

  private static func hint(for signer: KeygenSigner) -> String {
    guard let file = signer.keyFile else { return "\"ssh-add -l\" lists what the agent holds" }
    let path = file.hasSuffix(".pub") ? String(file.dropLast(4)) : file
    return "was the passphrase right? \"ssh-add \(path.printable)\" asks for it once, and the agent signs from then on"
  }
}
