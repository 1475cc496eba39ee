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
    #if canImport(Glibc)
      _ = linux_set_dumpable(0)
      let core = __rlimit_resource_t(RLIMIT_CORE.rawValue)
    #else
      let core = RLIMIT_CORE
    #endif
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    _ = unsafe setrlimit(core, &none)
    for number: Int32 in 0...2 where fcntl(number, F_GETFD) == -1 {
      // The lowest free number is this one, so the descriptor stays open under it.
      _ = unsafe open("/dev/null", O_RDWR)
    }
    signal(SIGPIPE, SIG_IGN)
  }
}
