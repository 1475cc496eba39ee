import Files
import Primitives
import Sealing

/// One run's writing: everything beside what is there, then renames alone.
struct OutputWriter {
  let plan: DeliveryPlan
  /// Whether the bytes must be on a disk before anything leads to them.
  let isDurable: Bool
  /// Tells this run's entries from those of others.
  private let mark = Hex.encode(Random.bytes(OutputState.markCount / 2))

  private var new: String { OutputState.newPrefix + mark }
  private var newSwitch: String { "\(new)-data" }
  private func newEnv(_ index: Int) -> String { "\(new)-\(index)" }

  func run(in root: borrowing Directory) throws(FileError) {
    try stage(in: root)
    try publish(in: root)
  }

  private func stage(in root: borrowing Directory) throws(FileError) {
    let directory = try root.makeDirectory(new)
    for item in plan.items {
      if let files = item.files {
        let inner = try directory.makeDirectory(item.name)
        for (index, key) in files.keys.enumerated() {
          try files.withValue(at: index) { (value) throws(FileError) in
            try inner.create(key, with: value, mode: plan.modes.file, durable: isDurable)
          }
        }
        try finish(inner)
      }
      if let env = item.env {
        try env.text.bytes.withBytes { (text) throws(FileError) in
          try directory.create(env.name, with: text, mode: plan.modes.file, durable: isDurable)
        }
      }
    }
    for (index, name) in plan.envNames.enumerated() { try root.makeLink(newEnv(index), to: name, of: directory) }
    try root.makeSymbolicLink(newSwitch, to: OutputState.dataPrefix + mark)
    try finish(directory)
  }

  /// Nothing here needs memory but the links, which come first.
  private func publish(in root: borrowing Directory) throws(FileError) {
    try root.rename(new, to: OutputState.dataPrefix + mark)
    for name in plan.linkNames where try root.status(of: name) == nil {
      try root.makeSymbolicLink(name, to: OutputState.link(to: name))
    }
    for (index, name) in plan.envNames.enumerated() { try root.rename(newEnv(index), to: name) }
    if isDurable { try root.synchronize() }
    try root.rename(newSwitch, to: OutputState.data)
    if isDurable { try root.synchronize() }
  }

  /// A directory inherits the bit of a setgid parent, and its files the group; then the mode is what was asked for.
  private func finish(_ directory: borrowing Directory) throws(FileError) {
    if isDurable { try directory.synchronize() }
    try directory.setMode(plan.modes.directory)
  }
}
