import Primitives
import Sealing

/// The workloads of one document moved over, and its text edited for it.
struct DocumentInjection {
  struct Result {
    var bytes: [UInt8]
    var outcomes: [InjectedFile.Outcome] = []
    var notes: [String] = []
    var edits: [String] = []
    var signers: [SignersPlan.Need] = []
    var uses = InjectedFile.Uses()
  }

  let file: WorkloadFile
  let options: InjectionOptions
  /// What holds of a workload that nothing was said of before, where the options say nothing either.
  let assumed: InjectionOptions
  let sealed: SealedNames
  let objects: [KnownObject]

  /// - Parameter workloads: those of the document, as they stand.
  func result(of document: DocumentRange, _ workloads: [Workload]) throws -> Result {
    let (text, base) = (Array(file.bytes[document.text]), document.text.lowerBound)
    var result = Result(bytes: text)
    var states: [[Int]: InjectedFile.Outcome.State] = [:]
    switch Swift.Result(catching: { () throws(Flaw) in try EarlierDocument(text, at: base, workloads) }) {
    case .success(let earlier): states = try inject(&result, at: base, workloads, earlier)
    case .failure(let flaw):
      // Where the record doesn't count any more, what stands there does; pins can be told all the same.
      guard try workloads.contains(where: { try $0.record != nil && pins(of: $0).isAny }) else { throw flaw }
      result.edits.append(
        "\(flaw.located(in: file.bytes.span, path: file.path).reason): what stands there stays, and the pins alone are "
          + "brought up to date")
    }

    let stale = try repin(&result, at: base)
    let after = result.bytes == text ? workloads : try WorkloadFile(parsing: result.bytes, path: file.path).workloads
    result.signers = after.compactMap { workload in
      workload.pod.pinnedSigners.map { SignersPlan.Need(signers: $0, namespace: workload.namespace) }
    }
    for workload in workloads {
      let place = workload.place.items
      let isSame = after.contains { $0.place.items == place && $0.value == workload.value }
      let state = stale[place].map(InjectedFile.Outcome.State.repinned) ?? states[place] ?? .changed
      result.outcomes.append(
        InjectedFile.Outcome(
          workload: workload.label, line: workload.position.line,
          state: isSame && state != .untouched ? .current : state))
    }
    return result
  }

  private func inject(
    _ result: inout Result, at base: Int, _ workloads: [Workload], _ earlier: EarlierDocument?
  ) throws -> [[Int]: InjectedFile.Outcome.State] {
    var targets: [YAMLPatch.Target] = []
    var states: [[Int]: InjectedFile.Outcome.State] = [:]
    var isOtherDelivery = false
    for workload in earlier?.workloads ?? workloads {
      guard let current = workloads.first(where: { $0.place.items == workload.place.items }) else { continue }
      let old = earlier?.pod(of: workload)
      // Where nothing of ours is in it, the places of what is read are those in the file.
      let context = InjectionContext(
        path: file.path, workload: workload, knowsPlaces: earlier == nil,
        options: options.over(old?.record.options ?? assumed), sealed: sealed, objects: objects)
      let pod = try PodInjection(context, earlier: old)
      result.uses.add(workload.pod, names: pod.pinned)
      states[workload.place.items] = Self.state(pod, old)
      guard let wanted = pod.wanted else {
        if try pins(of: workload).isAny { states[workload.place.items] = .current } else { result.notes += pod.notes }
        continue
      }
      result.notes += pod.notes
      if let old, old.record.options.environment != context.options.environment { isOtherDelivery = true }
      // Others may have put theirs between ours.
      let repinned = try pins(of: current).wanted.withoutRecord
      let isSame = TreeDifference.path(from: repinned, to: wanted) == nil
      targets.append(
        YAMLPatch.Target(path: workload.place.items, wanted: isSame ? repinned : wanted, note: pod.record.text))
    }
    if !targets.isEmpty {
      // What another delivery puts back comes from where it still is, with its comments.
      let start = isOtherDelivery ? earlier?.bytes ?? result.bytes : result.bytes
      let patched = try YAMLPatch.edit(
        start.span, at: base, targets, under: Workload.recordName, original: earlier?.bytes)
      result.bytes = patched.bytes
      result.notes += patched.rewritten.map { note(ofRewritten: $0, workloads) }
    } else if let earlier {
      result.bytes = earlier.bytes
    }
    return states
  }

  /// Brings the pins up to date of what no record speaks for.
  ///
  /// - Returns: the names whose pins were others, by the place of their workload.
  private func repin(_ result: inout Result, at base: Int) throws -> [[Int]: [String]] {
    var stale: [[Int]: [String]] = [:]
    var objects: [(path: [Int], wanted: YAMLValue)] = []
    for workload in try WorkloadFile(parsing: result.bytes, path: file.path).workloads {
      let pins = try pins(of: workload)
      guard !pins.stale.isEmpty else { continue }
      stale[workload.place.items] = pins.stale
      objects.append((workload.place.items, pins.wanted))
    }
    guard !objects.isEmpty else { return [:] }
    let patched = try YAMLPatch.edit(result.bytes.span, at: base, objects)
    result.bytes = patched.bytes
    result.notes += patched.rewritten.map { "\"\(file.path)\": \($0.printable) was written anew, without its comments" }
    return stale
  }

  private func pins(of workload: Workload) throws(SealError) -> PinUpdate {
    let context = InjectionContext(
      path: file.path, workload: workload, knowsPlaces: false, options: InjectionOptions(), sealed: sealed, objects: [])
    return try PinUpdate(workload, context)
  }

  private static func state(_ pod: PodInjection, _ earlier: InjectedPod?) -> InjectedFile.Outcome.State {
    guard pod.wanted != nil else { return earlier == nil ? .untouched : .changed }
    guard let earlier else { return .injected }
    let old = earlier.arguments.names
    let stale = pod.pinned.filter { pinned in
      !old.contains { $0.name == pinned.name && $0.pin.map(Hex.encode) == pinned.digest }
    }
    return stale.isEmpty ? .changed : .repinned(stale.map(\.name))
  }

  private func note(ofRewritten path: String, _ workloads: [Workload]) -> String {
    let label = workloads.count == 1 ? workloads[0].label : "a List"
    return "\"\(file.path)\": \(label): "
      + (path == "." ? "it could not be edited in place, and was written anew" : "\(path.printable) was written anew")
      + ": comments in there are gone, until --revert brings them back"
  }
}

extension PodTemplate {
  /// The list of trusted signers in a ConfigMap that its `unseal` goes by.
  fileprivate var pinnedSigners: InjectionOptions.Signers? {
    let arguments = container(named: InjectedNames.unseal).map { UnsealArguments($0.arguments) }
    let prefix = "\(InjectedNames.signersPath)/\(InjectedNames.signersKey)@sha256:"
    return arguments?.values(of: "signers").last.flatMap { value in
      value.hasPrefix(prefix) ? InjectionOptions.Signers(digest: String(value.dropFirst(prefix.count))) : nil
    }
  }
}
