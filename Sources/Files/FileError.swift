import Primitives

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What the system said when it refused a call.
///
/// Equality compares ``errno`` alone. The description holds a path, never a byte of a file.
package struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was tried, as a verb: "read", "rename".
  package let operation: String
  /// What it was tried on.
  package let path: String
  /// The system's number. Bounds of this module's own use the closest: `EFBIG` for a file over its limit, `EINVAL` for
  /// what is no regular file.
  package let errno: Int32

  package init(_ operation: String, _ path: String, errno: Int32) {
    self.operation = operation
    self.path = path
    self.errno = errno
  }

  /// The error of the call that has just failed.
  init(_ operation: String, _ path: String) {
    self.init(operation, path, errno: lastErrno())
  }

  package var description: String { "can't \(operation) \"\(path.printable)\": \(reason)" }

  /// The system's own words, lower case: "permission denied".
  package var reason: String {
    if errno == EINVAL, operation == "read" { return "not a regular file" }
    let text = unsafe String(cString: strerror(errno))
    return text.prefix(1).lowercased() + text.dropFirst()
  }

  /// Whether there is nothing at that path.
  package var isAbsence: Bool { errno == ENOENT || errno == ENOTDIR }

  /// Whether there is something at that path already.
  package var isExistence: Bool { errno == EEXIST }

  /// Whether nobody reads the other end of a pipe any more.
  package var isBrokenPipe: Bool { errno == EPIPE }

  /// Whether there was more than the caller's limit.
  package var isTooLarge: Bool { errno == EFBIG }

  /// Whether arguments and environment are more than a program can be started with.
  package var isTooMuch: Bool { errno == E2BIG }

  /// Whether the process has no terminal to ask at.
  package var isNoTerminal: Bool { errno == ENXIO || errno == ENOTTY }

  /// Whether the input ended where a line was expected.
  package var isCanceled: Bool { errno == ECANCELED }

  /// Whether this process may not do it, as the user and group that it runs as.
  package var isRefusal: Bool { errno == EACCES || errno == EPERM }

  /// Whether something else stands where a regular file should.
  package var isWrongKind: Bool { errno == EINVAL || errno == ELOOP || errno == EISDIR }

  package static func == (a: FileError, b: FileError) -> Bool { a.errno == b.errno }
}

/// The global, which a property of the same name would hide.
private func lastErrno() -> Int32 { errno }

/// Repeats a call that a signal interrupted.
func retrying(_ call: () -> Int) -> Int {
  while true {
    let result = call()
    if result >= 0 || errno != EINTR { return result }
  }
}
