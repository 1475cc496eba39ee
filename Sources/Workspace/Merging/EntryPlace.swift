import Sealing

/// Where a sealed file stands in a document, said so that it is found in another version of the document.
struct EntryPlace: Hashable {
  let configMap: String?
  let namespace: String?
  let entryName: String
  /// How many of the same stand before it: an overlay may have one ConfigMap for each cluster.
  let number: Int

  /// Those of entries, in their order; no two are equal.
  static func all(of entries: [SealedDocument.Entry]) -> [EntryPlace] {
    var seen: [EntryPlace: Int] = [:]
    return entries.map { entry in
      let first = EntryPlace(
        configMap: entry.configMap, namespace: entry.metadataNamespace, entryName: entry.entry.entryName, number: 0)
      let number = seen[first, default: 0]
      seen[first] = number + 1
      return EntryPlace(
        configMap: first.configMap, namespace: first.namespace, entryName: first.entryName, number: number)
    }
  }
}
