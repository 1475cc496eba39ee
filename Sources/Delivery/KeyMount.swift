import Files
package import Primitives
package import Sealing

/// The folder with a pod's `identity` and its `allowed_signers`: a mounted Secret, or a plain folder.
package struct KeyMount: ~Copyable {
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
  /// - Throws: `policy` for one that is too large; `io`.
  package borrowing func signers() throws(SealError) -> [UInt8]? {
    switch mount {
    case .none: return nil
    case .some(let mount):
      do throws(FileError) { return try mount.read(Self.signersName, limit: Self.limit) } catch {
        if error.isAbsence { return nil }
        throw error.isTooLarge ? SealError(.policy, error.description) : SealError(reading: error)
      }
    }
  }

  /// The identity file, read straight into guarded memory.
  ///
  /// - Throws: `identity` where there is none, or what is there can't be one; `io`.
  package borrowing func identity() throws(SealError) -> SecretBytes {
    switch mount {
    case .none: throw missingIdentity
    case .some(let mount):
      do throws(FileError) { return try mount.readSecret(Self.identityName, limit: Self.limit) } catch {
        if error.isAbsence { throw missingIdentity }
        throw error.isTooLarge || error.isWrongKind
          ? SealError(.identity, error.description) : SealError(reading: error)
      }
    }
  }

  /// Whether every user of the container can read the identity.
  package borrowing func isIdentityOpenToAll() -> Bool {
    switch mount {
    case .none: return false
    case .some(let mount):
      return (try? mount.mode(of: Self.identityName)).flatMap { $0 }.map { $0 & 0o004 != 0 } ?? false
    }
  }

  /// Where the identity is, for messages.
  package var identityPath: String { "\(path)/\(Self.identityName)" }

  private var missingIdentity: SealError {
    SealError(
      .identity, "there is no identity at \"\(identityPath.printable)\"",
      hint: "mount the identity Secret at \(path.printable), or say with --keys where it is")
  }
}
