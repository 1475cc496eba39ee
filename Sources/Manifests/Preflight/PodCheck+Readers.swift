import Delivery
import Primitives
import Sealing

/// What containers read of that which `unseal` wrote: variables by `fileKeyRef`, files by `subPath`.
extension PodCheck {
  mutating func checkReaders() {
    for (index, container) in pod.containers.enumerated() {
      for variable in container.env { checkFileKey(variable, of: container) }
      for command in [container.command + container.arguments] + container.hooks.map(\.command) {
        checkExec(command, of: container, at: index)
      }
      for mount in container.mounts { checkSubPath(mount, of: container) }
    }
  }

  /// The run that writes its directories to a place in a volume.
  private func writer(of volume: String, at place: String) -> Run? {
    runs.first { run in
      guard run.call.usesOut, !run.call.has("check"), let mount = run.call.container.mount(covering: run.call.out)
      else {
        return false
      }
      return mount.volume == volume && mount.place(of: run.call.out) == place
    }
  }

  // MARK: fileKeyRef

  private mutating func checkFileKey(_ variable: EnvironmentVariable, of container: PodContainer) {
    guard case .file(let volume, let written, let key, let isOptional) = variable.source else { return }
    guard pod.volume(named: volume) != nil else {
      return fail(
        .missing, variable.position, container.name, "there is no volume \"\(volume.printable)\"",
        "add it to the pod's volumes")
    }
    let path = FilePath.normal(written)
    guard let run = writer(of: volume, at: FilePath.folder(of: path)) else {
      // Other init containers may write files of their own.
      let isOthers = pod.containers.contains { other in
        other.role != .main && UnsealCall(other) == nil
          && other.mounts.contains { $0.volume == volume && !$0.isReadOnly }
      }
      let isLaidOut = runs.contains { run in
        !run.call.has("check") && run.views.contains { files(of: run, in: volume, $0)?.contains(path) ?? true }
      }
      guard !isOthers, !isLaidOut else { return }
      return fail(
        .missing, variable.position, container.name,
        runs.isEmpty
          ? "no init container writes \"\(path.printable)\" in the volume \"\(volume.printable)\""
          : "unseal writes no \"\(path.printable)\" in the volume \"\(volume.printable)\"",
        runs.isEmpty ? "seal inject adds unseal" : "mend volumeName, or the path: NAME.env")
    }
    let file = FilePath.name(of: path)
    let name = file.hasSuffix(".env") ? String(file.dropLast(4)) : ""
    guard run.call.env == "kubernetes", run.requests.contains(where: { $0.name == name }) else {
      return fail(
        .missing, variable.position, container.name, "unseal writes no \"\(path.printable)\" for the kubelet",
        run.call.env == "kubernetes" ? "add its name to unseal's args" : "add --env kubernetes to unseal's args")
    }
    for view in run.views {
      guard let variables = variables(of: run, in: view)?.first(where: { $0.name == name })?.variables else { continue }
      guard let found = variables.first(where: { $0.name == key }) else {
        if isOptional { continue }
        fail(
          .missing, variable.position, container.name,
          "there is no value \"\(key.printable)\" in \"\(path.printable)\"\(view.place), for the variable "
            + "\"\(variable.name.printable)\"", "\"seal set\" adds it")
        continue
      }
      if !isOptional, view.withValue(found.key, of: name, { $0.isEmpty }) == true {
        fail(
          .policy, variable.position, container.name,
          "the value \"\(key.printable)\" in \"\(path.printable)\"\(view.place) is empty, which the kubelet takes for absent",
          "mark it optional: true")
      }
    }
  }

  // MARK: Files

  private mutating func checkSubPath(_ mount: PodContainer.Mount, of container: PodContainer) {
    guard let subPath = mount.subPath.map(FilePath.normal), !subPath.isEmpty, UnsealCall(container) == nil else {
      return
    }
    for run in runs where !run.call.has("check") {
      for view in run.views {
        guard let files = files(of: run, in: mount.volume, view), !files.isEmpty else { continue }
        guard !files.contains(where: { $0 == subPath || $0.hasPrefix("\(subPath)/") }) else { continue }
        fail(
          .missing, mount.position, container.name,
          "mounts \"\(subPath.printable)\" of \"\(mount.volume.printable)\", which unseal doesn't write\(view.place)",
          "\"seal set\" adds a key, or mend subPath")
      }
    }
  }

  /// The files that a run writes to a volume, by their places there; nil where that can't be told.
  func files(of run: Run, in volume: String, _ view: SealedView) -> [String]? {
    var files: [String] = []
    func place(of folder: String) -> String? {
      guard let mount = run.call.container.mount(covering: folder), mount.volume == volume else { return nil }
      return mount.place(of: folder)
    }
    if run.call.usesOut, let out = place(of: run.call.out) {
      let suffix = run.call.env.flatMap { EnvFormats.named($0) }?.suffix
      for request in run.requests {
        guard let keys = view.keys(of: request.name) else { return nil }
        if run.call.writesFiles { files += keys.map { FilePath.join(out, "\(request.name)/\($0)") } }
        if let suffix { files.append(FilePath.join(out, "\(request.name).\(suffix)")) }
      }
    }
    for layout in run.call.layouts {
      guard let folder = place(of: layout.folder) else { continue }
      guard let keys = view.keys(of: layout.name) else { return nil }
      for key in layout.key.map({ [$0] }) ?? keys { files.append(FilePath.join(folder, layout.path ?? key)) }
    }
    return files
  }
}

extension PodContainer.Mount {
  /// Where a path of the container lies in the volume, relative to the volume's root.
  func place(of path: String) -> String {
    let below = FilePath.normal(path).dropFirst(FilePath.normal(mountPath).count)
    return FilePath.normal("\(subPath ?? "")/\(below)").drop { $0 == "/" }.description
  }
}
