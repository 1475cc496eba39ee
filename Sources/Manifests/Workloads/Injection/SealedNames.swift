import Primitives
package import Sealing

/// The sealed files that workloads may be given, by their names.
package struct SealedNames: Sendable {
  package let all: [SealedName]

  /// - Throws: `format` for what is no sealed file; `scope` for one that is sealed under another name than its entry says;
  ///   `usage` where one entry is there twice with different bytes.
  package init(_ containers: [SealedContainer]) throws(SealError) {
    var found: [FoundSealedFile] = []
    for container in containers {
      for entry in container.entries { try found.add(FoundSealedFile(entry, of: container)) }
    }
    var names: [SealedName] = []
    for first in found
    where !names.contains(where: { $0.name == first.file.name && $0.namespace == first.file.namespace }) {
      names.append(
        SealedName(found.filter { $0.file.name == first.file.name && $0.file.namespace == first.file.namespace }))
    }
    all = names.sorted { ($0.name, $0.namespace) < ($1.name, $1.namespace) }
  }

  init(all: [SealedName]) { self.all = all }

  func named(_ name: String) -> [SealedName] { all.filter { $0.name == name } }

  /// What to say of an object that names Secrets, and that nothing can be done about.
  func notes(of bystander: Bystander, _ options: InjectionOptions) -> [String] {
    let lost = bystander.secrets.filter { secret in
      named(options.secrets[secret] ?? secret).contains {
        $0.namespace == "*" || bystander.namespace == nil || bystander.namespace == $0.namespace
      }
    }
    return lost.map { secret in
      "\(bystander.label): it names the Secret \"\(secret.printable)\", which is sealed; what it takes from it, it gets from "
        + "the cluster alone"
    }
  }
}

extension [FoundSealedFile] {
  /// The same file may be there twice, by `--sealed` and among the manifests, or in a ConfigMap for a check before the
  /// rollout: the first one counts.
  fileprivate mutating func add(_ new: FoundSealedFile) throws(SealError) {
    let old = first {
      $0.entryName == new.entryName && $0.file.namespace == new.file.namespace
    }
    guard let old else { return append(new) }
    guard old.file.bytes == new.file.bytes else {
      throw SealError(
        .usage, "\"\(new.entryName)\" is in \"\(old.path)\", and another one in \"\(new.path)\"",
        hint: "give the one that the pods are to use")
    }
  }
}

extension SealedName {
  /// - Parameter found: its files, at least one.
  fileprivate init(_ found: [FoundSealedFile]) {
    let found = found.sorted { $0.entryName < $1.entryName }
    name = found[0].file.name
    namespace = found[0].file.namespace
    isConfigMapGuessed = found.contains(where: \.isBare)
    entries = found.map { SealedEntry(entryName: $0.entryName, bytes: $0.file.bytes) }
    configMapNamespace = found.lazy.compactMap(\.namespace).first
    var hash = SHA256()
    var keys: [Key] = []
    var configMaps: [String] = []
    for part in found {
      hash.update(part.file.bytes.span)
      keys += part.file.values.map { Key(name: $0.key, bound: $0.blob.count) }
      if !configMaps.contains(part.configMap) { configMaps.append(part.configMap) }
    }
    digest = Hex.encode(hash.finalize())
    self.keys = keys.sorted { $0.name < $1.name }
    self.configMaps = configMaps
  }
}
