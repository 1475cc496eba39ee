import Age
import ArgumentParser
import Files
import Primitives
import SSHSignatures
import Sealing

/// `--identity FILE`, everywhere.
struct IdentityOptions: ParsableArguments {
  @Option(
    name: .customLong("identity"),
    help: ArgumentHelp(
      "An identity file: age identities, one a line, or an OpenSSH ed25519 key. May be given several times.",
      valueName: "file"),
    completion: .file())
  var files: [String] = []

  /// Whether any was given. A verb that can do without asks this first.
  var isEmpty: Bool { files.isEmpty }

  /// The identities of all files.
  ///
  /// - Throws: `identity`, also where others can read a file; `missing`; `usage` where no file was given.
  func load() throws(SealError) -> Identities {
    guard !files.isEmpty else {
      throw SealError(.usage, "no identity to open it with", hint: "pass --identity FILE")
    }
    var identities = Identities()
    for file in files { try Self.read(file, into: &identities) }
    return identities
  }

  /// The identities, and the text of all files in one: age identities one a line, or one OpenSSH key.
  func loadText() throws(SealError) -> (Identities, text: SharedSecret) {
    guard !files.isEmpty else { throw SealError(.usage, "no identity was given", hint: "pass --identity FILE") }
    var identities = Identities()
    var texts: [SharedSecret] = []
    for file in files {
      let text = SharedSecret(try Self.text(of: file))
      try text.bytes.withBytes { (bytes) throws(SealError) in
        try identities.add(file: bytes, named: file)
        guard files.count == 1 || !SSHPrivateKey.isPrivateKey(bytes) else {
          throw SealError(.usage, "the OpenSSH key \"\(file.printable)\" can't stand beside other identities")
        }
      }
      texts.append(text)
    }
    guard texts.count > 1 else { return (identities, texts[0]) }
    let count = texts.reduce(0) { $0 + $1.bytes.count + 1 }
    let joined = SecretBytes(count: count) { (joined: inout MutableSpan<UInt8>) in
      var position = 0
      for text in texts {
        text.bytes.withBytes { text in
          for index in text.indices { joined[position + index] = text[index] }
          position += text.count
        }
        joined[position] = UInt8(ascii: "\n")
        position += 1
      }
    }
    return (identities, SharedSecret(joined))
  }

  private static let limit = 1 << 20

  private static func read(_ path: String, into identities: inout Identities) throws(SealError) {
    let text = try text(of: path)
    try text.withBytes { (text) throws(SealError) in try identities.add(file: text, named: path) }
  }

  /// The text of an identity file, which is a secret; of a protected one, once its passphrase was typed.
  static func text(of path: String) throws(SealError) -> SecretBytes {
    let bytes = try bytes(of: path)
    guard bytes.withBytes({ IdentityFile.isProtected($0) }) else { return bytes }
    let passphrase = try Passphrase.ask("passphrase of \"\(path.printable)\": ")
    do {
      return try bytes.withBytes { (bytes) throws(AgeError) in
        try IdentityFile.unlock(bytes, passphrase: passphrase)
      }
    } catch {
      throw SealError(.identity, "\"\(path.printable)\": \(error.reason)")
    }
  }

  private static func bytes(of path: String) throws(SealError) -> SecretBytes {
    do {
      guard path != "-" else { return try StandardStream.readSecretInput(limit: limit) }
      let status = try File.status(path)
      guard status.kind != .directory else {
        throw SealError(.identity, "\"\(path.printable)\" is a folder, not an identity file")
      }
      if status.kind == .regular { try checkMode(status, path) }
      return try File.readSecret(path, limit: limit)
    } catch let error as FileError {
      guard !error.isTooLarge else {
        throw SealError(.identity, "\"\(path.printable)\" is too large to be an identity file")
      }
      throw SealError(error, hint: error.isAbsence ? "\"seal keygen -o FILE\" makes an identity" : nil)
    } catch {
      throw SealError(any: error)
    }
  }

  /// Outside a pod nobody but the owner has any business with an identity. In a pod projected Secrets are often 0644, or
  /// 0440 under an `fsGroup` (attacks.md, row 63).
  private static func checkMode(_ status: FileStatus, _ path: String) throws(SealError) {
    guard status.mode & 0o077 != 0, Environment.get("KUBERNETES_SERVICE_HOST") == nil else { return }
    let mode = "0" + String(status.mode & 0o777, radix: 8)
    throw SealError(
      .identity, "others can read the identity file \"\(path.printable)\", its mode is \(mode)",
      hint: "chmod 600 \(path.printable)")
  }
}
