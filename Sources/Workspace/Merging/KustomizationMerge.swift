import Manifests
import Sealing

/// The lists of parts in three versions of a `kustomization.yaml`, made the same in all of them before their lines merge.
///
/// Every part is a line of its own, and two branches that add one each add it at the same place: a conflict to whoever
/// merges lines.
struct KustomizationMerge {
  let sides: MergeSides<[UInt8]>

  /// - Throws: `format` where a version can't be read, or not be edited in place.
  init(_ sides: MergeSides<[UInt8]>, path: String) throws(SealError) {
    var files = sides.map { _, bytes in KustomizationFile(bytes, path: path) }
    let base = try files.base?.parts() ?? []
    let (ours, theirs) = (try files.ours.parts(), try files.theirs.parts())
    let removed = base.subtracting(ours.intersection(theirs)).sorted { $0.file < $1.file }
    let added = ours.union(theirs).subtracting(base).sorted { $0.file < $1.file }
    files = try files.map { (_, file) throws(SealError) in
      var file = file
      for part in removed { file = try file.unlisting(part.file) }
      for part in added { file = try file.listing(part.file, beside: part.main) }
      return file
    }
    self.sides = files.map { _, file in file.bytes }
  }
}
