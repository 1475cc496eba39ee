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
      set(edited, side)
    }
  }

  /// Puts what one side alone has added to a ConfigMap into the other versions too, so that two branches which add a part
  /// each, at one place, are no conflict of lines.
  mutating func spread() {
    for side in [MergeSide.ours, .theirs] {
      let entries = document(side)?.entries ?? []
      let all = EntryPlace.all(of: entries)
      for (index, place) in all.enumerated().dropFirst() {
        let before = all[index - 1]
        guard before.configMap == place.configMap, before.namespace == place.namespace, entry(place, .base) == nil,
          entry(place, side == .ours ? .theirs : .ours) == nil
        else { continue }
        var spread = self
        // What can't be edited in place is left to the lines.
        if (try? spread.add(entries[index], as: place, after: before)) != nil { self = spread }
      }
    }
  }

  private mutating func add(
    _ added: SealedDocument.Entry, as place: EntryPlace, after before: EntryPlace
  ) throws(SealError) {
    let file = try SealedFile(parsing: added.entry.bytes, named: added.entry.entryName)
    for side in [MergeSide.base, .ours, .theirs] where entry(place, side) == nil {
      guard let document = document(side) else { continue }
      guard let anchor = entry(before, side) else { throw SealError(.missing, "there is nothing to put it after") }
      set(try document.adding(added.entry.entryName, file, after: anchor), side)
    }
  }

  private mutating func set(_ edited: SealedDocument, _ side: MergeSide) {
    switch side {
    case .base: documents.base = .some(edited)
    case .ours: documents.ours = edited
    case .theirs: documents.theirs = edited
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
