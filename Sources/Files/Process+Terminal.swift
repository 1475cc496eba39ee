#if canImport(Darwin)
  import Darwin
#else
  @unsafe @preconcurrency import Glibc
#endif

extension Process {
  /// How a program ended that had the terminal.
  package enum Ending: Equatable, Sendable {
    case exited(Int32)
    case killed(signal: Int32)
    /// This process was told to end, and so was the program. The signal waits for ``Signals/deferred(_:)`` to return.
    case interrupted
  }

  /// Runs a program with this process's standard streams, such as an editor, and waits for it, inside
  /// ``Signals/deferred(_:)``.
  ///
  /// Ctrl-C and Ctrl-\ are the program's, which hears them from the terminal itself; Ctrl-Z stops both. Any other signal
  /// that would end this process ends the program first. What it leaves of the terminal's settings when it is killed is put
  /// right.
  ///
  /// - Parameter variables: in the place of what its environment says about the same names.
  /// - Throws: `ENOENT` where there is no such program.
  package static func runAtTerminal(
    _ executable: String, _ arguments: [String], variables: [String: String] = [:]
  ) throws(FileError) -> Ending {
    // Somebody who ignores it would have the system forget how the program ended.
    signal(SIGCHLD, SIG_DFL)
    var child = sigset_t()
    var before = sigset_t()
    unsafe sigemptyset(&child)
    unsafe sigaddset(&child, SIGCHLD)
    unsafe pthread_sigmask(SIG_BLOCK, &child, &before)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }

    let settings = Terminal.Settings()
    var environment = unsafe environment(with: variables)
    defer { unsafe environment.prefix(variables.count).forEach { unsafe free($0) } }
    let process = try unsafe spawn(executable, arguments, nil, &environment)
    let ending = wait(atTerminal: process)
    if case .exited = ending {} else { settings?.restore() }
    return ending
  }

  /// The variables that are given, which the caller frees, and then those of this process of other names.
  private static func environment(with variables: [String: String]) -> [UnsafeMutablePointer<CChar>?] {
    var list: [UnsafeMutablePointer<CChar>?] = unsafe []
    for (name, value) in variables { unsafe list.append(strdup("\(name)=\(value)")) }
    var next = unsafe environ
    while let text = unsafe next.pointee {
      let isGiven = variables.keys.contains { unsafe strncmp(text, "\($0)=", $0.utf8.count + 1) == 0 }
      if !isGiven { unsafe list.append(text) }
      unsafe next += 1
    }
    unsafe list.append(nil)
    return unsafe list
  }

  #if canImport(Darwin)
    private static func wait(atTerminal process: pid_t) -> Ending {
      var status: Int32 = 0
      _ = retrying { unsafe Int(waitpid(process, &status, 0)) }
      return Signals.isWaiting ? .interrupted : ending(status)
    }
  #else
    private static func wait(atTerminal process: pid_t) -> Ending {
      var signals = Signals.ending
      unsafe sigaddset(&signals, SIGCHLD)
      var fromTerminal: Int32 = 0
      while true {
        var status: Int32 = 0
        if unsafe waitpid(process, &status, WNOHANG) != 0 {
          // A program that Ctrl-C ended was ended by whoever wants this one to end as well.
          guard fromTerminal != 0, status & 0x7F == fromTerminal else { return ending(status) }
          raise(fromTerminal)
          return .interrupted
        }
        var info = unsafe siginfo_t()
        var limit = timespec(tv_sec: 60, tv_nsec: 0)
        let number = unsafe sigtimedwait(&signals, &info, &limit)
        // From the kernel and not from a process: somebody has typed it.
        let isTyped = unsafe info.si_code > 0
        switch number {
        case -1, SIGCHLD: continue
        case SIGINT where isTyped, SIGQUIT where isTyped: fromTerminal = number
        default:
          end(process, number)
          raise(number)
          return .interrupted
        }
      }
    }

    /// Tells a program to end, and sees to it that it does.
    private static func end(_ process: pid_t, _ signal: Int32) {
      var status: Int32 = 0
      _ = kill(process, signal)
      _ = kill(process, SIGCONT)
      for _ in 0..<50 {
        guard unsafe waitpid(process, &status, WNOHANG) == 0 else { return }
        usleep(20_000)
      }
      _ = kill(process, SIGKILL)
      _ = retrying { unsafe Int(waitpid(process, &status, 0)) }
    }
  #endif

  private static func ending(_ status: Int32) -> Ending {
    status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal: status & 0x7F)
  }
}
