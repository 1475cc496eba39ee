import Delivery
import Primitives
import Sealing

/// What `unseal` reads: the sealed files, the identity, the signers.
extension PodCheck {
  /// Finds what is mounted where `unseal` looks for sealed files.
  ///
  /// - Returns: none where that can't be told.
  mutating func checkSealed(of run: Run) -> [SealedView] {
    let container = run.call.container
    var choices: [[Surroundings.ConfigMap]] = []
    for folder in run.call.sealed {
      guard let mount = container.mount(covering: folder) else {
        fail(
          .missing, container.position, container.name, "nothing is mounted at \(folder.printable)",
          "mount the sealed ConfigMap there")
        return []
      }
      if mount.subPath != nil || mount.subPathExpression != nil {
        warn(
          .usage, mount.position, container.name,
          "mounts the sealed ConfigMap by subPath, which never follows a change",
          "mount the whole volume")
      }
      guard let volume = pod.volume(named: mount.volume) else {
        fail(
          .missing, mount.position, container.name, "there is no volume \"\(mount.volume.printable)\"",
          "add it to the pod's volumes")
        return []
      }
      guard case .files(let sources, _) = volume.source else {
        wonder(
          volume.position, container.name,
          "what the volume \"\(volume.name.printable)\" holds can't be told: it is no ConfigMap")
        return []
      }
      for source in sources {
        guard source.reference.kind == .configMap else {
          wonder(
            source.position, container.name,
            "what the Secret \"\(source.reference.name.printable)\" holds can't be told")
          return []
        }
        let found = surroundings.configMaps(named: source.reference.name, namespace: namespace, from: path)
        guard !found.isEmpty || source.reference.isOptional else {
          let isLoose = run.requests.contains { request in
            surroundings.bare.values.contains { $0.name == request.name }
          }
          miss(
            source.position, container.name, "there is no ConfigMap \"\(source.reference.name.printable)\"",
            isLoose
              ? "generate it from the sealed file: kustomize's configMapGenerator"
              : "seal encrypt makes one, or mend the name")
          return []
        }
        let kept = found.map { $0.keeping(source.items) }
        if !kept.isEmpty { choices.append(kept) }
      }
    }
    guard let first = choices.first else { return [] }
    return first.map { configMap in
      var parts = configMap.sealed
      for others in choices.dropFirst() {
        // Of several with the same name, the one of the same overlay.
        let here = others.filter { FilePath.folder(of: $0.path) == FilePath.folder(of: configMap.path) }
        parts += (here.first ?? others[0]).sealed
      }
      return SealedView(parts: parts, origin: first.count > 1 ? FilePath.folder(of: configMap.path) : nil)
    }
  }

  /// Names, pins, namespaces, revisions.
  mutating func checkNames(of run: Run) {
    let call = run.call
    let container = call.container.name
    let expected = call.namespace ?? namespace
    for request in run.requests {
      let position = call.names.first { $0.text == request.name || $0.text.hasPrefix("\(request.name)@") }!.position
      var outdated: String?
      for view in run.views {
        let parts = view.parts(of: request.name)
        guard !parts.isEmpty else {
          fail(
            .missing, position, container,
            "there is no \"\(request.name).sealed\" in what is mounted\(view.place)",
            "mend the name, or add it to the ConfigMap")
          continue
        }
        if let index = parts.indices.dropFirst().first(where: { parts[$0].entryName == parts[$0 - 1].entryName }) {
          fail(
            .format, position, container,
            "\"\(parts[index].entryName.printable)\" is there twice in what is mounted\(view.place)",
            "mount one of the ConfigMaps that have it")
        }
        for file in parts.compactMap(\.content) {
          if file.namespace == "*" {
            if !call.has("any-namespace") {
              fail(
                .scope, position, container, "\"\(request.name)\" is sealed for every namespace",
                "add --any-namespace, or seal it for this one")
            }
          } else if let expected, file.namespace != expected {
            fail(
              .scope, position, container,
              "\"\(request.name)\" is sealed for the namespace \"\(file.namespace)\", and opened in "
                + "\"\(expected.printable)\"", "seal it for that one: seal encrypt --namespace \(expected.printable)")
          }
          if let wanted = call.values("signatures").first.flatMap(Int.init), file.signatures < wanted {
            fail(
              .signature, call.position(of: "signatures"), container,
              "\"\(request.name)\" has \(file.signatures) of the \(wanted) signatures that are demanded",
              "\"seal sign\" adds another's")
          }
          for floor in call.values("min-revision") {
            let sides = floor.split(separator: "=", maxSplits: 1)
            guard sides.count == 2, sides[0] == request.name, let least = UInt64(sides[1]), file.revision < least else {
              continue
            }
            fail(
              .rollback, call.position(of: "min-revision"), container,
              "\"\(request.name)\" is revision \(file.revision), older than the \(least) that is demanded",
              "bring the newer file back, or lower --min-revision")
          }
        }
        let digest = view.digest(of: request.name)
        if let pin = request.pin, pin != digest { outdated = Hex.encode(digest) }
      }
      // Of several overlays each may have a pin of its own, by a patch.
      let pinned = run.views.first { $0.digest(of: request.name) == request.pin }
      if let outdated, let pinned {
        wonder(
          position, container,
          "the pin of \"\(request.name)\" fits the file\(pinned.place) alone, and elsewhere it is sha256:\(outdated)",
          "let each overlay have its own, by a patch, or inject what they build")
      } else if let outdated {
        fail(
          .pin, position, container, "the pin of \"\(request.name)\" is out of date, the file is sha256:\(outdated)",
          "seal inject brings it up to date")
      }
    }
    for floor in call.values("min-revision") {
      let name = floor.prefix { $0 != "=" }
      guard !run.requests.contains(where: { $0.name == name }) else { continue }
      fail(
        .usage, call.position(of: "min-revision"), container,
        "--min-revision names \"\(String(name).printable)\", which isn't among the names asked for", "mend it")
    }
  }

  /// The list of trusted signers, where it isn't that of the identity's Secret.
  mutating func checkSigners(of run: Run) {
    let call = run.call
    let container = call.container
    guard let signers = call.values("signers").first else { return }
    let position = call.position(of: "signers")
    do throws(SealError) { _ = try SignersFile(parsing: signers) } catch {
      return fail(error.code, position, container.name, error.reason, error.hint)
    }
    guard let at = signers.lastIndex(of: "@") else { return }
    let pin = signers[at...].dropFirst("@sha256:".count)
    let file = String(signers[..<at])
    guard let mount = container.mount(covering: file) else {
      fail(
        .missing, position, container.name, "nothing is mounted at \(file.printable)",
        "mount the ConfigMap with the signers there")
      return
    }
    guard case .files(let sources, _)? = pod.volume(named: mount.volume)?.source, sources.count == 1,
      sources[0].reference.kind == .configMap
    else {
      return wonder(position, container.name, "the list of signers is in no ConfigMap, so its pin can't be checked")
    }
    let name = sources[0].reference.name
    let found = surroundings.configMaps(named: name, namespace: namespace, from: path)
    guard !found.isEmpty else {
      return miss(
        sources[0].position, container.name, "there is no ConfigMap \"\(name.printable)\" with the signers",
        "seal inject --signers FILE makes one")
    }
    let path = FilePath.name(of: file)
    let key = sources[0].items.first { $0.path == path }?.key ?? path
    for configMap in found {
      guard let texts = configMap.texts else {
        wonder(position, container.name, "the signers of \"\(name.printable)\" aren't among the files")
        continue
      }
      guard let text = texts[key] else {
        fail(
          .missing, sources[0].position, container.name,
          "the ConfigMap \"\(name.printable)\" has no key \"\(key.printable)\"", "mend --signers")
        continue
      }
      let bytes = Array(text.utf8)
      let digest = Hex.encode(SHA256.hash(bytes.span))
      guard digest != pin else { continue }
      fail(
        .pin, position, container.name,
        "the pin of the signers is out of date, the list is sha256:\(digest)",
        "look at what changed, then seal inject --signers FILE")
    }
  }
}

extension Surroundings.ConfigMap {
  /// What a volume that takes `items` of it holds.
  fileprivate func keeping(_ items: [ProjectedObject.Item]) -> Self {
    guard !items.isEmpty else { return self }
    let parts = items.compactMap { item in
      sealed.first { $0.entryName == item.key }.map { part in
        var part = part
        part.entryName = item.path
        return part
      }
    }
    return Self(
      name: name, namespace: namespace, isGenerated: isGenerated, path: path, sealed: parts, texts: texts)
  }
}

extension SealedView {
  /// Which one it is, for a message.
  var place: String { origin.map { $0.isEmpty ? " here" : " in \($0.printable)" } ?? "" }
}
