#if canImport(Darwin)
  import Darwin
#else
  import CLinux
  @unsafe @preconcurrency import Glibc
#endif

/// Another program, started and waited for.
package enum Process {
  /// What a program that has ended leaves.
  package struct Result: Sendable {
    /// Its exit code, or 128 and the number of the signal that ended it.
    package let status: Int32
    /// What it wrote to stdout.
    package let output: [UInt8]
  }

  /// Where a program's stderr goes.
  package enum Errors: Sendable {
    case inherited, discarded
  }

  /// Runs a program with this process's environment and terminal.
  ///
  /// - Parameters:
  ///   - executable: a path, or a name without `/`, which is looked up in `PATH`.
  ///   - arguments: those after the program's own name.
  ///   - input: its stdin; nil stands for `/dev/null`.
  ///   - limit: more output than this many bytes is `EFBIG`.
  /// - Throws: `ENOENT` where there is no such program.
  package static func run(
    _ executable: String, _ arguments: [String], input: Span<UInt8>? = nil, errors: Errors = .inherited,
    limit: Int = 16 << 20
  ) throws(FileError) -> Result {
    // A program that ends without reading its input must not end this one.
    signal(SIGPIPE, SIG_IGN)
    let stdout = try Pipe()
    let process: pid_t
    let output: [UInt8]
    if let input {
      let stdin = try Pipe()
      process = try spawn(executable, arguments, input: stdin.reading.number, output: stdout.writing.number, errors)
      _ = consume stdin.reading
      _ = consume stdout.writing
      output = try exchange(consume stdin.writing, input, stdout.reading, limit, process)
    } else {
      process = try spawn(executable, arguments, input: nil, output: stdout.writing.number, errors)
      _ = consume stdout.writing
      do throws(FileError) { output = try stdout.reading.readAll(limit: limit) } catch {
        throw abandon(process, error)
      }
    }
    return Result(status: wait(process), output: output)
  }

  /// Writes all input and reads all output, whichever the program is ready for.
  private static func exchange(
    _ inputEnd: consuming Descriptor, _ input: Span<UInt8>, _ outputEnd: borrowing Descriptor, _ limit: Int,
    _ process: pid_t
  ) throws(FileError) -> [UInt8] {
    _ = fcntl(inputEnd.number, F_SETFL, O_NONBLOCK)
    var sent = 0
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    do throws(FileError) {
      while sent < input.count {
        var events = [
          pollfd(fd: inputEnd.number, events: Int16(POLLOUT), revents: 0),
          pollfd(fd: outputEnd.number, events: Int16(POLLIN), revents: 0),
        ]
        guard retrying({ unsafe Int(poll(&events, 2, -1)) }) > 0 else { throw FileError("run", "poll") }
        if events[0].revents != 0 {
          let count = unsafe input.withUnsafeBytes {
            unsafe write(inputEnd.number, $0.baseAddress! + sent, $0.count - sent)
          }
          if count < 0, errno != EAGAIN, errno != EINTR { break }  // It reads no further, which is its right.
          sent += max(0, count)
        }
        if events[1].revents != 0 {
          var span = chunk.mutableSpan
          let count = try outputEnd.read(into: &span, at: 0)
          if count == 0 { break }
          output.append(contentsOf: chunk[..<count])
          guard output.count <= limit else { throw FileError("read", outputEnd.path, errno: EFBIG) }
        }
      }
      _ = consume inputEnd
      return try output + outputEnd.readAll(limit: limit - output.count)
    } catch {
      throw abandon(process, error)
    }
  }

  private static func spawn(
    _ executable: String, _ arguments: [String], input: Int32?, output: Int32, _ errors: Errors
  ) throws(FileError) -> pid_t {
    try unsafe spawn(executable, arguments, Streams(input: input, output: output, errors: errors), environ)
  }

  /// Where a program's standard streams go.
  struct Streams {
    /// Nil stands for `/dev/null`.
    let input: Int32?
    let output: Int32
    let errors: Errors
  }

  /// - Parameter streams: nil where it has those of this process.
  static func spawn(
    _ executable: String, _ arguments: [String], _ streams: Streams?,
    _ environment: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  ) throws(FileError) -> pid_t {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t? = nil
      var attributes: posix_spawnattr_t? = nil
    #else
      var actions = unsafe posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    if let streams {
      if let input = streams.input {
        unsafe posix_spawn_file_actions_adddup2(&actions, input, 0)
      } else {
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
      }
      unsafe posix_spawn_file_actions_adddup2(&actions, streams.output, 1)
      if streams.errors == .discarded {
        unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
      }
    }

    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var restored = sigset_t()
    unsafe sigemptyset(&restored)
    unsafe sigaddset(&restored, SIGPIPE)
    unsafe posix_spawnattr_setsigdefault(&attributes, &restored)
    // A thread of a pool blocks every signal, and its children would inherit that: deaf to Ctrl-C and to `kill`.
    var blocked = sigset_t()
    unsafe sigemptyset(&blocked)
    unsafe posix_spawnattr_setsigmask(&attributes, &blocked)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

    let strings = unsafe ([executable] + arguments).map { unsafe strdup($0) }
    defer { unsafe strings.forEach { unsafe free($0) } }
    var process: pid_t = 0
    let failure = unsafe posix_spawnp(&process, executable, &actions, &attributes, strings + [nil], environment)
    guard failure == 0 else { throw FileError("run", executable, errno: failure) }
    return process
  }

  private static func wait(_ process: pid_t) -> Int32 {
    var status: Int32 = 0
    _ = retrying { unsafe Int(waitpid(process, &status, 0)) }
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + (status & 0x7F)
  }

  private static func abandon(_ process: pid_t, _ error: FileError) -> FileError {
    _ = kill(process, SIGKILL)
    _ = wait(process)
    return error
  }
}

/// A pipe that a program which is started inherits only as what it is told to.
private struct Pipe: ~Copyable {
  let reading: Descriptor
  let writing: Descriptor

  init() throws(FileError) {
    var ends: [Int32] = [0, 0]
    #if canImport(Darwin)
      guard unsafe pipe(&ends) == 0 else { throw FileError("open", "a pipe", errno: errno) }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    #else
      // At once: a program that another thread starts meanwhile would keep the pipe open.
      guard unsafe pipe2(&ends, O_CLOEXEC) == 0 else { throw FileError("open", "a pipe", errno: errno) }
    #endif
    reading = Descriptor(adopting: ends[0], path: "a pipe")
    writing = Descriptor(adopting: ends[1], path: "a pipe")
  }
}
