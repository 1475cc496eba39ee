import Primitives
import Sealing
import Workspace

extension SealedDocument {
  /// The sealed files of one name: the one that the options name, or the only one there is.
  ///
  /// - Returns: at least one; several where the name has parts, in the document or beside it.
  /// - Throws: `missing` where there is none; `usage` where there are several names; `io`, `format` for parts beside it.
  func entries(_ scope: ScopeOptions) throws(SealError) -> [Entry] {
    let entries = try entriesWithParts()
    var found = entries.filter { scope.name == nil || $0.name == scope.name }
    guard let first = found.first else {
      throw SealError(
        .missing,
        "there is no sealed file of the name \"\((scope.name ?? "").printable)\" in \"\(Input.name(of: path))\"",
        hint: "it has \(Self.list(entries.map(\.name)))")
    }
    // One name may be there for several namespaces.
    let namespaces = Set(found.map { $0.namespace ?? "" })
    if namespaces.count > 1, let namespace = scope.namespace {
      found = found.filter { $0.namespace == namespace }
    }
    guard found.allSatisfy({ $0.name == first.name }), Set(found.map { $0.namespace ?? "" }).count == 1 else {
      throw SealError(
        .usage, "there are \(found.count) sealed files in \"\(Input.name(of: path))\": \(Self.list(found.map(\.name)))",
        hint: scope.name == nil ? "say which with --name" : "say which with --namespace")
    }
    return found
  }

  private static func list(_ names: [String]) -> String {
    var unique: [String] = []
    for name in names where !unique.contains(name) { unique.append(name) }
    return unique.prefix(20).map(\.printable).joined(separator: ", ") + (unique.count > 20 ? ", ..." : "")
  }

  /// The sealed file that a change of `key` is meant for: the one that the options say, the one that holds the key, or the
  /// only one. `--name` takes a whole entry name too, which is how one part of a name is told from the others.
  ///
  /// - Parameter entries: those of the document, and of the parts beside it where one of them may be meant.
  /// - Throws: `missing` where there is no such file; `usage` where several could be meant.
  func entry(for key: String, among entries: [Entry], _ scope: ScopeOptions) throws(SealError) -> Entry {
    var found = entries
    if let name = scope.name { found = found.filter { $0.name == name || $0.entry.entryName == name } }
    // A single one stays, and is refused later for its namespace and not as if it weren't there.
    if let namespace = scope.namespace, found.count > 1 { found = found.filter { $0.namespace == namespace } }
    guard !found.isEmpty else {
      throw SealError(
        .missing, "there is no sealed file of that name in \"\(Input.name(of: path))\"",
        hint: "it has \(Self.names(of: entries))")
    }
    let holders = found.filter { $0.holds(key) }
    if found.count > 1 {
      guard holders.count == 1 else {
        throw SealError(
          .usage,
          "\(holders.isEmpty ? "none" : "\(holders.count)") of the sealed files in \"\(Input.name(of: path))\" "
            + "\(holders.count > 1 ? "have" : "has") the key \"\(key)\": \(Self.names(of: found))",
          hint: "say which one is meant with --name, or --namespace")
      }
      return holders[0]
    }
    // A pod would refuse the name as a whole.
    let other = entries.first {
      $0.name == found[0].name && $0.namespace == found[0].namespace && $0.entry.entryName != found[0].entry.entryName
        && $0.holds(key)
    }
    if let other {
      throw SealError(
        .usage, "\"\(key)\" is in \"\(other.entry.entryName)\", and two files of one name can't have the same key",
        hint: "change it there: --name \(other.entry.entryName)")
    }
    return found[0]
  }
}

extension SealedDocument.Entry {
  /// Whether the file has a value of `key`; a broken file has none.
  func holds(_ key: String) -> Bool {
    let file = try? SealedFile(parsing: entry.bytes, named: entry.entryName)
    return file?.values.contains { $0.key == key } ?? false
  }
}
