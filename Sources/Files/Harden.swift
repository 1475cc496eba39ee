#if canImport(Darwin)
  import Darwin
#else
  import CLinux
  import Glibc
#endif

/// What a program that handles secrets does before anything else.
package enum Harden {
  /// No core dump; no other process of the same user reads the memory or the environment of this one; no file that is
  /// opened later takes the place of a standard stream that was closed; a reader that goes away ends no write with a
  /// signal.
  ///
  /// None of it is worth failing for: a system that refuses one of these has refused no secret yet.
  package static func process() {
    let start = start
    #if canImport(Glibc)
      _ = linux_set_dumpable(0)
    #endif
    // What may be lowered and not raised again stays: a program that takes this one's place is owed it.
    var none = rlimit(rlim_cur: 0, rlim_max: start.coreLimit.rlim_max)
    _ = unsafe setrlimit(core, &none)
    for number in start.closed {
      // The lowest free number is this one, so the descriptor stays open under it.
      _ = unsafe open("/dev/null", O_RDWR)
      _ = fcntl(number, F_SETFD, 0)
    }
    signal(SIGPIPE, SIG_IGN)
  }

  /// Gives back what a program would inherit that is to take this one's place; ``process()`` takes it again. The system
  /// itself makes the new program's memory readable for its user.
  static func undo() {
    let start = start
    var limit = start.coreLimit
    _ = unsafe setrlimit(core, &limit)
    for number in start.closed { _ = close(number) }
    if !start.ignoresPipe { signal(SIGPIPE, SIG_DFL) }
  }

  #if canImport(Glibc)
    private static let core = __rlimit_resource_t(RLIMIT_CORE.rawValue)
  #else
    private static let core = RLIMIT_CORE
  #endif

  /// How the process was started; looked at before anything is changed.
  private static let start = Start()

  private struct Start: Sendable {
    let coreLimit: rlimit
    /// Standard streams that nobody gave us.
    let closed: [Int32]
    let ignoresPipe: Bool

    init() {
      var limit = rlimit()
      _ = unsafe getrlimit(core, &limit)
      coreLimit = limit
      var closed: [Int32] = []
      for number: Int32 in 0...2 where fcntl(number, F_GETFD) == -1 { closed.append(number) }
      self.closed = closed
      // SIG_IGN is 1 on every system; functions can't be compared.
      ignoresPipe = unsafe unsafeBitCast(signal(SIGPIPE, SIG_IGN), to: Int.self) == 1
    }
  }
}
