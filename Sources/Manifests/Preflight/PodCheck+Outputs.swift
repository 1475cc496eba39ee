import Delivery
import Primitives
import Sealing

/// What `unseal` writes to: memory, of which there must be enough, and only its own.
extension PodCheck {
  /// What a run uses at most of one volume.
  private struct Output {
    let volume: String
    var bytes: Int
  }

  mutating func checkOutputs(of run: Run) {
    let call = run.call
    var outputs: [Output] = []
    var folders = call.usesOut ? [(flag: "out", folder: call.out)] : []
    for layout in call.layouts where !folders.contains(where: { $0.folder == layout.folder }) {
      folders.append(("layout", layout.folder))
    }
    for (flag, folder) in folders {
      guard let volume = checkOutput(folder, flag, of: run) else { continue }
      let bytes = run.views.map { self.bytes(of: run, in: folder, $0) }.max() ?? 0
      if let index = outputs.firstIndex(where: { $0.volume == volume.name }) {
        outputs[index].bytes += bytes
      } else {
        outputs.append(Output(volume: volume.name, bytes: bytes))
      }
    }
    for output in outputs { checkSize(of: output, run) }

    let needed = max(16 << 20, (15 << 20) + outputs.reduce(0) { $0 + $1.bytes })
    if let text = call.container.memoryLimit, let limit = ByteQuantity.bytes(text), limit < needed {
      fail(
        .policy, call.container.position, call.container.name,
        "its memory limit, \(text.printable), is too small: unseal and what it writes need \(Self.text(needed))",
        "raise resources.limits.memory")
    }
  }

  /// - Returns: the volume, where there is one.
  private mutating func checkOutput(_ folder: String, _ flag: String, of run: Run) -> PodVolume? {
    let container = run.call.container
    guard let mount = container.mount(covering: folder) else {
      fail(
        .missing, run.call.position(of: flag), container.name, "nothing is mounted at \(folder.printable)",
        "mount an emptyDir with \"medium: Memory\" there")
      return nil
    }
    guard let volume = pod.volume(named: mount.volume) else {
      fail(
        .missing, mount.position, container.name, "there is no volume \"\(mount.volume.printable)\"",
        "add it to the pod's volumes")
      return nil
    }
    if mount.isReadOnly {
      fail(
        .io, mount.position, container.name, "the mount at \(folder.printable) is read-only, and unseal writes there",
        "leave readOnly out")
    }
    let name = "the volume \"\(volume.name.printable)\""
    guard case .emptyDir(let isMemory, let sizeLimit) = volume.source else {
      fail(
        .policy, volume.position, container.name, "\(name), where values are written, is no emptyDir",
        "emptyDir: {medium: Memory, sizeLimit: 1Mi}")
      return nil
    }
    if !isMemory {
      let reason = "\(name) is on the node's disk, and values are written there"
      if run.call.has("allow-disk") {
        warn(.policy, volume.position, container.name, "\(reason): --allow-disk", "medium: Memory")
      } else {
        fail(.policy, volume.position, container.name, reason, "medium: Memory")
      }
    }
    if sizeLimit == nil {
      fail(
        .policy, volume.position, container.name, "\(name) has no sizeLimit, and may take all of the node's memory",
        "sizeLimit: 1Mi")
    }
    return volume
  }

  private mutating func checkSize(of output: Output, _ run: Run) {
    guard let volume = pod.volume(named: output.volume), case .emptyDir(_, let text?) = volume.source else { return }
    guard let limit = ByteQuantity.bytes(text) else {
      return fail(
        .usage, volume.position, nil, "the sizeLimit \"\(text.printable)\" is no amount of memory", "sizeLimit: 1Mi")
    }
    guard limit < output.bytes else { return }
    fail(
      .policy, volume.position, run.call.container.name,
      "the sizeLimit of \"\(volume.name.printable)\", \(text.printable), is too small: the values need "
        + Self.text(output.bytes), "raise it")
  }

  /// Memory is given out in pages, to each file its own.
  private func bytes(of run: Run, in folder: String, _ view: SealedView) -> Int {
    var lengths: [Int] = []
    if run.call.usesOut, folder == run.call.out {
      if run.call.writesFiles {
        for request in run.requests {
          for key in view.keys(of: request.name) ?? [] { lengths.append(view.length(of: key, of: request.name)) }
        }
      }
      for (name, variables) in run.call.env == nil ? [] : variables(of: run, in: view) ?? [] {
        lengths.append(
          variables.reduce(0) { $0 + $1.name.utf8.count + view.length(of: $1.key, of: name) + 4 })
      }
    }
    for layout in run.call.layouts where layout.folder == folder {
      for key in layout.key.map({ [$0] }) ?? view.keys(of: layout.name) ?? [] {
        lengths.append(view.length(of: key, of: layout.name))
      }
    }
    return lengths.reduce(0) { $0 + ($1 + 4095) / 4096 * 4096 }
  }

  static func text(_ bytes: Int) -> String {
    let unit = bytes >= 1 << 20 ? 1 << 20 : 1 << 10
    return ByteQuantity.text((bytes + unit - 1) / unit * unit)
  }

  // MARK: Order

  /// Nothing that reads what `unseal` writes may start before it has ended.
  mutating func checkOrder(of run: Run) {
    guard !run.call.has("check") else { return }
    let container = run.call.container
    let outputs = ((run.call.usesOut ? [run.call.out] : []) + run.call.layouts.map(\.folder))
      .compactMap { container.mount(covering: $0)?.volume }
    let readers = pod.containers.enumerated().filter { index, other in
      index != run.index
        && (other.mounts.contains { outputs.contains($0.volume) }
          || other.env.contains { variable in
            if case .file(let volume, _, _, _) = variable.source { outputs.contains(volume) } else { false }
          })
    }
    guard container.role == .initial else {
      if let reader = readers.first?.element {
        fail(
          .policy, container.position, container.name,
          "\"\(reader.name.printable)\" doesn't wait for it: it is "
            + (container.role == .main ? "no init container" : "a sidecar"),
          "make it the first of initContainers")
      }
      return
    }
    if let reader = readers.first(where: { $0.offset < run.index })?.element {
      fail(
        .policy, container.position, container.name,
        "\"\(reader.name.printable)\" starts before it, and reads what it writes",
        "make it the first of initContainers")
    } else if let other = pod.containers[..<run.index].first(where: {
      UnsealCall.installation(in: $0) == nil && UnsealCall($0) == nil
    }) {
      warn(
        .policy, container.position, container.name, "\"\(other.name.printable)\" starts before it",
        "make it the first of initContainers")
    }
  }
}
