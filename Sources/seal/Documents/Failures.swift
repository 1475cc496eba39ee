import ArgumentParser
import Sealing

/// What went wrong with single files of a verb that looks at all of them: a line each, and the exit code of the first.
struct Failures {
  private var all: [SealError] = []

  mutating func add(_ error: SealError, in path: String) {
    let path = Input.name(of: path)
    let isNamed = error.reason.contains("\"\(path)\"")
    all.append(SealError(error.code, isNamed ? error.reason : "\(path): \(error.reason)", hint: error.hint))
  }

  /// Prints them, with the hint of the first.
  ///
  /// - Throws: the exit code, where there is any.
  func report() throws {
    guard let first = all.first else { return }
    for failure in all { Console.error(SealError(failure.code, failure.reason)) }
    if let hint = first.hint { Console.hint(hint) }
    throw ExitCode(first.code.exitCode)
  }
}
