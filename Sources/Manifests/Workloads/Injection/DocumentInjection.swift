import Primitives
import Sealing

/// The workloads of one document moved over, and its text edited for it.
struct DocumentInjection {
  struct Result {
    var bytes: [UInt8]
    var outcomes: [InjectedFile.Outcome] = []
    var notes: [String] = []
    var signers: [(signers: InjectionOptions.Signers, namespace: String?)] = []
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
    let original = try YAMLPatch.original(of: text.span, at: base, under: Workload.recordName)
    // Where nothing of ours is in it, the places of what is read are those in the file.
    let before = try original.map { try WorkloadFile(parsing: $0.bytes, path: file.path).workloads } ?? workloads

    var result = Result(bytes: text)
    var targets: [YAMLPatch.Target] = []
    var states: [InjectedFile.Outcome.State] = []
    var isOtherDelivery = false
    for workload in before {
      guard let current = workloads.first(where: { $0.place.items == workload.place.items }) else { continue }
      let note = original?.notes.first { $0.path == workload.place.items }?.note
      let earlier = note.flatMap { InjectedPod(current, note: $0) }
      let context = InjectionContext(
        path: file.path, workload: workload, knowsPlaces: original == nil,
        options: options.over(earlier?.record.options ?? assumed), sealed: sealed, objects: objects)
      let pod = try PodInjection(context, earlier: earlier)
      result.notes += pod.notes
      result.uses.add(workload.pod, names: pod.pinned)
      if let wanted = pod.wanted {
        targets.append(
          YAMLPatch.Target(path: workload.place.items, wanted: wanted, note: pod.record.text))
        if let signers = context.options.signers { result.signers.append((signers, workload.namespace)) }
      }
      states.append(Self.state(pod, earlier))
      if let earlier, earlier.record.options.environment != context.options.environment { isOtherDelivery = true }
    }
    if !targets.isEmpty {
      // What another delivery puts back comes from where it still is, with its comments.
      let start = isOtherDelivery ? original?.bytes ?? text : text
      let patched = try YAMLPatch.edit(
        start.span, at: base, targets, under: Workload.recordName, original: original?.bytes)
      result.bytes = patched.bytes
      result.notes += patched.rewritten.map { note(ofRewritten: $0, workloads) }
    } else if let original {
      result.bytes = original.bytes
    }
    let after = result.bytes == text ? workloads : try WorkloadFile(parsing: result.bytes, path: file.path).workloads
    for (workload, state) in zip(workloads, states) {
      let isSame = after.contains { $0.place.items == workload.place.items && $0.value == workload.value }
      result.outcomes.append(
        InjectedFile.Outcome(
          workload: workload.label, line: workload.position.line,
          state: state == .changed && isSame ? .current : state))
    }
    return result
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

extension InjectedPod {
  /// - Parameter note: what the workload's record says beside the way back.
  fileprivate init?(_ workload: Workload, note: String) {
    guard let value = try? YAMLPatch.value(of: Array(note.utf8).span), let record = InjectionRecord(value),
      let spec = workload.value[workload.pod.path]
    else { return nil }
    self.init(spec, record: record)
  }
}
