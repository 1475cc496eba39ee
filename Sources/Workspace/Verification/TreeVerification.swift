package import Manifests
import Primitives
package import Sealing

/// The verification of many files: each sealed file by itself, on all cores, and then what only shows beside others.
///
/// A file is let go of once it was looked at; what is kept of it is a few hundred bytes, and of a sealed file what the
/// workloads are held against.
package struct TreeVerification {
  /// What a run is about.
  package struct Options: Sendable {
    /// The one name to look at; nil for all.
    let name: String?
    /// Whether what was accepted is opened later.
    let isOpened: Bool
    /// Whether whatever isn't among the files isn't there at all.
    let isComplete: Bool

    package init(name: String?, isOpened: Bool, isComplete: Bool) {
      (self.name, self.isOpened, self.isComplete) = (name, isOpened, isComplete)
    }
  }

  package private(set) var results: [Verification] = []
  package private(set) var preflight: Preflight
  /// What messages call the files that carry nothing sealed.
  package private(set) var passedOver: [String] = []
  /// Why some files weren't looked at for workloads.
  package private(set) var notes: [String] = []
  private var refusedByPath: [String: [Verification]] = [:]

  /// Steps 0 to 6 of format.md, section 4, for all files.
  ///
  /// - Parameter progress: is told how many files are done.
  package init(
    of files: [ManifestFiles.Entry], _ options: Options, _ demands: DemandsByPath,
    progress: (@Sendable (Int) -> Void)? = nil
  ) {
    preflight = Preflight(isComplete: options.isComplete)
    for outcome in Parallel.map(files, progress: progress, { FileOutcome(of: $0, options, demands) }) {
      results += outcome.results
      if outcome.isPassedOver { passedOver.append(outcome.path) }
      // Why its workloads can't be read is among the results.
      if let file = outcome.preflight { try? preflight.add(file) }
      if let note = outcome.note { notes.append(note) }
    }
    checkParts()
  }

  /// No key may be in two sealed files of one name (step 7), and for that nobody need open them. Those that lie side by
  /// side in a folder are mounted side by side.
  private mutating func checkParts() {
    var owners: [String: String] = [:]
    for index in results.indices where results[index].isBare && results[index].failure == nil {
      let path = results[index].path
      let folder = AbsolutePath.parent(path) ?? ""
      for file in results[index].files {
        for key in file.keys {
          let place = "\(folder)\0\(file.namespace)\0\(file.name)\0\(key)"
          guard let owner = owners.updateValue(file.entryName, forKey: place) else { continue }
          results[index].fail(
            SealError(
              .format, "the key \"\(key)\" of \"\(file.name)\" is in \"\(owner)\" and in \"\(file.entryName)\"",
              hint: "a pod refuses both: seal unset takes it out of one"))
        }
      }
    }
  }

  /// Steps 7 and 8, for what was accepted.
  package mutating func open(with identities: Identities) {
    for index in results.indices { results[index].open(with: identities) }
  }

  /// Looks at the workloads.
  package mutating func checkWorkloads() {
    let opened = Dictionary(grouping: results.filter { $0.opened != nil }) { Input.name(of: $0.path) }
    preflight.check { part in opened[part.path]?.lazy.compactMap { $0.values(of: part) }.first }
    let reported = Set(preflight.results.map(\.path) + preflight.findings.map(\.path))
    passedOver.removeAll { reported.contains($0) }
    refusedByPath = Dictionary(grouping: results.filter { $0.failure != nil }) { Input.name(of: $0.path) }
  }

  /// Why the sealed files that a workload would find are refused, by the names that it opens.
  package func refusals(of result: Preflight.Result) -> [(name: String, error: SealError)] {
    result.sources.compactMap { source in
      let refused = refusedByPath[source.path]?.first { $0.name == nil || $0.name == source.name }
      return refused?.failure.map { (source.name, $0) }
    }
  }

  /// What shows of the files beside their earlier versions.
  package mutating func hold(against changes: TreeChanges) {
    for (index, error) in changes.failures { results[index].fail(error) }
  }
}
