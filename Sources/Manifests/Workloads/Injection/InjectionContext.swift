import Primitives
import Sealing

/// What the change of one workload goes by.
struct InjectionContext: Sendable {
  /// Of the file, for messages.
  let path: String
  /// As it stands without anything of ours.
  let workload: Workload
  /// Whether the places in the workload are those in the file, which they aren't where it has been changed already.
  let knowsPlaces: Bool
  let options: InjectionOptions
  let sealed: SealedNames
  /// ConfigMaps and plain Secrets that are known beside the workload.
  let objects: [KnownObject]

  /// The sealed files that stand for a Secret; nil where it stays what it is.
  ///
  /// - Throws: `missing` for a name that was asked for and isn't there; `scope` where it is sealed for another namespace;
  ///   `usage` where it could be one of several.
  func sealedName(of secret: String) throws(SealError) -> SealedName? {
    let wanted = options.secrets[secret] ?? secret
    let candidates = sealed.named(wanted)
    guard !candidates.isEmpty else {
      guard options.secrets[secret] != nil else { return nil }
      throw refusal(
        .missing, "there is no sealed file \"\(wanted.printable)\" for the Secret \"\(secret.printable)\"",
        hint: "pass it with --sealed")
    }
    guard let namespace = workload.namespace else {
      guard candidates.count == 1 else {
        throw refusal(
          .usage, "\"\(wanted)\" is sealed for \(candidates.map { "\"\($0.namespace)\"" }.joined(separator: " and "))",
          hint: "pass the sealed files of the one namespace that this workload is for")
      }
      return candidates[0]
    }
    let own = candidates.first { $0.namespace == namespace } ?? candidates.first { $0.namespace == "*" }
    guard let own else {
      throw refusal(
        .scope,
        "\"\(wanted)\" is sealed for the namespace \"\(candidates[0].namespace)\", and this workload runs in "
          + "\"\(namespace.printable)\"", hint: "pass the file that is sealed for that namespace")
    }
    guard own.configMapNamespace.map({ $0 == namespace }) ?? true else {
      throw refusal(
        .scope,
        "the ConfigMap \"\(own.configMaps[0].printable)\" is in the namespace "
          + "\"\((own.configMapNamespace ?? "").printable)\", and a pod mounts those of its own alone",
        hint: "pass the one that is in \"\(namespace.printable)\"")
    }
    return own
  }

  /// The keys of a ConfigMap or plain Secret of the same namespace, as far as that is known; nil where nothing is, or
  /// several that differ could be meant.
  func keys(of reference: ObjectReference) -> [String]? {
    let found = objects.filter { object in
      object.kind == reference.kind && object.name == reference.name
        && (object.namespace == nil || workload.namespace == nil || object.namespace == workload.namespace)
    }
    guard let first = found.first, found.allSatisfy({ Set($0.keys) == Set(first.keys) }) else { return nil }
    return first.keys
  }

  /// An error that says which workload of which file it is about.
  func refusal(
    _ code: SealError.Code, _ reason: String, in container: PodContainer? = nil, at position: TextPosition? = nil,
    hint: String? = nil
  ) -> SealError {
    let line = (position ?? container?.position ?? workload.position).line
    let place = "\"\(path)\"" + (knowsPlaces ? " line \(line)" : "")
    let container = container.map { ", container \"\($0.name.printable)\"" } ?? ""
    return SealError(code, "\(place): \(workload.label)\(container): \(reason)", hint: hint)
  }
}
