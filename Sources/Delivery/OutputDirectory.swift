package import Files
import Primitives
package import Sealing

/// The directory in which a pod's containers find their values, changed as the kubelet changes a volume: a reader sees the
/// old contents or the new ones, and whoever is killed leaves one or the other.
///
/// ```
/// ..data -> ..data-4f1c…         the switch: renaming this link over the old one is the commit
/// ..data-4f1c…/app/DB_PASSWORD   a file per key
/// ..data-4f1c…/app.env           a second name of the env file, which tells it from somebody else's
/// app -> ..data/app
/// app.env                        a regular file, as the kubelet's fileKeyRef wants it
/// ```
///
/// Everything is written as `..new-…` first. Entries of others are left alone.
package struct OutputDirectory: ~Copyable {
  private let root: Directory
  /// What the root is; its group decides the modes.
  package let status: FileStatus
  package let fileSystem: FileSystem

  /// Opens a directory that is there already, for good: whatever takes its place later changes nothing.
  ///
  /// - Throws: `policy` where it isn't in memory, unless that is allowed; `io` with the user, the group and the mode seen.
  package init(opening path: String, allowDisk: Bool) throws(SealError) {
    let root = try Self.describing(path) { () throws(FileError) in try Directory(opening: path) }
    let status = try Self.describing(path) { () throws(FileError) in try root.status() }
    let fileSystem = try Self.describing(path) { () throws(FileError) in try root.fileSystem() }
    guard fileSystem.isMemory || allowDisk else {
      throw SealError(
        .policy,
        "refusing to write secrets to \(path.printable), which is \(fileSystem.name) and not a memory file system",
        hint: "mount an emptyDir with \"medium: Memory\" there; --allow-disk writes to a disk all the same")
    }
    self.root = root
    self.status = status
    self.fileSystem = fileSystem
  }

  /// Whether the kernel may write what is in this memory to a disk after all.
  package var mayBeSwapped: Bool { fileSystem.name == "tmpfs" && Swap.mayTake(status) }

  /// Fails where ``deliver(_:)`` would because something that isn't ours is in the way.
  ///
  /// - Throws: `io`.
  package borrowing func check(_ plan: DeliveryPlan) throws(SealError) {
    _ = try unobstructed(plan)
  }

  /// Makes the output hold what the plan says and nothing else of ours, all of it or, on any error, what it held before.
  ///
  /// - Throws: `io`.
  package borrowing func deliver(_ plan: DeliveryPlan) throws(SealError) {
    let before = try unobstructed(plan)
    try Self.describing(root.path) { () throws(FileError) in
      // What a killed run left goes first: the memory that it takes may be what this run needs.
      try before.restore(in: root)
      do throws(FileError) {
        try OutputWriter(plan: plan, isDurable: !fileSystem.isMemory).run(in: root)
      } catch {
        try? OutputState(of: root).restore(in: root)
        throw error
      }
      // The values are delivered. What can't be cleared away now is cleared away by the next run.
      if !before.isEmpty { try? OutputState(of: root).restore(in: root) }
    }
  }

  private borrowing func unobstructed(_ plan: DeliveryPlan) throws(SealError) -> OutputState {
    var clash: String?
    let state = try Self.describing(root.path) { () throws(FileError) in
      let state = try OutputState(of: root)
      clash = try state.firstClash(with: plan, in: root)
      return state
    }
    guard let clash else { return state }
    throw SealError(
      .io, "\"\(clash)\" is in \(root.path.printable) already and was not put there by unseal",
      hint: "give unseal a directory of its own")
  }

  private static func describing<R: ~Copyable>(
    _ path: String, _ body: () throws(FileError) -> R
  ) throws(SealError) -> R {
    do throws(FileError) { return try body() } catch {
      throw SealError(
        writing: error, to: path, hint: "mount an emptyDir with \"medium: Memory\" at \(path.printable)")
    }
  }
}
