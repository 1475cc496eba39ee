import Primitives
package import Sealing

/// A file of manifests with its workloads moved over to `unseal`, or taken back.
package struct InjectedFile: Sendable {
  /// What became of one workload.
  package struct Outcome: Sendable {
    package enum State: Sendable, Equatable {
      /// It refers to nothing sealed.
      case untouched
      /// It stood there as it is to be.
      case current
      /// It wasn't injected.
      case injected
      /// It was, and pins other bytes of these names.
      case repinned([String])
      /// It was, in another way.
      case changed
    }

    package let workload: String
    /// The line of it in the file as it was.
    package let line: Int
    package let state: State
  }

  /// What its workloads have to do with, as they were before anything was moved over.
  package struct Uses: Sendable {
    /// The sealed names that they pin now.
    package private(set) var names: [SealedName] = []
    package private(set) var containers: Set<String> = []
    package private(set) var secrets: Set<String> = []

    package init() {}

    mutating func add(_ pod: PodTemplate, names: [SealedName]) {
      self.names += names
      containers.formUnion(pod.containers.map(\.name))
      secrets.formUnion(pod.uses.map(\.reference).filter { $0.kind == .secret }.map(\.name))
    }

    package mutating func add(_ other: Uses) {
      names += other.names
      containers.formUnion(other.containers)
      secrets.formUnion(other.secrets)
    }
  }

  /// The whole file.
  package private(set) var bytes: [UInt8]
  package private(set) var outcomes: [Outcome] = []
  /// What to say: what was left alone, what was rewritten and not edited in place.
  package private(set) var notes: [String] = []
  package private(set) var uses = Uses()
  /// What somebody has changed since it was injected, which keeps all but the pins from being brought up to date.
  package private(set) var edits: [String] = []
  /// The signers that its workloads mount, each with the namespace of its workload.
  private var signers: [SignersPlan.Need] = []
  private let path: String

  /// Moves the workloads of a file over.
  ///
  /// - Parameters:
  ///   - objects: those of all files that are known.
  ///   - options: what is left open in them is taken from a workload's record.
  ///   - assumed: what is left open for a workload without one.
  /// - Throws: what can't be done, with file, line, workload and container.
  package init(
    _ file: WorkloadFile, _ options: InjectionOptions, assuming assumed: InjectionOptions = InjectionOptions(),
    sealed: SealedNames, objects: [KnownObject]
  ) throws(SealError) {
    (bytes, path) = (file.bytes, file.path)
    do {
      // From the end, so that the places of the others hold.
      for (index, document) in file.documents.enumerated().reversed() {
        let workloads = file.workloads.filter { $0.place.document == index }
        guard !workloads.isEmpty else { continue }
        let edit = DocumentInjection(
          file: file, options: options, assumed: assumed, sealed: sealed, objects: objects)
        let result = try edit.result(of: document, workloads)
        bytes.replaceSubrange(document.text, with: result.bytes)
        outcomes = result.outcomes + outcomes
        notes = result.notes + notes
        edits = result.edits + edits
        signers += result.signers
        uses.add(result.uses)
      }
      notes += file.bystanders.flatMap { sealed.notes(of: $0, options) }
    } catch let error as SealError {
      throw error
    } catch let flaw as Flaw {
      throw flaw.located(in: file.bytes.span, path: file.path)
    } catch {
      throw SealError(.internal, "an unexpected error")
    }
  }

  /// Puts the ConfigMaps with trusted signers into files that go together, and takes out those that none needs.
  ///
  /// - Parameter list: the file that the options' `signers` are about, if it was given.
  /// - Throws: `pin` where a list that stands there is not the one that is pinned; `policy` for a file that can't have another
  ///   document.
  package static func settleSigners(_ list: [UInt8]?, in files: inout [InjectedFile]) throws(SealError) {
    let plan = try SignersPlan(files.map { ($0.path, $0.bytes, $0.signers) }, list: list)
    for index in files.indices {
      files[index].bytes = try plan.applied(to: files[index].bytes, at: index, path: files[index].path)
      files[index].notes += plan.added(to: index).map { name in
        "\"\(files[index].path)\": the ConfigMap \"\(name)\" is at its end, for all workloads of the namespace that pin it: give "
          + "files that are applied together in one run"
      }
    }
  }

  /// What a file was before any of its workloads was moved over.
  ///
  /// - Throws: where somebody changed what would be put back.
  package static func reverted(_ bytes: [UInt8], path: String) throws(SealError) -> [UInt8] {
    let file = try WorkloadFile(parsing: bytes, path: path)
    do {
      var current = bytes
      for (index, document) in file.documents.enumerated().reversed() {
        let workloads = file.workloads.filter { $0.place.document == index }
        guard !workloads.isEmpty,
          let earlier = try EarlierDocument(Array(bytes[document.text]), at: document.text.lowerBound, workloads)
        else { continue }
        current.replaceSubrange(document.text, with: earlier.bytes)
      }
      for found in try SignersDocument.Standing.all(in: current).reversed() { current = found.removed(from: current) }
      return current
    } catch {
      throw error.located(in: bytes.span, path: path)
    }
  }
}
