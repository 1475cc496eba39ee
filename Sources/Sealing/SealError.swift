/// Why a program of this project refuses, fails or gives up.
///
/// Equality compares the ``Code`` alone: the reason is for people. No reason ever holds a plaintext, an identity, a key
/// or a line of somebody's input.
public struct SealError: Error, Equatable, Sendable {
  /// The class of an error, which both programs print as `error[NAME]` and exit with.
  public struct Code: Hashable, Sendable {
    /// The name as it stands in messages and logs.
    public let name: String
    /// The exit code of `seal` and `unseal`.
    public let exitCode: Int32

    /// A fault of this project's own.
    public static let `internal` = Code(name: "internal", exitCode: 1)
    /// The bytes are no sealed file.
    public static let format = Code(name: "format", exitCode: 10)
    /// No trusted signer vouches for these bytes.
    public static let signature = Code(name: "signature", exitCode: 11)
    /// Sealed for another namespace or under another name.
    public static let scope = Code(name: "scope", exitCode: 12)
    /// Older than the floor that was set.
    public static let rollback = Code(name: "rollback", exitCode: 13)
    /// An identity or a recipient is missing, malformed or not the right one.
    public static let identity = Code(name: "identity", exitCode: 14)
    /// Altered after it was sealed.
    public static let tampered = Code(name: "tampered", exitCode: 15)
    /// What was asked for is unsafe, or contradicts itself.
    public static let policy = Code(name: "policy", exitCode: 16)
    /// The system refused to read or write.
    public static let io = Code(name: "io", exitCode: 17)
    /// A name, a key or a file that was asked for is not there.
    public static let missing = Code(name: "missing", exitCode: 18)
    /// The bytes are not those that were pinned.
    public static let pin = Code(name: "pin", exitCode: 19)
    /// The command line is wrong.
    public static let usage = Code(name: "usage", exitCode: 64)
  }

  /// The class.
  public let code: Code
  /// One line, lower case, no full stop: what happened, and where.
  public let reason: String
  /// One line, or nil: what to do next.
  public let hint: String?

  /// An error of the class `code`.
  public init(_ code: Code, _ reason: String, hint: String? = nil) {
    self.code = code
    self.reason = reason
    self.hint = hint
  }

  /// Whether both are of one class.
  public static func == (a: SealError, b: SealError) -> Bool { a.code == b.code }
}
