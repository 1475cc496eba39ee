import Primitives
package import Sealing

extension SealedDocument {
  /// All sealed files, or those of one name.
  ///
  /// - Throws: `missing` where there is none of that name.
  package func entries(named name: String?) throws(SealError) -> [Entry] {
    let found = entries.filter { name == nil || $0.name == name }
    guard !found.isEmpty else {
      throw SealError(
        .missing,
        "there is no sealed file of the name \"\((name ?? "").printable)\" in \"\(Input.name(of: path))\"",
        hint: "it has \(Self.names(of: entries))")
    }
    return found
  }

  /// What a message lists.
  package static func names(of entries: [Entry]) -> String {
    // One name may be there for several namespaces.
    let isOneNamespace = entries.allSatisfy { $0.namespace == entries[0].namespace }
    return entries.map { entry in
      entry.entry.entryName.printable + (isOneNamespace ? "" : " (\(entry.namespace?.printable ?? "broken"))")
    }.joined(separator: ", ")
  }
}

extension [SealedDocument.Entry] {
  /// The files that a pod would ask for together: those of one name in one namespace, in the order of the first of each.
  ///
  /// Several ConfigMaps may carry a file of the same entry name, such as a release's and the copy of a job that checks it.
  /// No pod finds both, so each begins a group of its own; a copy of another group is left out.
  package var byName: [[SealedDocument.Entry]] {
    var groups: [[SealedDocument.Entry]] = []
    for entry in self {
      let candidates = groups.indices.filter {
        groups[$0][0].name == entry.name && groups[$0][0].namespace == entry.namespace
      }
      let own = candidates.first { groups[$0].contains { $0.configMap == entry.configMap } }
      let free = candidates.first { !groups[$0].contains { $0.entry.entryName == entry.entry.entryName } }
      if let index = own ?? free { groups[index].append(entry) } else { groups.append([entry]) }
    }
    var result: [[SealedDocument.Entry]] = []
    for group in groups where !result.contains(where: { $0.holdsTheSame(as: group) }) { result.append(group) }
    return result
  }

  private func holdsTheSame(as other: [SealedDocument.Entry]) -> Bool {
    count == other.count
      && allSatisfy { mine in
        other.contains {
          $0.namespace == mine.namespace && $0.entry.entryName == mine.entry.entryName
            && $0.entry.bytes == mine.entry.bytes
        }
      }
  }
}
