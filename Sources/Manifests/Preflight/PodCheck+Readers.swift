import Delivery
import Primitives
import Sealing

/// What containers read of that which `unseal` wrote: variables by `fileKeyRef` and `unseal exec`, files by `subPath`.
extension PodCheck {
  mutating func checkReaders() {
    guard !runs.isEmpty else { return }
    for (index, container) in pod.containers.enumerated() {
      for variable in container.env { checkFileKey(variable, of: container) }
      checkExec(container.command + container.arguments, of: container, at: index)
      for hook in container.hooks { checkExec(hook.command, of: container, at: index) }
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
      guard runs.contains(where: { $0.call.container.mount(covering: $0.call.out)?.volume == volume }) else { return }
      return fail(
        .missing, variable.position, container.name, "unseal writes no \"\(path.printable)\"", "mend the path: NAME.env"
      )
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

  // MARK: unseal exec

  private mutating func checkExec(_ command: [String], of container: PodContainer, at index: Int) {
    guard let exec = ExecArguments(command) else { return }
    checkBinary(command[0], of: container, at: index)
    let mount = container.mount(covering: exec.folder)
    guard let mount, let run = writer(of: mount.volume, at: mount.place(of: exec.folder)) else {
      return fail(
        .missing, container.position, container.name,
        mount == nil
          ? "nothing is mounted at \(exec.folder.printable), where unseal exec reads"
          : "unseal writes nothing to \(exec.folder.printable), where unseal exec reads", "mount its output there")
    }
    guard run.call.writesFiles else {
      return fail(
        .missing, container.position, container.name,
        "unseal exec reads files, and \"\(run.call.container.name.printable)\" writes none", "leave --no-files out")
    }
    for name in Set(exec.names + exec.variables.map(\.name)).sorted() {
      guard !run.requests.contains(where: { $0.name == name }) else { continue }
      fail(
        .missing, container.position, container.name,
        "unseal exec wants \"\(name.printable)\", which unseal doesn't open",
        "add it to unseal's args")
    }
    for variable in exec.variables { check(variable, of: container, exec, run) }
  }

  private mutating func check(
    _ variable: ExecArguments.Variable, of container: PodContainer, _ exec: ExecArguments, _ run: Run
  ) {
    if LoaderVariables.contains(variable.variable), !exec.allowedNames.contains(variable.variable) {
      fail(
        .policy, container.position, container.name,
        "the variable \"\(variable.variable.printable)\" would change how programs are loaded",
        "--allow-name \(variable.variable.printable) if that is what it is for")
    }
    for view in run.views {
      guard let keys = view.keys(of: variable.name), !view.parts(of: variable.name).isEmpty else { continue }
      if !keys.contains(variable.key) {
        if variable.isOptional { continue }
        fail(
          .missing, container.position, container.name,
          "there is no value \"\(variable.key.printable)\" in \"\(variable.name)\"\(view.place), for the variable "
            + "\"\(variable.variable.printable)\"", "\"seal set\" adds it")
      } else if view.withValue(variable.key, of: variable.name, { value in value.indices.contains { value[$0] == 0 } })
        == true
      {
        fail(
          .policy, container.position, container.name,
          "\"\(variable.key.printable)\" of \"\(variable.name)\"\(view.place) holds a NUL, and can't be a variable",
          "read it from its own file")
      }
    }
  }

  /// Where the program comes from a volume, something must have put it there.
  private mutating func checkBinary(_ program: String, of container: PodContainer, at index: Int) {
    guard let mount = container.mount(covering: program) else { return }
    let isInstalled = pod.containers[..<index].contains { other in
      guard let folder = UnsealCall.installation(in: other), other.role == .initial,
        case .emptyDir? = pod.volume(named: mount.volume)?.source
      else { return false }
      return other.mount(covering: folder)?.volume == mount.volume
    }
    guard !isInstalled else { return }
    fail(
      .missing, mount.position, container.name, "nothing installs \(program.printable) before it starts",
      "an init container with the image of unseal, and args: [install, \(FilePath.folder(of: program).printable)]")
  }

  // MARK: Files

  private mutating func checkSubPath(_ mount: PodContainer.Mount, of container: PodContainer) {
    guard let subPath = mount.subPath, UnsealCall(container) == nil else { return }
    let parts = FilePath.normal(subPath).split(separator: "/").map(String.init)
    guard let first = parts.first else { return }
    for run in runs where !run.call.has("check") {
      for view in run.views {
        guard let files = files(of: run, in: mount.volume, view), !files.isEmpty else { continue }
        let isThere = files.contains { $0[0] == first && (parts.count == 1 || $0.starts(with: parts)) }
        guard !isThere else { continue }
        fail(
          .missing, mount.position, container.name,
          "mounts \"\(subPath.printable)\" of \"\(mount.volume.printable)\", which unseal doesn't write\(view.place)",
          "\"seal set\" adds a key, or mend subPath")
      }
    }
  }

  /// The files that a run writes to a volume, by their components; nil where it doesn't write to the volume's root, or
  /// what it writes can't be told.
  private func files(of run: Run, in volume: String, _ view: SealedView) -> [[String]]? {
    var files: [[String]] = []
    let container = run.call.container
    func isRoot(_ folder: String) -> Bool {
      container.mount(covering: folder).map { $0.volume == volume && $0.place(of: folder).isEmpty } ?? false
    }
    if run.call.usesOut, isRoot(run.call.out) {
      for request in run.requests {
        guard let keys = view.keys(of: request.name) else { return nil }
        if run.call.writesFiles { files += [[request.name]] + keys.map { [request.name, $0] } }
        if let format = run.call.env.flatMap({ EnvFormats.named($0) }) {
          files.append(["\(request.name).\(format.suffix)"])
        }
      }
    }
    for layout in run.call.layouts where isRoot(layout.folder) {
      guard let keys = view.keys(of: layout.name) else { return nil }
      for key in layout.key.map({ [$0] }) ?? keys {
        files.append((layout.path ?? key).split(separator: "/").map(String.init))
      }
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
