import Primitives
import Sealing

/// What an edited object keeps in an annotation: a note of the editor's, and what leads back.
struct UndoRecord: Sendable {
  enum Undo: Sendable {
    case steps([UndoStep])
    /// The whole document as it was, and the digest of what must not change until then: all but the records.
    case whole(String, digest: String)
    /// Another object of the document has the whole of it.
    case elsewhere
  }

  let note: String
  let undo: Undo

  init(note: String, _ undo: Undo) { (self.note, self.undo) = (note, undo) }

  /// JSON, a step a line.
  var text: String {
    let renderer = YAMLRenderer(style: Self.json)
    let note = "{\"note\":" + YAMLText.doubleQuoted(note)
    switch undo {
    case .steps(let steps):
      return note + ",\n\"undo\":[" + steps.map { "\n" + renderer.flow($0.value) }.joined(separator: ",") + "]}"
    case .whole(let text, let digest):
      return note + ",\n\"digest\":\"\(digest)\",\n\"whole\":" + YAMLText.doubleQuoted(text) + "}"
    case .elsewhere: return note + "}"
    }
  }

  /// Nil where it is no record.
  init?(_ text: String) {
    guard let root = try? NodeResolver.resolve(YAMLSource(Array(text.utf8))), let note = root.value["note"]?.text
    else { return nil }
    self.note = note
    if let whole = root.value["whole"]?.text, let digest = root.value["digest"]?.text {
      undo = .whole(whole, digest: digest)
    } else if let steps = root.value["undo"] {
      guard let steps = UndoStep.list(steps) else { return nil }
      undo = .steps(steps)
    } else {
      undo = .elsewhere
    }
  }

  /// What a value says, in 16 digits: enough to see that somebody changed it.
  ///
  /// - Parameter key: that of records, which change and don't count.
  static func digest(_ value: YAMLValue, without key: String) -> String {
    digest(Array(YAMLRenderer(style: json).flow(removing(key, from: value)).utf8))
  }

  static func digest(_ bytes: [UInt8]) -> String {
    Hex.encode(Array(SHA256.hash(bytes.span).prefix(8)))
  }

  private static func removing(_ key: String, from value: YAMLValue) -> YAMLValue {
    switch value {
    case .scalar: value
    case .sequence(let items): .sequence(items.map { removing(key, from: $0) })
    case .mapping(let pairs): .mapping(pairs.filter { $0.key != key }.map { ($0.key, removing(key, from: $0.value)) })
    }
  }

  private static let json = {
    var style = YAMLStyle()
    (style.isJSON, style.isTight) = (true, true)
    return style
  }()
}
