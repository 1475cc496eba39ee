#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The signals that end this process from outside.
package enum Signals {
  /// Runs `body` while every signal that would end this process waits in the kernel, so that something can be undone first;
  /// one that came meanwhile ends it afterwards.
  ///
  /// There is no handler, so none that could come at a wrong moment. What stops the process (Ctrl-Z) stops it, and what
  /// says that it is broken (SIGSEGV and its like) ends it.
  package static func deferred<R: ~Copyable, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
    var signals = ending
    var before = sigset_t()
    unsafe pthread_sigmask(SIG_BLOCK, &signals, &before)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
    return try body()
  }

  /// Whether one of them waits.
  package static var isWaiting: Bool {
    var pending = sigset_t()
    unsafe sigpending(&pending)
    var ending = ending
    return (1..<32).contains { unsafe sigismember(&pending, $0) == 1 && sigismember(&ending, $0) == 1 }
  }

  /// All of them, save for those that this process was started to ignore, as by `nohup`.
  static var ending: sigset_t {
    var signals = sigset_t()
    unsafe sigfillset(&signals)
    let others = [
      SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS, SIGTSTP, SIGTTIN, SIGTTOU, SIGCONT, SIGCHLD, SIGWINCH,
      SIGURG, SIGPIPE,
    ]
    for signal in others { unsafe sigdelset(&signals, signal) }
    for signal: Int32 in 1..<32 where isIgnored(signal) { unsafe sigdelset(&signals, signal) }
    return signals
  }

  private static func isIgnored(_ signal: Int32) -> Bool {
    var action = sigaction()
    guard unsafe sigaction(signal, nil, &action) == 0 else { return false }
    // SIG_IGN is 1 on every system; functions can't be compared.
    #if canImport(Darwin)
      return unsafe unsafeBitCast(action.__sigaction_u.__sa_handler, to: Int.self) == 1
    #else
      return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
    #endif
  }
}
