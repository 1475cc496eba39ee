import Delivery
import Primitives
import Sealing

/// What `unseal` is told, judged by the program's own rules.
extension PodCheck {
  /// - Returns: the names that it opens.
  mutating func checkCommandLine(of run: Run) -> [NameRequest] {
    let call = run.call
    var requests: [NameRequest] = []
    let container = call.container.name
    for mistake in call.mistakes { fail(.usage, mistake.position, container, mistake.reason, mistake.remedy) }
    for unknown in call.unknowns { wonder(unknown.position, container, unknown.reason, unknown.remedy) }
    for word in call.names {
      do throws(SealError) {
        let request = try NameRequest(parsing: word.text)
        guard !requests.contains(where: { $0.name == request.name }) else {
          fail(.usage, word.position, container, "the name \"\(request.name)\" is given twice", "leave one out")
          continue
        }
        requests.append(request)
      } catch {
        fail(error.code, word.position, container, error.reason, error.hint)
      }
    }
    if call.names.isEmpty {
      let (reason, remedy) = ("no names of sealed files are given", "name them in args: app-secrets")
      if call.unknowns.isEmpty, call.container.envFrom.isEmpty {
        fail(.usage, call.container.position, container, reason, remedy)
      } else {
        wonder(call.container.position, container, reason, remedy)
      }
    }
    if let env = call.env, !EnvFormats.names.contains(env) {
      fail(
        .usage, call.position(of: "env"), container, "there is no env format \"\(env.printable)\"",
        "choose \(EnvFormats.names.joined(separator: ", "))")
    }
    for layout in call.values("layout") {
      do throws(SealError) { _ = try LayoutEntry(parsing: layout) } catch {
        fail(error.code, call.position(of: "layout"), container, error.reason, error.hint)
      }
    }
    if !call.usesOut, call.values("layout").isEmpty {
      fail(
        .usage, call.position(of: "no-files"), container,
        "--no-files without --env or --layout leaves nothing to write",
        "leave it out")
    }
    checkFlags(of: call)
    checkFolders(of: call)
    if pod.automountsToken == false, !call.isToldNamespace {
      fail(
        .usage, call.container.position, container,
        "without a service account's token unseal can't learn its namespace",
        "set SEAL_NAMESPACE by fieldRef metadata.namespace")
    }
    if call.has("allow-unsigned") {
      warn(
        .policy, call.position(of: "allow-unsigned"), container,
        "--allow-unsigned: whoever knows the recipient may have sealed what it opens", "leave it out, and sign")
    }
    return requests
  }

  /// Values of flags that the program refuses.
  private mutating func checkFlags(of call: UnsealCall) {
    let container = call.container.name
    if let mode = call.values("mode").first {
      do throws(SealError) { _ = try OutputModes(parsing: mode) } catch {
        fail(error.code, call.position(of: "mode"), container, error.reason, error.hint)
      }
    }
    if let count = call.values("signatures").first, Int(count).map({ $0 < 1 }) ?? true {
      fail(
        .usage, call.position(of: "signatures"), container, "--signatures takes a number, 1 or more",
        "leave it out for 1")
    }
    if let log = call.values("log").first, !["text", "json"].contains(log) {
      fail(
        .usage, call.position(of: "log"), container, "there is no log format \"\(log.printable)\"",
        "choose text or json")
    }
    if call.has("export"), EnvFormats.named(call.env ?? "", export: true) == nil {
      fail(
        .usage, call.position(of: "export"), container, "--export says how --env shell writes", "leave it out")
    }
    for flag in UnsealCall.flagsWithValue where call.values(flag).contains("") {
      fail(.usage, call.position(of: flag), container, "--\(flag) needs a value", nil)
    }
  }

  /// Each folder that it fills is one of its own.
  private mutating func checkFolders(of call: UnsealCall) {
    var folders: [String] = []
    for folder in (call.usesOut ? [call.out] : []) + call.layouts.map(\.folder) {
      let folder = FilePath.normal(folder)
      guard !folders.contains(folder) else { continue }
      if let other = folders.first(where: { "\($0)/".hasPrefix("\(folder)/") || "\(folder)/".hasPrefix("\($0)/") }) {
        fail(
          .usage, call.position(of: "layout"), call.container.name,
          "\(folder.printable) and \(other.printable) are one folder, or one lies in the other",
          "give --out and each volume of --layout a folder of its own")
      }
      folders.append(folder)
    }
    if call.usesOut, call.layouts.contains(where: { FilePath.normal($0.folder) == FilePath.normal(call.out) }) {
      fail(
        .usage, call.position(of: "layout"), call.container.name,
        "--layout fills \(call.out.printable), which is where --out goes", "give each a folder of its own")
    }
    var files: [String] = []
    for layout in call.layouts where layout.key != nil {
      let file = FilePath.join(layout.folder, layout.path ?? layout.key ?? "")
      if files.contains(file) {
        fail(
          .usage, call.position(of: "layout"), call.container.name, "two values are to become \(file.printable)",
          "give one of them another path")
      }
      files.append(file)
    }
  }

  /// Users, and volumes that its mounts name.
  mutating func checkContainer(of run: Run) {
    let container = run.call.container
    let user = container.runAsUser ?? pod.runAsUser
    if user == 0, container.runsAsNonRoot ?? pod.runsAsNonRoot ?? false {
      fail(
        .policy, container.position, container.name, "runAsUser is 0, and runAsNonRoot forbids that",
        "leave runAsUser out: the image has a user of its own")
    }
    // A StatefulSet has claims beside the volumes of its pods.
    if workload.kind != .statefulSet {
      for mount in container.mounts where pod.volume(named: mount.volume) == nil {
        fail(
          .missing, mount.position, container.name, "there is no volume \"\(mount.volume.printable)\"",
          "add it to the pod's volumes")
      }
    }
    checkIdentityFile(of: run, user)
  }

  /// Whether the identity is in the volume of its Secret, and may be read.
  private mutating func checkIdentityFile(of run: Run, _ user: Int?) {
    let container = run.call.container
    guard let mount = container.mount(covering: run.call.keys), let volume = pod.volume(named: mount.volume),
      case .files(let sources, let defaultMode) = volume.source, sources.count == 1, let source = sources.first
    else { return }
    let item = source.items.first { $0.path == KeyMount.identityName }
    guard source.items.isEmpty || item != nil else {
      return fail(
        .identity, source.position, container.name,
        "the items of \"\(volume.name.printable)\" leave out the file \"\(KeyMount.identityName)\"",
        "leave items out, or add {key: identity, path: identity}")
    }
    // The files are root's; an fsGroup makes them its own, and readable by it.
    guard let mode = item?.mode ?? defaultMode, mode & 0o004 == 0, user != 0, pod.fsGroup == nil else { return }
    fail(
      .io, source.position, container.name,
      "the identity has mode 0\(String(mode, radix: 8)) and no fsGroup, so this user can't read it",
      "give the pod an fsGroup, or the volume defaultMode 0444, which unseal alone mounts")
  }
}
