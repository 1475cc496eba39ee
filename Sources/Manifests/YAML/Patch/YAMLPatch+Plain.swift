extension YAMLPatch {
  /// Edits a document for good: no record leads back.
  ///
  /// - Throws: where it can't be edited in place, so that all else keeps its bytes.
  static func edit(_ text: Span<UInt8>, at base: Int = 0, to wanted: YAMLValue) throws(Flaw) -> [UInt8] {
    var bytes: [UInt8] = []
    for index in text.indices { bytes.append(text[index]) }
    let impossible = Flaw(
      offset: base, reason: "this document can't be edited in place", hint: "write its lists one item a line")
    guard let document = try? PatchDocument(bytes, under: ""), document.isPlaced else { throw impossible }
    var edit = TreeEdit(document.source, document.style, depth: Int.max, lost: [])
    guard let splices = edit.splices(from: document.root, to: wanted), edit.losing.isEmpty, edit.rewritten.isEmpty,
      let result = Splice.apply(splices, to: bytes), let edited = try? PatchDocument(result, under: ""),
      edited.root.value == wanted
    else { throw impossible }
    return result
  }

  /// The document without the pair whose key stands at `offset`; nil where that can't be taken out of its text.
  static func removing(pairAt offset: Int, from text: Span<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    for index in text.indices { bytes.append(text[index]) }
    guard let document = try? PatchDocument(bytes, under: ""), document.isPlaced else { return nil }
    var nodes = [document.root]
    while let node = nodes.popLast() {
      if let index = node.entries.firstIndex(where: { $0.key?.contentStart == offset }) {
        var edit = CollectionEdit(node, in: document.source, document.style)
        edit.removed[index] = true
        return edit.splices().flatMap { Splice.apply($0, to: bytes) }
      }
      nodes += node.entries.map(\.value)
    }
    return nil
  }
}
