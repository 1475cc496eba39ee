import Primitives
import Sealing

/// A workload with the pins of its `unseal` brought up to date, and nothing else of it changed.
struct PinUpdate {
  /// All that it is to say.
  private(set) var wanted: YAMLValue
  /// Whether it pins anything.
  private(set) var isAny = false
  /// The names whose pins were others.
  private(set) var stale: [String] = []

  /// - Throws: `missing` where an injected workload pins what is not there any more. Of one that somebody wrote by hand, such
  ///   pins stay.
  init(_ workload: Workload, _ context: InjectionContext) throws(SealError) {
    wanted = workload.value
    for container in workload.pod.containers where UnsealCall(container) != nil {
      var index = -1
      for part in UnsealArguments(container.arguments).parts {
        index += part.words.count
        guard part.flag == nil, let request = try? NameRequest(parsing: part.words[0]), let pin = request.pin else {
          continue
        }
        isAny = true
        guard let name = try name(request.name, of: workload, context), name.digest != Hex.encode(pin) else { continue }
        wanted[container.path / "args" / index] = .string(name.pin)
        stale.append(name.name)
      }
    }
  }

  private func name(
    _ name: String, of workload: Workload, _ context: InjectionContext
  ) throws(SealError) -> SealedName? {
    guard workload.record != nil else { return try? context.sealedName(of: name) }
    guard let found = try context.sealedName(of: name) else {
      throw context.refusal(
        .missing, "it was injected with \"\(name)\", which is not among the sealed files",
        hint: "pass it with --sealed, or take everything out with --revert")
    }
    return found
  }
}
