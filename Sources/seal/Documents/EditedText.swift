import Delivery
import Manifests
import Primitives
import Sealing
import Workspace

/// The values of a name as somebody edits them, and what becomes of the text.
struct EditedText {
  private let targets: [EditTarget]
  /// Nil where there is no identity: then there are names without values.
  private let values: OpenedValues?
  /// The folder's file.
  let fileName: String

  init(of targets: [EditTarget], _ values: OpenedValues?) {
    self.targets = targets
    self.values = values
    fileName = "\(targets[0].name).yaml"
  }

  /// What the editor is given.
  func rendered() -> SecretBytes {
    EnvText.build { text in
      text.append(head)
      guard let values else {
        for key in keys { text.append("\(ValuesText.line(of: key))\n") }
        return
      }
      ValuesText.write(values, to: &text)
    }
  }

  /// What the editor left, as changes of each file.
  ///
  /// - Returns: the changes by key, and those of the keys that aren't there any more.
  /// - Throws: `format` with the place of what can't be read; `usage`.
  func read(_ text: borrowing SecretBytes) throws(SealError) -> (changes: Changes, removed: [String]) {
    let entries = try text.withBytes { (text) throws(SealError) in try ValuesText.parse(text, path: fileName) }
    var changes: Changes = [:]
    for entry in entries {
      guard let value = entry.value else {
        guard values != nil else { continue }
        throw SealError(
          .format, "\"\(fileName)\" line \(entry.line): \"\(entry.key)\" has no value",
          hint: "\(entry.key): \"\" is an empty one; to remove the key remove its line")
      }
      guard value.bytes.count <= Limits.valueCount else {
        throw SealError(
          .format,
          "\"\(fileName)\" line \(entry.line): the value of \"\(entry.key)\" has more than the "
            + "\(Limits.valueCount) bytes of one value")
      }
      if !holds(entry.key, value) { changes[entry.key] = .set(value) }
    }
    guard values != nil else { return (changes, []) }
    // An editor that fails leaves an empty file.
    guard !entries.isEmpty || keys.isEmpty else {
      throw SealError(.format, "nothing is left in \"\(fileName)\"", hint: "\"seal unset\" removes keys")
    }
    let removed = keys.filter { key in !entries.contains { $0.key == key } }
    for key in removed { changes[key] = .drop }
    return (changes, removed)
  }

  /// The changes that go to one of the files: where a key is, or for a new one, the name's own file.
  func changes(_ changes: Changes, of target: EditTarget) -> Changes {
    changes.filter { key, _ in
      if targets.contains(where: { $0.holds(key) }) { return target.holds(key) }
      let own = targets.first { $0.base.entryName == "\($0.name).sealed" } ?? targets[0]
      return own.entry.isSame(as: target.entry)
    }
  }

  /// What was done, in a line.
  func summary(of changes: Changes) -> String {
    var (added, changed, removed): ([String], [String], [String]) = ([], [], [])
    for (key, change) in changes.sorted(by: { $0.key < $1.key }) {
      if case .drop = change {
        removed.append(key)
      } else if keys.contains(key) {
        changed.append(key)
      } else {
        added.append(key)
      }
    }
    return [("changed", changed), ("added", added), ("removed", removed)].filter { !$0.1.isEmpty }
      .map { "\($0.0) \($0.1.joined(separator: ", "))" }.joined(separator: "; ")
  }

  private var keys: [String] { targets.flatMap { $0.base.file.values.map(\.key) }.sorted() }

  private func holds(_ key: String, _ value: SharedSecret) -> Bool {
    values?.withValue(key) { mine in value.bytes.withBytes { ConstantTime.equal(mine, $0) } } ?? false
  }

  private var head: String {
    let scope = "# \(targets[0].name), namespace \(targets[0].base.file.namespace)\n"
    guard values != nil else {
      let recipients = targets[0].recipients.map(\.label).joined(separator: ", ")
      return scope
        + """
        # No identity, no values: those that you write behind a colon become new ones, for \(recipients).
        # All others stay as they are. KEY: "" is an empty value, and a text of several lines is a block:
        # KEY: |
        #   first line


        """
    }
    return scope
      + """
      # Save and close to seal what you have changed. Every value is a text. A text of several lines is a block:
      # KEY: |
      #   first line


      """
  }
}
