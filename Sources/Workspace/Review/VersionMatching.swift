import Sealing

/// Which version of a sealed file became which.
///
/// A file is known by its path and entry first, and by what it says of itself last: one that moved keeps the ids of its
/// layers. Of duplicates each is taken once, in the order of the file.
enum VersionMatching {
  /// Pairs what stands in one path on both sides; what is left over has nil in place of the other.
  static func pairs(
    _ old: [LoadedVersion], _ new: [LoadedVersion]
  ) -> [(old: LoadedVersion?, new: LoadedVersion?)] {
    let rules: [(LoadedVersion) -> [String?]?] = [
      { [$0.version.entryName, $0.version.configMap, $0.version.metadataNamespace, $0.digest] },
      { [$0.version.entryName, $0.version.configMap, $0.version.metadataNamespace, $0.file?.namespace] },
      { $0.file.map { file in [file.name, file.namespace, file.layers[0].id] } },
      { [$0.version.entryName, $0.file?.namespace] },
      { [$0.version.entryName, $0.version.configMap] },
      { [$0.version.entryName] },
    ]
    return pairs(old, new, by: rules)
  }

  static func pairs<Item>(
    _ old: [Item], _ new: [Item], by rules: [(Item) -> [String?]?]
  ) -> [(old: Item?, new: Item?)] {
    var partners = [Int?](repeating: nil, count: new.count)
    var isTaken = [Bool](repeating: false, count: old.count)
    for rule in rules {
      var free: [[String?]: [Int]] = [:]
      for index in old.indices.reversed() where !isTaken[index] {
        if let key = rule(old[index]) { free[key, default: []].append(index) }
      }
      for index in new.indices where partners[index] == nil {
        guard let key = rule(new[index]), let partner = free[key]?.popLast() else { continue }
        partners[index] = partner
        isTaken[partner] = true
      }
    }
    var pairs: [(old: Item?, new: Item?)] = new.indices.map { (partners[$0].map { old[$0] }, new[$0]) }
    for index in old.indices where !isTaken[index] { pairs.append((old[index], nil)) }
    return pairs
  }
}
