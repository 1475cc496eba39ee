import Sealing

/// Changes the text of one document so that it says what a tree says, in as few bytes as may be, and leads back from there.
///
/// Comments, order, quotes and every byte that need not change stay. The edited objects keep in an annotation what leads
/// back, byte for byte, even when other parts of the document change in the meantime (``UndoRecord``).
///
/// An edit is a guess by the rules of YAML. So each result is parsed again and must say what was wanted, and taken back
/// must be the original; else entries are written anew, from the deepest up, and at last the document as a whole.
enum YAMLPatch {
  /// An object of a document, and what it is to be.
  struct Target: Sendable {
    /// Its place: empty for the root, else the item of the List that is the root, and so on into Lists in Lists.
    var path: [Int] = []
    /// What it is to say, without a record.
    let wanted: YAMLValue
    /// What the record is to say beside the way back.
    let note: String
  }

  struct Patched: Sendable {
    let bytes: [UInt8]
    /// The paths of what couldn't be edited in place and was written anew, its comments and aliases lost: `spec.args`,
    /// `spec.containers[app].env`, `.` for all of the document.
    let rewritten: [String]
  }

  struct Original: Sendable {
    let bytes: [UInt8]
    /// The notes of the records, each with the place of its object.
    let notes: [(path: [Int], note: String)]
  }

  /// What a document says, its aliases and merge keys resolved; nil where it holds nothing.
  ///
  /// - Throws: for what is no YAML, and what ``NodeResolver`` refuses. Offsets are counted from `base`.
  static func value(of text: Span<UInt8>, at base: Int = 0) throws(Flaw) -> YAMLValue? {
    try Flaw.moving(by: base) { () throws(Flaw) in try NodeResolver.resolve(YAMLSource(text.withoutMark))?.value }
  }

  /// Edits a document with one object in it.
  static func edit(
    _ text: Span<UInt8>, at base: Int = 0, to wanted: YAMLValue, recording note: String, under key: String,
    original: [UInt8]? = nil
  ) throws(Flaw) -> Patched {
    try edit(text, at: base, [Target(wanted: wanted, note: note)], under: key, original: original)
  }

  /// Edits objects of a document.
  ///
  /// - Parameters:
  ///   - text: one document, as ``DocumentRange/text`` has it.
  ///   - base: where the text begins in its source.
  ///   - key: the annotation that holds the record; no tree of `targets` has it.
  ///   - original: where the text has a record already, what ``original(of:at:under:)`` gave for it: the records lead back
  ///     to that.
  /// - Throws: for what can't be read, or can't be changed so that it leads back.
  static func edit(
    _ text: Span<UInt8>, at base: Int = 0, _ targets: [Target], under key: String, original: [UInt8]? = nil
  ) throws(Flaw) -> Patched {
    let mark = text.mark
    return try Flaw.moving(by: base + mark.count) { () throws(Flaw) in
      let bytes = text.withoutMark
      guard let document = try PatchDocument(bytes, under: key) else {
        throw Flaw(offset: 0, reason: "a document that holds nothing can't be changed")
      }
      let before: [UInt8]
      if let original { before = original.span.withoutMark } else { before = try document.original()?.bytes ?? bytes }
      let patched = try PatchAttempt(document: document, targets: targets, original: before).result()
      return Patched(bytes: mark + patched.bytes, rewritten: patched.rewritten)
    }
  }

  /// Edits objects of a document that keep the records that they have.
  ///
  /// - Parameter objects: each with its place, and all that it is to say.
  static func edit(
    _ text: Span<UInt8>, at base: Int = 0, _ objects: [(path: [Int], wanted: YAMLValue)]
  ) throws(Flaw) -> Patched {
    let mark = text.mark
    return try Flaw.moving(by: base + mark.count) { () throws(Flaw) in
      guard let document = try PatchDocument(text.withoutMark, under: "") else {
        throw Flaw(offset: 0, reason: "a document that holds nothing can't be changed")
      }
      let targets = objects.map { Target(path: $0.path, wanted: $0.wanted, note: "") }
      let patched = try PatchAttempt(document: document, targets: targets, original: []).withoutRecords()
      return Patched(bytes: mark + patched.bytes, rewritten: patched.rewritten)
    }
  }

  /// The way on for somebody whose changes can't be taken back.
  static let undoHint = "undo that change, or take the annotation with the record out, to go on from what stands there"

  /// What a document was before it was edited; nil where it has no record under `key`.
  ///
  /// - Throws: where somebody changed what would be put back, or the record itself.
  static func original(of text: Span<UInt8>, at base: Int = 0, under key: String) throws(Flaw) -> Original? {
    let mark = text.mark
    return try Flaw.moving(by: base + mark.count) { () throws(Flaw) in
      guard let document = try PatchDocument(text.withoutMark, under: key), let original = try document.original()
      else {
        return nil
      }
      // What somebody changed beside a step can be in its way.
      guard let restored = try? PatchDocument(original.bytes, under: key), restored.records.isEmpty else {
        throw Flaw(
          code: .policy, offset: document.root.start,
          reason: "what was changed since keeps this document from being put back", hint: undoHint)
      }
      return Original(bytes: mark + original.bytes, notes: original.notes)
    }
  }
}

extension Flaw {
  fileprivate static func moving<T>(by base: Int, _ body: () throws(Flaw) -> T) throws(Flaw) -> T {
    do { return try body() } catch {
      throw Flaw(code: error.code, offset: error.offset + base, reason: error.reason, hint: error.hint)
    }
  }
}

extension Span<UInt8> {
  /// The byte order mark at its start, or nothing.
  fileprivate var mark: [UInt8] {
    count >= 3 && self[0] == 0xEF && self[1] == 0xBB && self[2] == 0xBF ? [0xEF, 0xBB, 0xBF] : []
  }

  fileprivate var withoutMark: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    for index in mark.count..<count { bytes.append(self[index]) }
    return bytes
  }
}
