import ArgumentParser
import Sealing
import Workspace

/// What went wrong with single files of a verb that looks at all of them: a line each, and a hint and the exit code for
/// the first.
struct Failures {
  private var all: [SealError] = []

  mutating func add(_ error: SealError, in path: String) {
    let path = Input.name(of: path)
    let isNamed = error.reason.contains("\"\(path)\"")
    all.append(SealError(error.code, isNamed ? error.reason : "\(path): \(error.reason)", hint: error.hint))
  }

  /// An error that says where it is.
  mutating func add(_ error: SealError) { all.append(error) }

  /// Prints them.
  ///
  /// - Throws: the exit code, where there is any.
  func report() throws {
    guard let first = all.first else { return }
    Console.error(first)
    for failure in all.dropFirst() { Console.error(SealError(failure.code, failure.reason)) }
    throw ExitCode(first.code.exitCode)
  }
}
