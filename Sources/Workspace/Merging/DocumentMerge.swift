import Manifests
package import Sealing

/// A three-way merge of a file in which something may be sealed: each sealed file by its layers, the text around them by
/// its lines.
///
/// The lines can't get at a sealed file: where it merges, the result stands in all three texts before the lines are
/// merged, and where it doesn't, no line of it equals one of another side. A sealed file that one side alone changed is
/// taken as that side has it, signatures and all, trusted or not: so does git without a driver.
package struct DocumentMerge {
  /// What to write, with conflict markers where there are problems.
  package private(set) var bytes: [UInt8] = []
  /// Why it isn't merged; none where it is.
  package private(set) var problems: [MergeProblem] = []

  /// - Parameters:
  ///   - path: the file's path in the work tree, for messages, and for what its name says of its kind.
  ///   - markerSize: how many characters a conflict marker has; nil for git's own number.
  /// - Throws: `io`.
  package init(
    _ sides: MergeSides<[UInt8]>, path: String, markerSize: Int? = nil, by merge: SealedFileMerge
  ) throws(SealError) {
    do {
      try self.merge(sides, path, markerSize, merge)
    } catch {
      // Lines that happen to merge would leave half of one sealed file in another, and no marker to tell.
      bytes = try TextMerge(wholeConflictOf: sides, markerSize: markerSize).bytes
      problems.append(.refused(error))
    }
  }

  private mutating func merge(
    _ sides: MergeSides<[UInt8]>, _ path: String, _ markerSize: Int?, _ merge: SealedFileMerge
  ) throws(SealError) {
    let documents = try sides.map { (side, bytes) throws(SealError) in
      try Self.document(bytes, path, side)
    }
    if let ours = documents.ours, let theirs = documents.theirs, ours.isBare, theirs.isBare {
      return try mergeBare(
        MergeSides(base: documents.base.flatMap(\.self)?.entries[0], ours: ours.entries[0], theirs: theirs.entries[0]),
        sides, markerSize, merge)
    }

    let marks = LineMarks()
    let isKustomization = KustomizationFile.isName(String(path.split(separator: "/").last ?? ""))
    // What can't be told is left to the lines.
    let lists = isKustomization ? try? KustomizationMerge(sides, path: path).sides : nil
    var texts = SidedDocuments(documents: documents, texts: lists ?? sides)
    texts.spread()
    var expected: [EntryPlace: [UInt8]] = [:]
    var optional: Set<EntryPlace> = []
    for place in texts.places {
      let entries = (ours: texts.entry(place, .ours), theirs: texts.entry(place, .theirs))
      guard let ours = entries.ours, let theirs = entries.theirs else {
        // Added by this side, or removed by the other: the lines tell.
        expected[place] = (entries.ours ?? entries.theirs)?.entry.bytes
        optional.insert(place)
        continue
      }
      let versions = MergeSides(base: texts.entry(place, .base), ours: ours, theirs: theirs)
      switch try resolve(versions, merge) {
      case .merged(let result):
        expected[place] = result
        try texts.replace(place) { _, _ in result }
      case .conflict(let problem):
        problems.append(problem)
        try texts.replace(place) { side, bytes in marks.marking(bytes, as: side) }
      }
    }

    let merged = try TextMerge(texts.texts, markerSize: markerSize)
    bytes = marks.removing(from: merged.bytes)
    if merged.conflicts > problems.count { problems.append(.lines) }
    if problems.isEmpty { try check(path, expected, optional) }
  }

  private mutating func mergeBare(
    _ entries: MergeSides<SealedDocument.Entry>, _ sides: MergeSides<[UInt8]>, _ markerSize: Int?,
    _ merge: SealedFileMerge
  ) throws(SealError) {
    switch try resolve(entries, merge) {
    case .merged(let result): bytes = result
    case .conflict(let problem):
      bytes = try TextMerge(wholeConflictOf: sides, markerSize: markerSize).bytes
      problems.append(problem)
    }
  }

  private func resolve(
    _ versions: MergeSides<SealedDocument.Entry>, _ merge: SealedFileMerge
  ) throws(SealError) -> SealedFileMerge.Result {
    let (base, ours, theirs) = (versions.base?.entry.bytes, versions.ours.entry.bytes, versions.theirs.entry.bytes)
    if ours == theirs || base == theirs { return .merged(ours) }
    if base == ours { return .merged(theirs) }
    return try merge.merge(versions)
  }

  /// Lines that merge may still say something else than both sides did: a key twice, an entry in another ConfigMap.
  private func check(
    _ path: String, _ expected: [EntryPlace: [UInt8]], _ optional: Set<EntryPlace>
  ) throws(SealError) {
    let entries = try SealedDocument(ifSealed: bytes, path: path)?.entries ?? []
    let found = Dictionary(uniqueKeysWithValues: zip(EntryPlace.all(of: entries), entries))
    let isRight =
      found.allSatisfy { place, entry in expected[place] == entry.entry.bytes }
      && expected.keys.allSatisfy { found[$0] != nil || optional.contains($0) }
    guard isRight else {
      throw SealError(.format, "the lines around the sealed files merge into something that neither side says")
    }
  }

  /// - Returns: nil where nothing in it claims to be sealed: that is merged as the text that it is.
  private static func document(
    _ bytes: [UInt8], _ path: String, _ side: MergeSide
  ) throws(SealError) -> SealedDocument? {
    do throws(SealError) { return try SealedDocument(ifSealed: bytes, path: path) } catch {
      guard bytes.hasSealedLine || path.hasSuffix(".sealed") else { return nil }
      throw SealError(error.code, "\(side.rawValue): \(error.reason)", hint: error.hint)
    }
  }
}

extension [UInt8] {
  /// Whether a line begins as a sealed file does.
  fileprivate var hasSealedLine: Bool {
    split(separator: 0x0A).contains { line in
      line.drop { $0 == 0x20 || $0 == 0x09 }.starts(with: "seal/v".utf8)
    }
  }
}
