/// What the program can do. All but its own task is asked for by the first argument.
enum Command: Sendable {
  case unseal, install, exec

  init(firstArgument: String?) {
    switch firstArgument {
    case "install": self = .install
    case "exec": self = .exec
    default: self = .unseal
    }
  }

  var flags: [Flag] {
    switch self {
    case .unseal: Flag.unseal
    case .install: Flag.errors
    case .exec: Flag.exec
    }
  }

  /// Whether what isn't on its command line may stand in the environment. That of an app says nothing to this program.
  var hasTwins: Bool { self == .unseal }
}
