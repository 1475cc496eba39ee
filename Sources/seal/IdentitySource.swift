import Age
import Files
import Primitives
import Sealing
import Workspace

/// An identity file on somebody's machine, read once.
struct IdentitySource {
  private let path: String
  private let bytes: SharedSecret
  /// Nil for stdin and for pipes, which nobody else can read.
  private let mode: UInt32?

  private static let limit = 1 << 20

  /// - Parameter path: `-` is stdin.
  /// - Throws: `identity`, `io`.
  init(_ path: String) throws(SealError) {
    self.path = path
    do {
      guard path != "-" else {
        mode = nil
        bytes = SharedSecret(try StandardStream.readSecretInput(limit: Self.limit))
        return
      }
      let status = try File.status(path)
      guard status.kind != .directory else {
        throw SealError(.identity, "\"\(path.printable)\" is a folder, not an identity file")
      }
      mode = status.kind == .regular ? status.mode : nil
      bytes = SharedSecret(try File.readSecret(path, limit: Self.limit))
    } catch let error as FileError {
      throw Self.refusal(error, path)
    } catch {
      throw SealError(any: error)
    }
  }

  /// The text with the identities; of a protected file, once its passphrase was typed.
  ///
  /// - Throws: `identity`, `usage`.
  func text() throws(SealError) -> SharedSecret {
    guard bytes.bytes.withBytes({ IdentityFile.isProtected($0) }) else { return bytes }
    try checkMode()
    let passphrase = try Passphrase.ask("passphrase of \"\(Input.name(of: path))\": ")
    do {
      return SharedSecret(
        try bytes.bytes.withBytes { (bytes) throws(AgeError) in
          try IdentityFile.unlock(bytes, passphrase: passphrase)
        })
    } catch {
      throw SealError(.identity, "\"\(Input.name(of: path))\": \(error.reason)")
    }
  }

  /// Outside a pod nobody but the owner has any business with an identity. In a pod projected Secrets are often 0644, or
  /// 0440 under an `fsGroup` (Tests/attacks.txt, row 63).
  ///
  /// - Throws: `identity`.
  func checkMode() throws(SealError) {
    guard let mode, mode & 0o077 != 0, Environment.get("KUBERNETES_SERVICE_HOST") == nil else { return }
    throw SealError(
      .identity,
      "others can read the identity file \"\(path.printable)\", its mode is 0\(String(mode & 0o777, radix: 8))",
      hint: "chmod 600 \(path.printable)")
  }

  private static func refusal(_ error: FileError, _ path: String) -> SealError {
    if error.isTooLarge {
      return SealError(.identity, "\"\(Input.name(of: path))\" is too large to be an identity file")
    }
    guard error.isAbsence else { return SealError(error) }
    return SealError(
      .identity, "there is no identity file \"\(path.printable)\"", hint: "\"seal keygen -o FILE\" makes one")
  }
}
