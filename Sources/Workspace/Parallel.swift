import Dispatch
import Synchronization

/// Work on many files at once, on all cores.
package enum Parallel {
  /// What `body` makes of each item, in the order of the items. At most as many run at once as there are cores, so that
  /// memory is bounded by the items in flight and by the results.
  ///
  /// - Parameter progress: is told how many are done, each time one is, from whichever thread it was done on.
  package static func map<Item: Sendable, Result: Sendable>(
    _ items: [Item], progress: (@Sendable (Int) -> Void)? = nil, _ body: @Sendable (Item) -> Result
  ) -> [Result] {
    let results = Mutex([Result?](repeating: nil, count: items.count))
    let done = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: items.count) { index in
      let result = body(items[index])
      results.withLock { $0[index] = result }
      progress?(done.add(1, ordering: .relaxed).newValue)
    }
    return results.withLock { $0.compactMap(\.self) }
  }
}
