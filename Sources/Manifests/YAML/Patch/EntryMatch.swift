import Primitives

/// How an entry is told from its neighbours, whatever stands around it.
enum EntryID: Hashable, Sendable {
  /// Of a pair: its key.
  case key(String)
  /// Of an item: a field that all items of the sequence have, each with another value.
  case field(String, String)
  /// Of any other item: its place, and what it says, as ``UndoRecord/digest(_:without:)`` has it.
  case index(Int, String)
}

extension [EntryID] {
  /// As messages have it: `spec.containers[app].env`.
  var text: String {
    reduce("") { text, id in
      switch id {
      case .key(let key): text + (text.isEmpty ? "" : ".") + key.printable
      case .field(_, let name): text + "[\(name.printable)]"
      case .index(let index, _): text + "[\(index)]"
      }
    }
  }

  var quoted: String { isEmpty ? "this document" : "\"\(text)\"" }
}

/// Which entries of two collections are the same one.
struct EntryMatch {
  /// Their places in both, ascending in both.
  private(set) var pairs: [(old: Int, new: Int)] = []
  /// The places in both of what stands elsewhere among the others in the new one.
  private(set) var moved: [(old: Int, new: Int)] = []

  /// By what the items of Kubernetes's lists are told apart, the best first.
  private static let fields = ["mountPath", "devicePath", "name", "containerPort"]

  /// The pairs of two mappings.
  init(old: [String], new: [String]) {
    matchByID(old.map(EntryID.key), new.map(EntryID.key))
  }

  /// The items of two sequences: by a field of theirs; by what they say and where they stand, where they have none.
  init(old: [YAMLValue], new: [YAMLValue]) {
    if let field = Self.field(of: old, new) {
      matchByID(old.map { Self.id($0, field) }, new.map { Self.id($0, field) })
    } else {
      matchByPlace(old, new)
    }
  }

  /// The field by which items can be told apart in both sequences; nil where there is none.
  static func field(of old: [YAMLValue], _ new: [YAMLValue]) -> String? {
    fields.first { field in
      [old, new].allSatisfy { items in
        var seen: Set<String> = []
        return items.allSatisfy { item in item[field]?.text.map { seen.insert($0).inserted } ?? false }
      }
    }
  }

  static func id(_ item: YAMLValue, _ field: String) -> EntryID { .field(field, item[field]?.text ?? "") }

  private mutating func matchByID(_ old: [EntryID], _ new: [EntryID]) {
    let places = Dictionary(old.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let both = new.enumerated().compactMap { index, id in places[id].map { (old: $0, new: index) } }
    pairs = Self.ascending(both)
    let kept = Set(pairs.map(\.old))
    moved = both.filter { !kept.contains($0.old) }
  }

  /// What both begin and end with is the same; what is between is paired one by one.
  private mutating func matchByPlace(_ old: [YAMLValue], _ new: [YAMLValue]) {
    let least = min(old.count, new.count)
    var head = 0
    while head < least, old[head] == new[head] { head += 1 }
    var tail = 0
    while tail < least - head, old[old.count - 1 - tail] == new[new.count - 1 - tail] { tail += 1 }
    let middle = least - head - tail
    pairs = (0..<head + middle).map { ($0, $0) }
    pairs += (0..<tail).reversed().map { (old.count - 1 - $0, new.count - 1 - $0) }
  }

  /// The longest run of pairs that ascend in both (Fredman, 1975).
  private static func ascending(_ pairs: [(old: Int, new: Int)]) -> [(old: Int, new: Int)] {
    // The last pair of the best run of each length, and before each pair the one that its run goes through.
    var ends: [Int] = []
    var before = [Int?](repeating: nil, count: pairs.count)
    for index in pairs.indices {
      var (low, high) = (0, ends.count)
      while low < high {
        let middle = (low + high) / 2
        if pairs[ends[middle]].old < pairs[index].old { low = middle + 1 } else { high = middle }
      }
      before[index] = low > 0 ? ends[low - 1] : nil
      if low == ends.count { ends.append(index) } else { ends[low] = index }
    }
    var run: [(old: Int, new: Int)] = []
    var index = ends.last
    while let current = index {
      run.append(pairs[current])
      index = before[current]
    }
    return run.reversed()
  }
}
