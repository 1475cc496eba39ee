import Files
import Primitives
import Sealing

/// One run's writing: everything beside what is there, then renames alone.
struct OutputWriter: Sendable {
  private let plan: DeliveryPlan
  private let directoryMode: UInt32
  /// Whether the bytes must be on a disk before anything leads to them.
  private let isDurable: Bool
  /// Tells this run's entries from those of others.
  private let mark = Hex.encode(Random.bytes(OutputState.markCount / 2))

  init(_ plan: DeliveryPlan, isDurable: Bool) {
    self.plan = plan
    self.isDurable = isDurable
    directoryMode = plan.directoryMode
  }

  private var new: String { OutputState.newPrefix + mark }
  private var newSwitch: String { "\(new)-data" }
  private func newEnv(_ index: Int) -> String { "\(new)-\(index)" }

  /// Everything but what a reader follows to the new contents. Nothing after this needs memory.
  func stage(in root: borrowing Directory) throws(FileError) {
    let directory = try root.makeDirectory(new)
    try write(plan.tree, to: directory)
    for (index, env) in plan.envs.enumerated() {
      try env.text.bytes.withBytes { (text) throws(FileError) in
        try directory.create(env.name, with: text, mode: plan.modes.file, durable: isDurable)
      }
      try root.makeLink(newEnv(index), to: env.name, of: directory)
    }
    try root.makeSymbolicLink(newSwitch, to: OutputState.dataPrefix + mark)
    try finish(directory)
    try root.rename(new, to: OutputState.dataPrefix + mark)
    // A link to what isn't there yet leads nowhere until the switch.
    for name in plan.linkNames where try root.status(of: name) == nil {
      try root.makeSymbolicLink(name, to: OutputState.link(to: name))
    }
  }

  func publish(in root: borrowing Directory) throws(FileError) {
    for (index, env) in plan.envs.enumerated() { try root.rename(newEnv(index), to: env.name) }
    if isDurable { try root.synchronize() }
    try root.rename(newSwitch, to: OutputState.data)
    if isDurable { try root.synchronize() }
  }

  private func write(_ tree: DeliveryTree, to directory: borrowing Directory) throws(FileError) {
    for entry in tree.entries {
      switch entry.content {
      case .file(let file):
        try file.values.withValue(at: file.index) { (value) throws(FileError) in
          try directory.create(entry.name, with: value, mode: file.mode, durable: isDurable)
        }
      case .folder(let tree):
        let inner = try directory.makeDirectory(entry.name)
        try write(tree, to: inner)
        try finish(inner)
      }
    }
  }

  /// A directory inherits the bit of a setgid parent, and its files the group; then the mode is what was asked for.
  private func finish(_ directory: borrowing Directory) throws(FileError) {
    if isDurable { try directory.synchronize() }
    try directory.setMode(directoryMode)
  }
}
