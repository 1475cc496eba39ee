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
  /// The signers that its workloads mount, each with the namespace of its workload.
  private var signers: [(signers: InjectionOptions.Signers, namespace: String?)] = []

  /// Moves the workloads of a file over.
  ///
  /// - Parameters:
  ///   - objects: those of all files that are known.
  ///   - options: what is left open in them is taken from a workload's record.
  ///   - assumed: what is left open for a workload without one.
  ///   - written: the lists of signers that stand in other files already, by ConfigMap and namespace; those of this one are
  ///     added.
  ///   - signersList: the file that `options.signers` is about.
  /// - Throws: what can't be done, with file, line, workload and container.
  package init(
    _ file: WorkloadFile, _ options: InjectionOptions, assuming assumed: InjectionOptions = InjectionOptions(),
    sealed: SealedNames, objects: [KnownObject], signersList: [UInt8]?, written: inout [String]
  ) throws(SealError) {
    bytes = []
    do {
      let rest = try SignersDocument.removed(from: file.bytes)
      bytes = rest.file
      let file = rest.documents.isEmpty ? file : try WorkloadFile(parsing: rest.file, path: file.path)
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
        signers += result.signers
        uses.add(result.uses)
      }
      notes += file.bystanders.flatMap { sealed.notes(of: $0, options) }
      try append(rest.documents, signersList, &written, path: file.path)
      bytes = SignersDocument.Removed(file: bytes, tail: rest.tail).whole
    } catch let error as SealError {
      throw error
    } catch let flaw as Flaw {
      throw flaw.located(in: file.bytes.span, path: file.path)
    } catch {
      throw SealError(.internal, "an unexpected error")
    }
  }

  /// What a file was before any of its workloads was moved over.
  ///
  /// - Throws: where somebody changed what would be put back.
  package static func reverted(_ bytes: [UInt8], path: String) throws(SealError) -> [UInt8] {
    do {
      var current = try SignersDocument.removed(from: bytes).whole
      for document in try DocumentRange.split(current.span).reversed() where !document.isBlank {
        guard
          let original = try YAMLPatch.original(
            of: current.span.extracting(document.text), at: document.text.lowerBound, under: Workload.recordName)
        else { continue }
        current.replaceSubrange(document.text, with: original.bytes)
      }
      return current
    } catch {
      throw error.located(in: bytes.span, path: path)
    }
  }

  private mutating func append(
    _ old: [SignersDocument], _ list: [UInt8]?, _ written: inout [String], path: String
  ) throws(SealError) {
    for (signers, namespace) in signers {
      let name = "\(namespace ?? "")/\(signers.configMap)"
      guard !written.contains(name) else { continue }
      let known = old.first { $0.signers == signers && $0.namespace == namespace }?.list
      let given = list.flatMap { InjectionOptions.Signers(of: $0) == signers ? $0 : nil }
      // One that stands in a file that wasn't given stays there.
      guard let list = given ?? known else { continue }
      written.append(name)
      bytes = try SignersDocument(signers: signers, namespace: namespace, list: list).appended(to: bytes, path: path)
    }
  }
}
