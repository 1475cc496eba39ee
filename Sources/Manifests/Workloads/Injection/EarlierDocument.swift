import Primitives
import Sealing

/// What an injected document was before, by its records, and the proof of it.
///
/// A record is an annotation, and anybody may have written it. So it counts only where what it leads back to, injected
/// again, is what stands there: then it can put back nothing but what an injection takes out. What somebody changed since in
/// what was injected fails the same proof; what they changed elsewhere is in both, and so is what they took out.
struct EarlierDocument {
  let bytes: [UInt8]
  /// Its workloads, as they were.
  let workloads: [Workload]
  private var pods: [[Int]: InjectedPod] = [:]

  /// What the earlier injection made of a workload, as it stands now; nil where it has no record.
  func pod(of workload: Workload) -> InjectedPod? { pods[workload.place.items] }

  /// - Parameters:
  ///   - base: where the document begins in its file.
  ///   - current: its workloads, as they stand.
  /// - Returns: nil where it has no record.
  /// - Throws: `policy` where a record doesn't lead back, or not to what was there.
  init?(_ text: [UInt8], at base: Int, _ current: [Workload]) throws(Flaw) {
    guard let original = try YAMLPatch.original(of: text.span, at: base, under: Workload.recordName),
      let document = try PatchDocument(text, under: Workload.recordName),
      let restored = try PatchDocument(original.bytes, under: Workload.recordName)
    else { return nil }
    func flaw(_ path: [EntryID], _ reason: String? = nil) -> Flaw {
      let (offset, isThere) = document.root.start(of: path)
      let other = isThere ? "is not what \"seal inject\" made of it" : "is gone, which \"seal inject\" had made"
      return Flaw(
        code: .policy, offset: base + offset, reason: reason ?? "\(path.quoted) \(other)", hint: YAMLPatch.undoHint)
    }

    bytes = original.bytes
    do { workloads = try WorkloadFile(parsing: bytes, path: "").workloads } catch { throw flaw([]) }
    var (now, then) = (document.root.value, restored.root.value)
    for (items, note) in original.notes {
      let place = items.flatMap { [EntryID.key("items"), .index($0, "")] }
      // Nothing but workloads is injected.
      guard let workload = current.first(where: { $0.place.items == items }),
        let before = workloads.first(where: { $0.place.items == items }),
        let pod = InjectedPod(workload, note: note)
      else { throw flaw(place) }
      let proof: InjectionProof
      do { proof = try InjectionProof(of: pod, workload, before: before) } catch {
        throw flaw(place, "\(workload.label) can't be injected again as it was: \(error.reason)")
      }
      if let path = proof.missing { throw flaw(place + path) }
      let path = items.reduce(YAMLPath()) { $0 / "items" / $1 }
      (now[path], then[path]) = (proof.now, proof.again)
      pods[items] = pod
    }
    if let path = TreeDifference.path(from: now, to: then) { throw flaw(path) }
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
