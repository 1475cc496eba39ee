import Sealing

/// The three versions of a document while its sealed files are made the same in all of them, or made sure not to be.
struct SidedDocuments {
  private var documents: MergeSides<SealedDocument?>
  private let originals: MergeSides<[UInt8]>

  /// - Parameter documents: nil where nothing in a version is sealed.
  init(documents: MergeSides<SealedDocument?>, texts: MergeSides<[UInt8]>) {
    self.documents = documents
    originals = texts
  }

  /// The texts as they are by now.
  var texts: MergeSides<[UInt8]> {
    MergeSides(
      base: document(.base)?.bytes ?? originals.base, ours: documents.ours?.bytes ?? originals.ours,
      theirs: documents.theirs?.bytes ?? originals.theirs)
  }

  /// Of every sealed file of the two sides, in the order of ours, then of theirs.
  var places: [EntryPlace] {
    let ours = EntryPlace.all(of: documents.ours?.entries ?? [])
    return ours + EntryPlace.all(of: documents.theirs?.entries ?? []).filter { !ours.contains($0) }
  }

  func entry(_ place: EntryPlace, _ side: MergeSide) -> SealedDocument.Entry? {
    let entries = document(side)?.entries ?? []
    return EntryPlace.all(of: entries).firstIndex(of: place).map { entries[$0] }
  }

  /// - Throws: `format` where a document can't be edited in place.
  mutating func replace(
    _ place: EntryPlace, with text: (MergeSide, [UInt8]) -> [UInt8]
  ) throws(SealError) {
    for side in [MergeSide.base, .ours, .theirs] {
      guard let entry = entry(place, side),
        let edited = try document(side)?.replacing(
          entry, with: text(side, entry.entry.bytes))
      else { continue }
      switch side {
      case .base: documents.base = .some(edited)
      case .ours: documents.ours = edited
      case .theirs: documents.theirs = edited
      }
    }
  }

  private func document(_ side: MergeSide) -> SealedDocument? {
    switch side {
    case .base: documents.base.flatMap(\.self)
    case .ours: documents.ours
    case .theirs: documents.theirs
    }
  }
}
