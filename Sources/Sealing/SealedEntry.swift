/// One entry of a sealed ConfigMap: its key there, and the bytes.
public struct SealedEntry: Sendable {
  /// `<name>.sealed`, or `<name>_<part>.sealed` for a part of that name.
  public let entryName: String
  /// The sealed file.
  public let bytes: [UInt8]

  /// An entry as it stands in the ConfigMap.
  public init(entryName: String, bytes: [UInt8]) {
    self.entryName = entryName
    self.bytes = bytes
  }

  /// The name that an entry belongs to, or nil where it is none of a sealed file. A name can't hold an underscore, so the
  /// first one begins the part.
  package static func name(ofEntry entryName: String) -> String? {
    guard entryName.hasSuffix(".sealed") else { return nil }
    let stem = entryName.dropLast(".sealed".count)
    let parts = stem.split(separator: "_", maxSplits: 1, omittingEmptySubsequences: false)
    guard Names.isName(String(parts[0])) else { return nil }
    if parts.count == 2 {
      guard !parts[1].isEmpty, parts[1].utf8.allSatisfy(Names.isKeyByte) else { return nil }
    }
    return String(parts[0])
  }
}
