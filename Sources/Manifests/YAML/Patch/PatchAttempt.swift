import Primitives
import Sealing

/// One edit of a document, tried in place first and with less and less of it kept.
struct PatchAttempt {
  let document: PatchDocument
  let targets: [YAMLPatch.Target]
  /// What the records are to lead back to.
  let original: [UInt8]

  /// How deep edits may enter a document, from all the way to not at all.
  private static let depths = [Int.max, 10, 8, 7, 6, 5, 4, 3, 2, 1, 0]

  func result() throws(Flaw) -> YAMLPatch.Patched {
    for target in targets where document.object(at: target.path)?.value.pairs == nil || target.wanted.pairs == nil {
      throw Flaw(offset: document.root.start, reason: "an object to change is no mapping")
    }
    for target in targets {
      let metadata = target.wanted["metadata"] ?? .mapping([])
      guard Self.isMapping(metadata), Self.isMapping(metadata["annotations"] ?? .mapping([])) else {
        throw Flaw(offset: document.root.start, reason: "metadata, or its annotations, that are no mapping")
      }
    }
    let wanted = wantedRoot { recording(record(in: $0) ?? "{}", in: $0) }
    var rewritten: [String] = []
    var last: [UInt8]?
    if document.isPlaced {
      for depth in Self.depths {
        guard let bytes = inPlace(wanted, depth: depth, &rewritten), bytes != last else { continue }
        if let result = recorded(bytes, wanted) { return YAMLPatch.Patched(bytes: result, rewritten: rewritten) }
        last = bytes
      }
    }
    guard let result = recorded(anew(wanted), wanted) else {
      if let secret = document.root.value.plainSecret {
        throw Flaw(
          code: .policy, offset: document.root.start,
          reason: "this document can't be edited in place, and the record of how it was would carry the Secret "
            + "\"\(secret.printable)\" in plain text into an annotation", hint: "give the Secret a document of its own")
      }
      throw Flaw(
        offset: document.root.start, reason: "this document can't be changed so that the change can be undone",
        hint: "write it in a simpler way")
    }
    return YAMLPatch.Patched(bytes: result, rewritten: ["."])
  }

  /// The document changed, its records as they stand in the targets.
  func withoutRecords() throws(Flaw) -> YAMLPatch.Patched {
    let wanted = wantedRoot(\.wanted)
    var rewritten: [String] = []
    for depth in document.isPlaced ? Self.depths : [] {
      guard let bytes = inPlace(wanted, depth: depth, &rewritten),
        let edited = try? PatchDocument(bytes, under: document.key), edited.root.value == wanted
      else { continue }
      return YAMLPatch.Patched(bytes: bytes, rewritten: rewritten)
    }
    return YAMLPatch.Patched(bytes: anew(wanted), rewritten: ["."])
  }

  private static func isMapping(_ value: YAMLValue) -> Bool {
    value.pairs != nil || value == .scalar("", isPlain: true)
  }

  /// The document with all splices made; nil where they can't be.
  private func inPlace(_ wanted: YAMLValue, depth: Int, _ rewritten: inout [String]) -> [UInt8]? {
    var lost: Set<ObjectIdentifier> = []
    // What is written out in the place of an alias may hold an anchor for others.
    for _ in 0..<16 {
      var edit = TreeEdit(document.source, document.style, depth: depth, lost: lost)
      guard let splices = edit.splices(from: document.root, to: wanted) else { return nil }
      if edit.losing == lost {
        rewritten = edit.rewritten
        return Splice.apply(splices, to: document.source.bytes)
      }
      lost = edit.losing
    }
    return nil
  }

  /// The document with its root written anew.
  private func anew(_ wanted: YAMLValue) -> [UInt8] {
    let source = document.source
    let text = YAMLRenderer(style: document.style).document(wanted)
    let start = source.lineStart(of: document.root.start)
    // A root behind the `---` on its line.
    let head = source.bytes[start...].starts(with: "---".utf8) ? document.style.lineEnd : ""
    return source.bytes[..<(head.isEmpty ? start : document.root.start)]
      + Array((head + text + document.style.lineEnd).utf8)
  }

  // MARK: records

  /// The edited text with what leads back in its records; nil where it doesn't say what is wanted or doesn't lead back.
  private func recorded(_ bytes: [UInt8], _ wanted: YAMLValue) -> [UInt8]? {
    guard let edited = try? PatchDocument(bytes, under: document.key), edited.isPlaced, edited.root.value == wanted
    else { return nil }
    for texts in [keptTexts(), stepTexts(edited), wholeTexts(edited)].compactMap({ $0 }) {
      let byPath = Dictionary(zip(targets.map(\.path), texts), uniquingKeysWith: { first, _ in first })
      var splices: [Splice] = []
      for (target, text) in zip(targets, texts) where text != record(in: target.path, of: edited) {
        guard let splice = splice(text, in: target.path, of: edited) else { return nil }
        splices.append(splice)
      }
      guard let result = Splice.apply(splices, to: edited.source.bytes),
        let final = try? PatchDocument(result, under: document.key),
        final.root.value == wantedRoot({ recording(byPath[$0.path] ?? "", in: $0) }),
        let restored = try? final.original(), restored.bytes == original
      else { continue }
      return result
    }
    return nil
  }

  /// The records that are there: while they lead back, what somebody changes beside the steps doesn't change them.
  private func keptTexts() -> [String]? {
    var texts: [String] = []
    for target in targets {
      guard let text = record(in: target), UndoRecord(text)?.note == target.note else { return nil }
      texts.append(text)
    }
    return texts
  }

  /// Records that lead back step by step.
  private func stepTexts(_ edited: PatchDocument) -> [String]? {
    guard let old = try? PatchDocument(original, under: document.key), old.isPlaced else { return nil }
    let plan = UndoPlan(edited: edited.source, original: old.source, style: edited.style, key: document.key)
    var texts: [String] = []
    for target in targets {
      guard let now = edited.object(at: target.path), let before = old.object(at: target.path),
        let steps = plan.steps(from: now, to: before)
      else { return nil }
      texts.append(UndoRecord(note: target.note, .steps(steps)).text)
    }
    return texts
  }

  /// Records that hold the whole document.
  private func wholeTexts(_ edited: PatchDocument) -> [String]? {
    let texts = targets.map { UndoRecord(note: $0.note, .elsewhere).text }
    guard document.root.value.plainSecret == nil, let first = targets.first,
      let whole = String(validating: original, as: UTF8.self)
    else { return nil }
    // Whatever the records say, the digest is of what is around them.
    return [UndoRecord(note: first.note, .whole(whole, digest: edited.digest)).text] + texts.dropFirst()
  }

  private func splice(_ text: String, in path: [Int], of edited: PatchDocument) -> Splice? {
    guard let annotations = edited.object(at: path)?["metadata"]?.value["annotations"]?.value,
      let entry = annotations[document.key], let key = entry.key
    else { return nil }
    let name = edited.source.text(key.start..<key.end)
    let renderer = YAMLRenderer(style: edited.style)
    let written =
      annotations.isFlow
      ? renderer.flowPair(name, .string(text), column: nil)
      : renderer.pair(name, .string(text), column: edited.source.column(of: annotations.contentStart))
    return Splice(entry.start..<entry.end, written)
  }

  private func record(in target: YAMLPatch.Target) -> String? { record(in: target.path, of: document) }

  private func record(in path: [Int], of document: PatchDocument) -> String? {
    document.object(at: path)?.value["metadata"]?["annotations"]?[document.key]?.text
  }

  // MARK: what is wanted

  /// The root with others in the place of its targets.
  private func wantedRoot(_ object: (YAMLPatch.Target) -> YAMLValue) -> YAMLValue {
    let byPath = Dictionary(targets.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    func wanted(_ value: YAMLValue, _ path: [Int]) -> YAMLValue {
      if let target = byPath[path] { return object(target) }
      guard let items = value["items"]?.items else { return value }
      var value = value
      value["items"] = .sequence(items.enumerated().map { wanted($1, path + [$0]) })
      return value
    }
    return wanted(document.root.value, [])
  }

  /// The object with its record: where it stands now, or as the last annotation.
  private func recording(_ record: String, in target: YAMLPatch.Target) -> YAMLValue {
    let now = document.object(at: target.path)?.value
    var metadata = target.wanted["metadata"] ?? .mapping([])
    if metadata.pairs == nil { metadata = .mapping([]) }
    var annotations = metadata["annotations"] ?? .mapping([])
    if annotations.pairs == nil { annotations = .mapping([]) }
    annotations = setting(document.key, .string(record), in: annotations, like: now?["metadata"]?["annotations"])
    metadata = setting("annotations", annotations, in: metadata, like: now?["metadata"])
    return setting("metadata", metadata, in: target.wanted, like: now)
  }

  private func setting(_ key: String, _ value: YAMLValue, in mapping: YAMLValue, like old: YAMLValue?) -> YAMLValue {
    var pairs = mapping.pairs ?? []
    if let index = pairs.firstIndex(where: { $0.key == key }) {
      pairs[index].value = value
    } else {
      let place = old?.pairs?.firstIndex { $0.key == key } ?? pairs.count
      pairs.insert((key, value), at: min(place, pairs.count))
    }
    return .mapping(pairs)
  }
}

extension YAMLValue {
  /// The name of a Secret that is this object or one of its items, and has values.
  fileprivate var plainSecret: String? {
    if let kind = self["kind"]?.text, kind == "Secret", self["data"] != nil || self["stringData"] != nil {
      return self["metadata"]?["name"]?.text ?? ""
    }
    let isListed = self["kind"]?.text == "SecretList"
    return self["items"]?.items?.lazy.compactMap { item in
      isListed ? item["metadata"]?["name"]?.text ?? "" : item.plainSecret
    }.first
  }
}
