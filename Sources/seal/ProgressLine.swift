import Files
import Synchronization

/// A line on stderr that counts, where that is a terminal and the work takes over half a second. It is gone when the work
/// is done.
final class ProgressLine: Sendable {
  private struct State {
    var isShown = false
    /// What the line says; it is written anew only when that changes.
    var hundredths = -1
  }

  private let what: String
  private let total: Int
  private let isTerminal = Terminal.isTerminal(2)
  private let start = ContinuousClock.now
  private let state = Mutex(State())

  /// - Parameter what: such as "looking at files".
  init(_ what: String, of total: Int) {
    self.what = what
    self.total = total
  }

  /// How many are done, from whichever thread.
  func report(_ done: Int) {
    guard isTerminal, total > 0, done < total else { return }
    let hundredths = done * 100 / total
    state.withLock { state in
      guard hundredths > state.hundredths, start.duration(to: .now) > .milliseconds(500) else { return }
      state = State(isShown: true, hundredths: hundredths)
      StandardStream.writeError("\rseal: \(what): \(done) of \(total)")
    }
  }

  /// Takes the line away.
  func finish() {
    state.withLock { state in
      guard state.isShown else { return }
      state = State(isShown: false, hundredths: 100)
      StandardStream.writeError("\r\u{1B}[K")
    }
  }
}
