package import Primitives

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The terminal somebody sits at.
package enum Terminal {
  package static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// A line that isn't shown while it is typed, from the controlling terminal, whatever stdin is. Exactly one LF is
  /// stripped.
  ///
  /// The terminal shows again what is typed when this returns, throws, or a signal ends or stops the process meanwhile.
  ///
  /// - Throws: `ENXIO` where there is no terminal; `ECANCELED` where the input ends before a line does; `EFBIG` for a
  ///   line of 4,095 bytes, from where on a terminal drops what is typed.
  package static func readWithoutEcho(_ prompt: String) throws(FileError) -> SecretBytes {
    let terminal = try Descriptor(opening: path, O_RDWR | O_NOCTTY)
    var shown = termios()
    guard unsafe tcgetattr(terminal.number, &shown) == 0 else { throw FileError("read", path) }
    var hidden = shown
    hidden.c_lflag &= ~tcflag_t(ECHO)
    hidden.c_lflag |= tcflag_t(ICANON | ISIG)

    // The signals wait in the kernel while nothing is shown: no handler, so none that could come at a wrong moment.
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP] { unsafe sigaddset(&signals, signal) }
    var before = sigset_t()

    while true {
      unsafe pthread_sigmask(SIG_BLOCK, &signals, &before)
      _ = unsafe tcsetattr(terminal.number, TCSAFLUSH, &hidden)
      defer {
        _ = unsafe tcsetattr(terminal.number, TCSANOW, &shown)
        // Here a signal that came ends the process, or stops it until it is continued and asks again.
        unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
      }
      try terminal.writeAll(Array(prompt.utf8).span)
      if waitForInput(terminal.number, unless: signals) {
        let line = try readLine(terminal)
        try terminal.writeAll([0x0A].span)
        return line
      }
      try terminal.writeAll([0x0A].span)
    }
  }

  /// A line that is typed as an answer; nil where there is no terminal, the input has ended, or a signal that is to end this
  /// process waits meanwhile (``Signals/deferred(_:)``).
  package static func ask(_ prompt: String) -> String? {
    guard let terminal = try? Descriptor(opening: path, O_RDWR | O_NOCTTY) else { return nil }
    try? terminal.writeAll(Array(prompt.utf8).span)
    var line = [UInt8](repeating: 0, count: lineLimit)
    while !Signals.isWaiting {
      var event = pollfd(fd: terminal.number, events: Int16(POLLIN), revents: 0)
      guard unsafe poll(&event, 1, 50) > 0 else { continue }
      var span = line.mutableSpan
      guard let count = try? terminal.read(into: &span, at: 0), count > 0 else { return nil }
      return String(decoding: line[..<(line[count - 1] == 0x0A ? count - 1 : count)], as: UTF8.self)
    }
    return nil
  }

  /// How the terminal was set up, to put it right after a program that couldn't.
  struct Settings {
    private let settings: termios

    /// Nil where there is no terminal.
    init?() {
      var settings = termios()
      guard let terminal = try? Descriptor(opening: path, O_RDWR | O_NOCTTY),
        unsafe tcgetattr(terminal.number, &settings) == 0
      else { return nil }
      self.settings = settings
    }

    func restore() {
      guard let terminal = try? Descriptor(opening: path, O_RDWR | O_NOCTTY) else { return }
      // A process in the background would be stopped for it.
      var stop = sigset_t()
      var before = sigset_t()
      unsafe sigemptyset(&stop)
      unsafe sigaddset(&stop, SIGTTOU)
      unsafe pthread_sigmask(SIG_BLOCK, &stop, &before)
      var settings = settings
      _ = unsafe tcsetattr(terminal.number, TCSANOW, &settings)
      unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
    }
  }

  private static let path = "/dev/tty"
  /// What the kernel holds of one line, its LF included.
  private static let lineLimit = 4096

  /// Whether a line came before one of these blocked signals did.
  private static func waitForInput(_ number: Int32, unless signals: sigset_t) -> Bool {
    while true {
      var pending = sigset_t()
      unsafe sigpending(&pending)
      for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP] where unsafe sigismember(&pending, signal) == 1 {
        return false
      }
      var event = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
      if unsafe poll(&event, 1, 50) > 0 { return true }
    }
  }

  private static func readLine(_ terminal: borrowing Descriptor) throws(FileError) -> SecretBytes {
    var line = SecretBytes(zeros: lineLimit)
    let count = try line.withMutableBytes { (bytes) throws(FileError) in try terminal.read(into: &bytes, at: 0) }
    let end = line.withBytes { count > 0 && $0[count - 1] == 0x0A ? count - 1 : count }
    guard end < count else { throw FileError("read", path, errno: ECANCELED) }
    guard end < lineLimit - 1 else { throw FileError("read", path, errno: EFBIG) }
    return line.withBytes { SecretBytes(copying: $0.extracting(0..<end)) }
  }
}
