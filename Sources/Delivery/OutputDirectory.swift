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
package final class OutputDirectory: Sendable {
  private let root: Directory
  package var path: String { root.path }
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

  /// Whether one of two is the other, or lies in it.
  package func overlaps(_ other: OutputDirectory) -> Bool {
    if status.identity == other.status.identity { return true }
    let (mine, others) = (File.resolved(root.path) + "/", File.resolved(other.root.path) + "/")
    return mine.hasPrefix(others) || others.hasPrefix(mine)
  }

  /// What of it is ours, where nothing that isn't is in the plan's way.
  ///
  /// - Throws: `io`.
  func unobstructed(_ plan: DeliveryPlan) throws(SealError) -> OutputState {
    var clash: String?
    let state = try describing { (root) throws(FileError) in
      let state = try OutputState(of: root)
      clash = try state.firstClash(with: plan, in: root)
      return state
    }
    guard let clash else { return state }
    throw SealError(
      .io, "\"\(clash)\" is in \(root.path.printable) already and was not put there by unseal",
      hint: "give unseal a directory of its own")
  }

  /// Does something in it, and says where it happened if it can't.
  ///
  /// - Throws: `io`.
  func describing<R>(_ body: (borrowing Directory) throws(FileError) -> R) throws(SealError) -> R {
    try Self.describing(root.path) { () throws(FileError) in try body(root) }
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
