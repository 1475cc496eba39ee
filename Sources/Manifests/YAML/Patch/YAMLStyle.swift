/// How a document is written, so that what is added to it is written alike.
struct YAMLStyle: Sendable {
  /// How many columns deeper a mapping stands than the one around it.
  var step = 2
  /// How many columns deeper the dashes of a sequence stand than the key it belongs to.
  var dashOffset = 0
  /// From a dash to its item.
  var dashWidth = 2
  var lineEnd = "\n"
  /// Whether the last line has an end.
  var hasLastLineEnd = true
  /// Whether a literal block may be written: not where a comment beneath would become a part of it.
  var hasLiterals = true
  /// Whether all of it is one flow collection, as JSON is.
  var isJSON = false
  /// Whether a flow collection has no blanks after its commas and colons.
  var isTight = false

  init(of root: PlacedNode, in source: YAMLSource) {
    lineEnd = source.lineEnd
    hasLastLineEnd = source.breakLength(endingAt: source.bytes.count) > 0
    isJSON = root.isFlow
    if isJSON, source.bytes.count > root.contentStart, let second = root.entries.dropFirst().first {
      isTight = source.bytes[second.start - 1] == UInt8(ascii: ",")
    }
    if isJSON, let first = root.entries.first, source.lineStart(of: first.start) > root.contentStart {
      step = max(source.column(of: first.start), 1)
    }
    var (hasStep, hasDashes, hasWidth) = (false, false, false)
    var nodes = [root]
    // The first of each is enough.
    while let node = nodes.popLast(), !(hasStep && hasDashes && hasWidth) {
      guard !node.isFlow else { continue }
      for entry in node.entries where !entry.value.isFlow && entry.value.isCollection && !entry.value.entries.isEmpty {
        let deeper = source.column(of: entry.value.contentStart) - source.column(of: entry.start)
        switch (entry.key, entry.value.content) {
        case (.some, .mapping) where !hasStep: (step, hasStep) = (max(deeper, 1), true)
        case (.some, .sequence) where !hasDashes: (dashOffset, hasDashes) = (max(deeper, 0), true)
        case (nil, _)
        where !hasWidth && source.lineStart(of: entry.start) == source.lineStart(of: entry.value.contentStart):
          (dashWidth, hasWidth) = (max(deeper, 2), true)
        default: break
        }
      }
      nodes += node.entries.reversed().map(\.value)
    }
  }

  init() {}
}
