import Files
import Primitives
import SSHSignatures
import Sealing
import Workspace

/// A list of trusted signers, and who named it.
struct SignersSource {
  enum Origin: String {
    case option = "--signers"
    case environment = "SEAL_SIGNERS"
    case workspace = ".seal.yaml"
    case git = "git"
  }

  let path: String
  let origin: Origin
  /// Its bytes, where they have been read already.
  private let list: [UInt8]?

  private static let limit = 1 << 20
  private static let example = "echo \"you@example.com $(cut -d' ' -f1,2 ~/.ssh/id_ed25519.pub)\" > allowed_signers"

  init(path: String, origin: Origin, list: [UInt8]? = nil) {
    (self.path, self.origin, self.list) = (path, origin, list)
  }

  /// The one that no option names; nil where there is none.
  static func standard(in workspace: Workspace?) -> SignersSource? {
    if let path = Environment.get("SEAL_SIGNERS"), !path.isEmpty {
      return SignersSource(path: path, origin: .environment)
    }
    if let path = workspace?.signers {
      return SignersSource(path: path, origin: .workspace, list: workspace?.signersList)
    }
    return Git.config("gpg.ssh.allowedSignersFile", type: "path").map { SignersSource(path: $0, origin: .git) }
  }

  /// - Throws: `missing`, `io`, `format`.
  func read() throws(SealError) -> [UInt8] {
    if let list { return list }
    // Git's settings are those of the repository too, and with them whoever made it could name a FIFO.
    return try origin == .git ? Input.readFound(path, limit: Self.limit) : Input.read(path, limit: Self.limit)
  }

  /// The bytes, which have been read once to say where they are wrong.
  ///
  /// - Throws: `policy`.
  func load() throws(SealError) -> [UInt8] {
    let bytes: [UInt8]
    do { bytes = try read() } catch {
      throw SealError(.policy, "the list of trusted signers can't be read: \(error.reason)", hint: Self.example)
    }
    do { _ = try AllowedSigners(parsing: bytes.span, namespace: Policy.signingNamespace) } catch {
      let line = error.line.map { ", line \($0)" } ?? ""
      throw SealError(.policy, "\"\(path.printable)\"\(line): \(error.reason)")
    }
    return bytes
  }
}
