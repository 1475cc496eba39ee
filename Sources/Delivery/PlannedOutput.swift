import Files
package import Sealing

/// An output directory and what it is to hold.
package struct PlannedOutput: Sendable {
  package let directory: OutputDirectory
  package let plan: DeliveryPlan

  package init(_ directory: OutputDirectory, _ plan: DeliveryPlan) {
    self.directory = directory
    self.plan = plan
  }

  /// Fails where ``deliver(_:)`` would because something that isn't ours is in the way.
  ///
  /// - Throws: `io`.
  package static func check(_ outputs: [PlannedOutput]) throws(SealError) {
    for output in outputs { _ = try output.directory.unobstructed(output.plan) }
  }

  /// Makes every output hold what its plan says and nothing else of ours. All are written before the first is switched:
  /// on an error each holds what it held before, unless the switch itself fails, a rename, which leaves those before it
  /// new.
  ///
  /// - Throws: `io`.
  package static func deliver(_ outputs: [PlannedOutput]) throws(SealError) {
    var before: [OutputState] = []
    for output in outputs { before.append(try output.directory.unobstructed(output.plan)) }
    // What a killed run left goes first: the memory that it takes may be what this run needs.
    for (index, output) in outputs.enumerated() {
      try output.directory.describing { (root) throws(FileError) in try before[index].restore(in: root) }
    }
    do throws(SealError) {
      var writers: [OutputWriter] = []
      for output in outputs {
        let writer = OutputWriter(output.plan, isDurable: !output.directory.fileSystem.isMemory)
        try output.directory.describing { (root) throws(FileError) in try writer.stage(in: root) }
        writers.append(writer)
      }
      for (index, output) in outputs.enumerated() {
        try output.directory.describing { (root) throws(FileError) in try writers[index].publish(in: root) }
      }
    } catch {
      for output in outputs { output.restore() }
      throw error
    }
    // The values are delivered. What can't be cleared away now is cleared away by the next run.
    for (index, output) in outputs.enumerated() where !before[index].isEmpty { output.restore() }
  }

  private func restore() {
    try? directory.describing { (root) throws(FileError) in try OutputState(of: root).restore(in: root) }
  }
}
