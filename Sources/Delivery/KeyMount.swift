import Files
package import Primitives
package import Sealing

/// The folder with a pod's `identity` and its `allowed_signers`: a mounted Secret, or a plain folder.
package struct KeyMount: Sendable {
  package static let identityName = "identity"
  package static let signersName = "allowed_signers"
  /// Much more than a folder of keys ever has.
  static let limit = 1_048_576

  private let path: String
  /// Nil where there is no such folder, which is for what is then found missing to say.
  private let mount: Mount?

  /// - Throws: `io`.
  package init(opening path: String) throws(SealError) {
    self.path = path
    do throws(FileError) {
      mount = try Mount(opening: path)
    } catch {
      guard error.isAbsence else { throw SealError(reading: error) }
      mount = nil
    }
  }

  /// The list of trusted signers, or nil where there is none.
  ///
  /// - Throws: `policy` for one that can't be read, or is too large.
  package func signers() throws(SealError) -> [UInt8]? {
    guard let mount else { return nil }
    do throws(FileError) { return try mount.read(Self.signersName, limit: Self.limit) } catch {
      if error.isAbsence { return nil }
      throw SealError(reading: error, as: .policy)
    }
  }

  /// For a pod that must not do without.
  package var missingSigners: SealError {
    SealError(
      .policy, "there is no list of trusted signers at \(path.printable)/\(Self.signersName)",
      hint: "put allowed_signers beside the identity, or say --allow-unsigned and do without authenticity")
  }

  /// The identity file, read straight into guarded memory.
  ///
  /// - Throws: `identity` where there is none, or what is there can't be one; `io`.
  package func identity() throws(SealError) -> SecretBytes {
    guard let mount else { throw missingIdentity }
    do throws(FileError) { return try mount.readSecret(Self.identityName, limit: Self.limit) } catch {
      if error.isAbsence { throw missingIdentity }
      throw SealError(reading: error, as: error.isTooLarge || error.isWrongKind ? .identity : .io)
    }
  }

  /// The mode that the identity's volume had better have, where every user of the container can read it and this process
  /// could without that; else nil.
  ///
  /// What is mounted is root's. A process that is neither root nor of the file's group, as without an `fsGroup`, reads it
  /// as everybody does, or not at all.
  package var betterIdentityMode: String? {
    guard let status = try? mount?.status(of: Self.identityName), status.mode & 0o004 != 0 else { return nil }
    if status.uid == Environment.userID { return "0400" }
    return Environment.isMember(of: status.gid) ? "0440" : nil
  }

  /// Where the identity is, for messages.
  package var identityPath: String { "\(path)/\(Self.identityName)" }

  private var missingIdentity: SealError {
    SealError(
      .identity, "there is no identity at \"\(identityPath.printable)\"",
      hint: "mount the identity Secret at \(path.printable), or say with --keys where it is")
  }
}
