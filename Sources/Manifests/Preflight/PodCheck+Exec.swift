import Delivery
import Primitives
import Sealing

/// What `unseal exec` reads of that which `unseal` wrote.
extension PodCheck {
  /// - Parameter index: the place of the container among the pod's.
  mutating func checkExec(_ command: [String], of container: PodContainer, at index: Int) {
    guard let exec = ExecArguments(command) else { return }
    checkBinary(command[0], of: container, at: index)
    for variable in exec.variables {
      if LoaderVariables.contains(variable.variable), !exec.allowedNames.contains(variable.variable) {
        fail(
          .policy, container.position, container.name,
          "the variable \"\(variable.variable.printable)\" would change how programs are loaded",
          "--allow-name \(variable.variable.printable) if that is what it is for")
      }
      check(variable.name, variable, of: container, exec.folder)
    }
    for name in exec.names { check(name, nil, of: container, exec.folder) }
  }

  /// - Parameter variable: nil where all keys of the name are wanted.
  private mutating func check(
    _ name: String, _ variable: ExecArguments.Variable?, of container: PodContainer, _ folder: String
  ) {
    let run = runs.first { run in !run.call.has("check") && run.requests.contains { $0.name == name } }
    guard let run else {
      return fail(
        .missing, container.position, container.name,
        "unseal exec wants \"\(name.printable)\", which " + (runs.isEmpty ? "nothing opens" : "unseal doesn't open"),
        runs.isEmpty ? "seal inject adds unseal" : "add it to unseal's args")
    }
    let place = FilePath.join(folder, name)
    guard let mount = container.mount(covering: place) else {
      return fail(
        .missing, container.position, container.name,
        "nothing is mounted at \(place.printable), where unseal exec reads", "mount what unseal writes there")
    }
    for view in run.views {
      guard let files = files(of: run, in: mount.volume, view), var keys = view.keys(of: name) else { continue }
      if let variable { keys = find(variable, among: keys, of: container, in: view) }
      for key in keys { checkLength(of: key, variable?.variable ?? key, name, container, view) }
      for key in keys where !files.contains(FilePath.join(mount.place(of: place), key)) {
        fail(
          .missing, container.position, container.name,
          "unseal exec reads \(place.printable)/\(key.printable), and unseal doesn't write it there",
          "mount its output at \(folder.printable), and leave --no-files out or add a --layout")
      }
    }
  }

  /// - Returns: the variable's key; none where it isn't there.
  private mutating func find(
    _ variable: ExecArguments.Variable, among keys: [String], of container: PodContainer, in view: SealedView
  ) -> [String] {
    guard keys.contains(variable.key) else {
      if variable.isOptional { return [] }
      fail(
        .missing, container.position, container.name,
        "there is no value \"\(variable.key.printable)\" in \"\(variable.name)\"\(view.place), for the variable "
          + "\"\(variable.variable.printable)\"", "\"seal set\" adds it")
      return []
    }
    if view.withValue(variable.key, of: variable.name, { value in value.indices.contains { value[$0] == 0 } }) == true {
      fail(
        .policy, container.position, container.name,
        "\"\(variable.key.printable)\" of \"\(variable.name)\"\(view.place) holds a NUL, and can't be a variable",
        "read it from its own file")
    }
    return [variable.key]
  }

  /// Linux takes no more than 128 KiB for one variable, its name and a NUL included (execve(2), MAX_ARG_STRLEN).
  private mutating func checkLength(
    of key: String, _ variable: String, _ name: String, _ container: PodContainer, _ view: SealedView
  ) {
    let length = view.length(of: key, of: name)
    guard variable.utf8.count + 1 + length + 1 > 131_072 else { return }
    fail(
      .policy, container.position, container.name,
      "\"\(key.printable)\" of \"\(name)\"\(view.place) is too long for a variable, \(Self.text(length)) or more",
      "read it from its own file")
  }

  /// Where the program comes from a volume, something must have put it there.
  private mutating func checkBinary(_ program: String, of container: PodContainer, at index: Int) {
    guard let mount = container.mount(covering: program) else {
      let folder = FilePath.folder(of: program)
      guard let other = pod.containers.first(where: { UnsealCall.installation(in: $0) == folder }) else { return }
      return fail(
        .missing, container.position, container.name,
        "nothing is mounted at \(folder.printable), where \"\(other.name.printable)\" installs unseal",
        "mount its volume there")
    }
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
}
