import Primitives
import Sealing

/// All files of one name that a pod would ask for together, on one side of a comparison.
struct NameOnSide: Sendable {
  struct File: Sendable {
    let version: ReviewedVersion
    let digest: String
  }

  let name: String
  let namespace: String
  /// The folder of bare files, or the path of a manifest: parts stand beside each other.
  let place: String
  let configMap: String?
  /// In the order of their entry names.
  let files: [File]

  var path: String { files[0].version.path }
  var digests: [String?] { files.map { "\($0.version.entryName ?? "") \($0.digest)" } }

  /// Files in groups of one name.
  static func groups(of files: [File]) -> [NameOnSide] {
    let places = Dictionary(grouping: files) { $0.version.place }
    return places.flatMap { place, files in
      let names = Set(files.map(\.version.entryName))
      // A document may have one name in several ConfigMaps: its parts, or copies of it.
      guard names.count < files.count else { return [NameOnSide(place, files)] }
      return Dictionary(grouping: files) { $0.version.configMap }.values.map { NameOnSide(place, $0) }
    }
  }

  private init(_ place: [String], _ files: [File]) {
    name = place[0]
    namespace = place[1]
    self.place = place[2]
    configMap = files[0].version.configMap
    self.files = files.sorted { ($0.version.entryName ?? "") < ($1.version.entryName ?? "") }
  }
}

extension ReviewedVersion {
  fileprivate var place: [String] {
    let name = entryName.flatMap { SealedEntry.name(ofEntry: $0) } ?? readable?.name ?? ""
    let isBare = configMap == nil && metadataNamespace == nil
    let folder = AbsolutePath.parent(path) ?? ""
    return [name, expectedNamespace, isBare ? folder : path]
  }
}
