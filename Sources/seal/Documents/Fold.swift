import Files
import Primitives
import Sealing
import Workspace

/// The parts of a document's names, on their way into the main file of each.
struct Fold {
  /// One name: its main file, and the parts with where they stand.
  private struct Name {
    let entry: SealedDocument.Entry
    let main: VerifiedFile
    let parts: [(entry: SealedDocument.Entry, file: VerifiedFile)]
  }

  private let document: SealedDocument
  private let names: [Name]
  /// The bare parts beside a bare file.
  private let beside: [SealedDocument]
  /// The main files that change; after ``folding(with:)``.
  private(set) var changed: [(entry: SealedDocument.Entry, file: SealedFile)] = []

  /// - Throws: `missing`, `usage`; what the verification of a file says.
  init(of document: SealedDocument, _ scope: ScopeOptions, _ policy: Policy) throws(SealError) {
    self.document = document
    beside = try document.partsBeside()
    var names: [Name] = []
    let entries = try document.entries(named: scope.name) + beside.flatMap(\.entries)
    for group in document.isBare ? [entries] : entries.byName {
      let name = group[0].name
      guard let main = group.first(where: { $0.entry.entryName == "\(name).sealed" }) else {
        throw SealError(
          .missing, "there is no \"\(name).sealed\" to fold the parts in \"\(Input.name(of: document.path))\" into",
          hint: document.isBare ? "name the main file, the one without a label" : nil)
      }
      let own = try Policy(policy, namespace: scope.expectedNamespace(main.namespace), minimumRevisions: [:])
      let others = group.filter { $0.entry.entryName != main.entry.entryName }
      names.append(
        Name(
          entry: main, main: try VerifiedFile(main.entry, as: name, policy: own),
          parts: try others.map { (part) throws(SealError) in
            (part, try VerifiedFile(part.entry, as: name, policy: own))
          }))
    }
    self.names = names
  }

  /// - Throws: what ``VerifiedFile/folding(_:with:)`` throws.
  func folding(with identities: Identities) throws(SealError) -> Fold {
    var result = self
    for name in names {
      guard let file = try name.main.folding(name.parts.map(\.file), with: identities) else { continue }
      result.changed.append((name.entry, file))
    }
    return result
  }

  /// Writes the main files, then takes the parts away: whoever stops it in between leaves every value in a file that is
  /// listed, and the next run goes on from there.
  ///
  /// - Throws: `io`, `format`; what `sign` throws.
  func write(signing sign: (SealedFile) throws(SealError) -> SealedFile) throws(SealError) {
    var document = document
    for (entry, file) in changed { document = try document.replacing(entry, with: sign(file)) }
    let folded = names.flatMap { $0.parts.map(\.entry) }
    // From the end on, so that those before an entry stay where they are.
    for entry in document.entries.reversed() where !document.isBare && folded.contains(where: entry.isSame) {
      document = try document.removing(entry)
    }
    guard !changed.isEmpty || !folded.isEmpty else {
      return Console.note("there is nothing to fold in \"\(Input.name(of: document.path))\"")
    }
    let kustomizations =
      beside.isEmpty ? [] : try Kustomizations(around: document.path).unlisting(beside.map(\.path)).results
    try OutputOptions.write([(document.path, document.bytes)] + kustomizations)
    for part in beside {
      do throws(FileError) { try File.remove(part.path) } catch { throw SealError(error) }
    }
    let parts = folded.isEmpty ? "" : folded.count == 1 ? ", 1 part with it" : ", \(folded.count) parts with it"
    Console.note("folded \"\(Input.name(of: document.path))\" into one layer\(parts)")
  }
}
