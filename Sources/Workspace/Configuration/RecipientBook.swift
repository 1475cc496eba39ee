import Age
import Manifests
import Primitives
package import Sealing

/// A recipient that `.seal.yaml` gives a name.
package struct NamedRecipient: Sendable {
  package let recipient: LabelledRecipient
  /// The line of the name in `.seal.yaml`, from 1.
  package let line: Int
  /// The file that it was read from, from the root; nil where `.seal.yaml` holds it itself.
  package let file: String?
}

/// The names of `.seal.yaml`: its recipients and its groups of them.
struct RecipientBook {
  private(set) var recipients: [String: NamedRecipient] = [:]
  private var definitions: [String: Setting.Entry] = [:]
  private var groups: [String: Group] = [:]

  private struct Group {
    /// The recipients, each once.
    var names: [String] = []
    /// How deep groups stand in one another, itself included.
    var depth = 1
  }

  /// Far above what anybody can follow.
  private static let depth = 16

  /// - Parameters:
  ///   - recipients: `name: "age1..."` or `name: { file: PATH }`.
  ///   - groups: `name: [name, ...]`.
  init(_ recipients: Setting, groups: Setting?, _ files: inout WorkspaceFiles) throws(SealError) {
    for entry in try recipients.entries {
      try Self.checkName(entry)
      self.recipients[entry.name] = try Self.recipient(entry, &files)
    }
    let entries = try groups?.entries ?? []
    for entry in entries {
      try Self.checkName(entry)
      if let other = self.recipients[entry.name] {
        throw entry.error("the group \"\(entry.name)\" has the name of the recipient in line \(other.line)")
      }
      definitions[entry.name] = entry
    }
    for entry in entries { _ = try group(entry, within: []) }
  }

  private static func checkName(_ entry: Setting.Entry) throws(SealError) {
    guard Names.isRecipientLabel(entry.name) else {
      throw entry.error(
        "\"\(entry.name.printable)\" can't be a name",
        hint: "use 1 to 64 letters, digits, dots, underscores, hyphens and at signs")
    }
  }

  private static func recipient(
    _ entry: Setting.Entry, _ files: inout WorkspaceFiles
  ) throws(SealError) -> NamedRecipient {
    let value = entry.value
    guard value.isMapping else {
      do {
        let recipient = try LabelledRecipient(label: entry.name, written: try value.text)
        return NamedRecipient(recipient: recipient, line: entry.line, file: nil)
      } catch {
        throw error.code == .identity ? value.error(error.reason, code: .identity) : error
      }
    }
    guard let file = try value.fields(["file"])["file"] else {
      throw value.error("\"\(entry.name)\" has no file", hint: "\(entry.name): { file: .seal/\(entry.name).pub }")
    }
    let (path, bytes) = try files.read(file)
    let found = try RecipientFile.parse(bytes, path: files.name(of: path))
    guard found.count == 1 else {
      throw file.error(
        "\"\(path.printable)\" has \(found.count) recipients, and a name stands for one",
        hint: "give each a name of its own, and all of them that of a group")
    }
    let recipient = try LabelledRecipient(label: entry.name, found[0].recipient)
    return NamedRecipient(recipient: recipient, line: entry.line, file: path)
  }

  // MARK: Looking up

  /// The recipients that a list of names stands for, each once, in the order in which they come up.
  ///
  /// - Throws: `format` for a name that nobody has.
  func recipients(_ list: Setting) throws(SealError) -> [LabelledRecipient] {
    var names: [String] = []
    for item in try list.items {
      let members = if let group = groups[try item.text] { group.names } else { [try recipientName(item)] }
      for name in members where !names.contains(name) { names.append(name) }
      guard names.count <= Limits.recipients else { throw item.error(Self.tooMany) }
    }
    return names.compactMap { recipients[$0]?.recipient }
  }

  private func recipientName(_ item: Setting) throws(SealError) -> String {
    let name = try item.text
    guard recipients[name] == nil else { return name }
    let known = (Array(recipients.keys) + Array(definitions.keys)).sorted()
    throw item.error(
      "there is no recipient or group \"\(name.printable)\"",
      hint: known.isEmpty
        ? nil : "there are \(known.prefix(20).joined(separator: ", "))\(known.count > 20 ? ", ..." : "")")
  }

  /// - Parameter chain: the groups that this one was reached by, the outermost first.
  private mutating func group(_ definition: Setting.Entry, within chain: [String]) throws(SealError) -> Group {
    let name = definition.name
    if let known = groups[name] { return known }
    if let start = chain.firstIndex(of: name) {
      let cycle = (chain[start...] + [name]).joined(separator: ", ")
      throw definition.error("the group \"\(name)\" is a member of itself: \(cycle)")
    }
    var group = Group()
    for item in try definition.value.items {
      let member: Group
      if let inner = definitions[try item.text] {
        guard chain.count < Self.depth else { throw Self.tooDeep(item) }
        member = try self.group(inner, within: chain + [name])
      } else {
        member = Group(names: [try recipientName(item)], depth: 0)
      }
      for name in member.names where !group.names.contains(name) { group.names.append(name) }
      group.depth = max(group.depth, member.depth + 1)
      guard group.depth <= Self.depth else { throw Self.tooDeep(item) }
      guard group.names.count <= Limits.recipients else { throw item.error(Self.tooMany) }
    }
    guard !group.names.isEmpty else { throw definition.error("the group \"\(name)\" is empty") }
    groups[name] = group
    return group
  }

  private static func tooDeep(_ item: Setting) -> SealError {
    item.error("groups stand more than \(depth) deep in one another")
  }

  private static let tooMany = "more than \(Limits.recipients) recipients, and no file can be sealed to more"
}
