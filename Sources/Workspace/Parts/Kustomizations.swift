import Files
import Manifests
package import Sealing

/// The `kustomization.yaml` files that make a ConfigMap of a bare sealed file, to keep their lists in step with its parts.
///
/// kustomize takes no file from outside of its own folder, so they stand in the folder of the sealed file or above it; a
/// repository's root is the last that is looked in.
package struct Kustomizations {
  /// An absolute path, and the path of the sealed file from its folder.
  private typealias Found = (file: KustomizationFile, path: String, folder: String)

  private let main: String
  private var found: [Found] = []

  /// - Parameter path: the main file of a name.
  /// - Throws: `io`; `format` for a kustomization that can't be read.
  package init(around path: String) throws(SealError) {
    main = try AbsolutePath.of(path)
    let current = try AbsolutePath.of(".")
    var folder = AbsolutePath.parent(main)
    while let place = folder {
      for name in KustomizationFile.names {
        let path = Workspace.join(place, name)
        guard File.exists(path) else { continue }
        let bytes = try Input.readFound(path, limit: ManifestFiles.limit)
        let file = KustomizationFile(bytes, path: AbsolutePath.written(path, from: current))
        if try file.lists(Self.inner(main, from: place)) { found.append((file, path, place)) }
      }
      if File.exists(Workspace.join(place, ".git")) { break }
      folder = AbsolutePath.parent(place)
    }
  }

  /// Those that change when a part is listed in them, beside the main file.
  ///
  /// - Throws: `format` where one can't be edited in place.
  package func listing(_ part: String) throws(SealError) -> Kustomizations {
    try changing { (file, folder) throws(SealError) in
      try file.listing(
        try Self.inner(AbsolutePath.of(part), from: folder), beside: Self.inner(main, from: folder))
    }
  }

  /// Those that change when parts are listed no more.
  ///
  /// - Throws: `format` where one can't be edited in place.
  package func unlisting(_ parts: [String]) throws(SealError) -> Kustomizations {
    try changing { (file, folder) throws(SealError) in
      var file = file
      for part in parts { file = try file.unlisting(try Self.inner(AbsolutePath.of(part), from: folder)) }
      return file
    }
  }

  /// The files, to be written.
  package var results: [(path: String, bytes: [UInt8])] { found.map { ($0.path, $0.file.bytes) } }

  private func changing(
    _ body: (KustomizationFile, _ folder: String) throws(SealError) -> KustomizationFile
  ) throws(SealError) -> Kustomizations {
    var result = self
    result.found = []
    for (file, path, folder) in found {
      let changed = try body(file, folder)
      if changed.bytes != file.bytes { result.found.append((changed, path, folder)) }
    }
    return result
  }

  private static func inner(_ path: String, from folder: String) -> String {
    String(path.dropFirst(Workspace.join(folder, "").count))
  }
}
