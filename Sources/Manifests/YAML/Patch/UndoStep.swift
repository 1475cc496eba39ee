/// A step on the way back from what a document says to what it was: in one collection, on one entry.
///
/// Entries are named, so that what somebody changes elsewhere in the meantime doesn't matter.
indirect enum UndoStep: Equatable, Sendable {
  /// Steps in a collection further down.
  case inside([EntryID], [UndoStep])
  /// An entry goes, whatever became of it. Where it is a collection that somebody else has put entries into, only those
  /// that were made with it go.
  case drop(EntryID, made: [UndoStep])
  /// An entry comes back: its text, and what it stood between.
  case put(String, after: EntryID?, before: EntryID?)
  /// The text of an entry comes back in the place of another, which must still say what it said; in the place of one that
  /// was empty before, what was made in it goes, whatever it says.
  case swap(EntryID, String, was: String?, made: [UndoStep])
  /// The text of a scalar comes back.
  case text(EntryID, String, was: String)

  var isPut: Bool {
    if case .put = self { true } else { false }
  }
}

/// Steps as JSON.
extension UndoStep {
  var value: YAMLValue {
    switch self {
    case .inside(let path, let steps):
      return .mapping([("at", .sequence(path.map(\.value))), ("do", .sequence(steps.map(\.value)))])
    case .drop(let id, let made):
      return .mapping([("drop", id.value)] + Self.made(made))
    case .put(let text, let after, let before):
      return .mapping(
        [("put", .string(text))]
          + [("after", after), ("before", before)].compactMap { name, id in
            id.map { (name, $0.value) }
          })
    case .swap(let id, let text, let was, let made):
      let was = was.map { [("was", YAMLValue.string($0))] } ?? []
      return .mapping([("swap", id.value), ("for", .string(text))] + was + Self.made(made))
    case .text(let id, let text, let was):
      return .mapping([("text", id.value), ("for", .string(text)), ("was", .string(was))])
    }
  }

  private static func made(_ steps: [UndoStep]) -> [(key: String, value: YAMLValue)] {
    steps.isEmpty ? [] : [("made", .sequence(steps.map(\.value)))]
  }

  /// Nil where it is no step.
  init?(_ value: YAMLValue) {
    guard let made = Self.list(value["made"] ?? .sequence([])) else { return nil }
    if let path = value["at"]?.items, let steps = value["do"].flatMap(Self.list) {
      let ids = path.compactMap(EntryID.init)
      guard ids.count == path.count, !ids.isEmpty else { return nil }
      self = .inside(ids, steps)
    } else if let id = value["drop"].flatMap(EntryID.init) {
      self = .drop(id, made: made)
    } else if let text = value["put"]?.text {
      self = .put(
        text, after: value["after"].flatMap(EntryID.init), before: value["before"].flatMap(EntryID.init))
    } else if let text = value["for"]?.text {
      let was = value["was"]?.text
      if let id = value["swap"].flatMap(EntryID.init), was != nil || !made.isEmpty {
        self = .swap(id, text, was: was, made: made)
      } else if let id = value["text"].flatMap(EntryID.init), let was {
        self = .text(id, text, was: was)
      } else {
        return nil
      }
    } else {
      return nil
    }
  }

  static func list(_ value: YAMLValue) -> [UndoStep]? {
    guard let items = value.items else { return nil }
    let steps = items.compactMap(UndoStep.init)
    return steps.count == items.count ? steps : nil
  }
}

extension EntryID {
  /// A key as a string, a field as a mapping of one pair, a place as a list.
  var value: YAMLValue {
    switch self {
    case .key(let key): .string(key)
    case .field(let field, let text): .mapping([(field, .string(text))])
    case .index(let index, let was): .sequence([.number(index), .string(was)])
    }
  }

  init?(_ value: YAMLValue) {
    switch value {
    case .scalar(let key, isPlain: false): self = .key(key)
    case .mapping(let pairs):
      guard pairs.count == 1, let text = pairs[0].value.text else { return nil }
      self = .field(pairs[0].key, text)
    case .sequence(let items):
      guard items.count == 2, let index = items[0].text.flatMap({ Int($0) }), let was = items[1].text else {
        return nil
      }
      self = .index(index, was)
    default: return nil
    }
  }
}
