/// One thing that a repository needs, and what is to be done about it.
package struct SetupStep: Sendable {
  package enum Action: Sendable {
    /// It is there as it should be.
    case none
    case write(SetupFile)
    case configure(name: String, value: String)
    /// Somebody chose otherwise, which is theirs: what to do by hand.
    case advise(String)
  }

  /// What messages call it.
  package let subject: String
  package let action: Action

  package var isToDo: Bool {
    switch action {
    case .write, .configure: true
    case .none, .advise: false
    }
  }
}

/// A file that is to be written whole.
package struct SetupFile: Sendable {
  /// The folder below which no link is followed.
  let base: String
  /// From there.
  let path: String
  let bytes: [UInt8]
  /// Nil for what the umask leaves, and for that of a file which is there.
  let mode: UInt32?
}
