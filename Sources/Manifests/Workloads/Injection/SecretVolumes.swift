import Delivery
import Primitives
import Sealing

/// Volumes of sealed Secrets: each becomes a memory volume of the same name that `unseal` fills as the kubelet fills a
/// Secret's, so that paths, file names, `items` and `subPath` hold.
struct SecretVolumes {
  /// A volume that was one of sealed Secrets.
  struct Filled {
    let volume: String
    /// What `--layout` is told; empty where nothing goes into it.
    let layouts: [String]
    let names: [SealedName]
    let mebibytes: Int
  }

  /// One file of such a volume.
  private struct File {
    let path: String
    let name: SealedName
    let key: String
    let mode: Int?
    /// Whether it stands under its key's own name, because all keys do.
    let isWhole: Bool
  }

  let context: InjectionContext
  /// The group that files belong to, if the pod has one.
  let fsGroup: Int?
  /// The user that `unseal` runs as.
  let user: Int
  private var pod: PodTemplate { context.workload.pod }

  init(_ context: InjectionContext, fsGroup: Int?, user: Int) {
    (self.context, self.fsGroup, self.user) = (context, fsGroup, user)
  }

  /// - Returns: nil for a volume that has nothing to do with a sealed Secret.
  /// - Throws: where it has, and can't be what it was.
  func filled(_ volume: PodVolume) throws(SealError) -> Filled? {
    switch volume.source {
    case .emptyDir: return nil
    case .other(let type, let secrets):
      for secret in secrets {
        guard try context.sealedName(of: secret.reference.name) != nil else { continue }
        throw refusal(of: type, secret)
      }
      return nil
    case .files(let sources, let defaultMode):
      var names: [(source: ProjectedObject, name: SealedName)] = []
      for source in sources where source.reference.kind == .secret {
        if let name = try context.sealedName(of: source.reference.name) { names.append((source, name)) }
      }
      guard !names.isEmpty else { return nil }
      guard names.count == sources.count else {
        throw context.refusal(
          .policy,
          "the volume \"\(volume.name.printable)\" mixes the sealed \"\(names[0].name.name)\" with what the kubelet has to "
            + "bring", at: volume.position, hint: "give the Secret a volume of its own")
      }
      return try filled(volume, names, defaultMode)
    }
  }

  private func filled(
    _ volume: PodVolume, _ sources: [(source: ProjectedObject, name: SealedName)], _ defaultMode: Int?
  ) throws(SealError) -> Filled {
    let mounts = pod.mounts(of: volume.name)
    // The kubelet passes over a volume that no container mounts.
    guard !mounts.isEmpty else { return Filled(volume: volume.name, layouts: [], names: [], mebibytes: 1) }

    var files: [File] = []
    for (source, name) in sources {
      for file in try self.files(of: source, name, defaultMode, volume) {
        // As in the kubelet, what comes later counts.
        files.removeAll { $0.path == file.path }
        files.append(file)
      }
    }
    for file in files {
      guard !files.contains(where: { $0.path.hasPrefix(file.path + "/") }) else {
        throw context.refusal(
          .policy, "\"\(file.path.printable)\" is a file and a folder of the volume \"\(volume.name.printable)\"",
          at: volume.position, hint: "the kubelet can't make such a volume either: give one of them another path")
      }
      try check(file, in: volume, mounts.map(\.container))
    }

    let isWhole = sources.count == 1 && files.allSatisfy { $0.isWhole && $0.mode == nil }
    let folder = InjectedNames.path(ofVolume: volume.name)
    let layouts = isWhole ? ["\(folder)=\(sources[0].name.name)"] : files.map { "\(folder)=\(layout($0))" }
    var names: [SealedName] = []
    for file in files where !names.contains(where: { $0.name == file.name.name }) { names.append(file.name) }
    return Filled(
      volume: volume.name, layouts: files.isEmpty ? [] : layouts, names: names,
      mebibytes: MemorySize.volume(ofFiles: files.map { $0.name.bound(of: $0.key) ?? 0 }))
  }

  private func files(
    of source: ProjectedObject, _ name: SealedName, _ defaultMode: Int?, _ volume: PodVolume
  ) throws(SealError) -> [File] {
    guard !source.items.isEmpty else {
      return name.keys.map {
        File(path: $0.name, name: name, key: $0.name, mode: mode(defaultMode), isWhole: true)
      }
    }
    var files: [File] = []
    for item in source.items {
      guard name.bound(of: item.key) != nil else {
        if source.reference.isOptional { continue }
        throw context.refusal(
          .missing,
          "the volume \"\(volume.name.printable)\" needs the key \"\(item.key.printable)\", which \"\(name.name)\" doesn't "
            + "have", at: source.position, hint: "\"seal set\" adds it, or mark the volume's source as optional")
      }
      guard !item.path.contains(":") else {
        throw context.refusal(
          .policy, "a file of the volume \"\(volume.name.printable)\" has a colon in its path", at: source.position)
      }
      // The kubelet cleans paths, and `unseal` takes clean ones alone.
      let path =
        (item.path.hasPrefix("/") ? "/" : "")
        + item.path.pathComponents.filter { $0 != "." }.joined(separator: "/")
      do throws(SealError) { _ = try LayoutEntry(parsing: "/=\(name.name)/\(item.key):\(path)") } catch {
        throw context.refusal(
          .policy,
          "a file of the volume \"\(volume.name.printable)\" has the path \"\(item.path.printable)\", which leads out of "
            + "it or nowhere", at: source.position, hint: error.hint)
      }
      files.append(
        File(path: path, name: name, key: item.key, mode: mode(item.mode ?? defaultMode), isWhole: false))
    }
    return files
  }

  /// The bits that a file gets; nil where they are those that `unseal` gives it by itself, but for the right to write, which
  /// nobody has in either.
  private func mode(_ mode: Int?) -> Int? {
    let mode = mode ?? 0o644
    // Under an fsGroup the kubelet lets the group read too, and `unseal` by itself nobody else.
    guard fsGroup == nil else { return mode | 0o440 }
    return mode & 0o555 == 0o444 ? nil : mode
  }

  /// NAME/KEY[:PATH[:MODE]]
  private func layout(_ file: File) -> String {
    let reference = "\(file.name.name)/\(file.key)"
    guard let mode = file.mode else { return file.path == file.key ? reference : "\(reference):\(file.path)" }
    let digits = String(mode, radix: 8)
    return "\(reference):\(file.path):\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)"
  }

  /// Whether those who could read the file still can: it belonged to root, and belongs to the user of `unseal` now.
  private func check(_ file: File, in volume: PodVolume, _ readers: [PodContainer]) throws(SealError) {
    guard let mode = file.mode else { return }
    guard mode & 0o400 != 0 else {
      throw context.refusal(
        .policy, "the volume \"\(volume.name.printable)\" has a mode by which its own owner can't read",
        at: volume.position)
    }
    guard mode & 0o004 == 0, fsGroup == nil else { return }
    for reader in readers where reader.runAsUser ?? pod.runAsUser != user {
      throw context.refusal(
        .policy,
        "the volume \"\(volume.name.printable)\" has the mode \(String(mode, radix: 8)), by which \"unseal\", as user "
          + "\(user), would be its only reader", in: reader, at: volume.position,
        hint: "pass --fs-group GID, run both as one user, or give the volume the mode 0444")
    }
  }

  private func refusal(of type: String, _ secret: ProjectedObject) -> SealError {
    let name = secret.reference.name.printable
    let isProjected = type == "projected"
    return context.refusal(
      .policy,
      isProjected
        ? "a projected volume mixes the sealed \"\(name)\" with what the kubelet has to bring"
        : "a volume of type \(type) is reached by the Secret \"\(name)\", which its driver reads from the cluster",
      at: secret.position,
      hint: isProjected ? "give the Secret a volume of its own" : "keep \"\(name)\" as a Secret")
  }
}
