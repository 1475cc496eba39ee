public import Foundation

/// The shared test data, read from `../shared/vectors` seen from the project's root, or from `SEAL_VECTORS`.
///
/// Nothing of it is copied into the project. Where the folder is absent, the suites that need it are skipped, and the
/// summary of `Tests/run` says so.
public enum Vectors {
  /// The folder, or nil where it is absent.
  public static let folder: URL? = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let path =
      ProcessInfo.processInfo.environment["SEAL_VECTORS"].map { URL(filePath: $0) }
      ?? root.appending(path: "../shared/vectors").standardizedFileURL
    return FileManager.default.fileExists(atPath: path.path) ? path : nil
  }()

  /// Whether the folder is there; a suite says `.enabled(if: Vectors.arePresent)`.
  public static var arePresent: Bool { folder != nil }

  /// The bytes of one file, by its path inside the folder.
  public static func read(_ path: String) throws -> [UInt8] {
    guard let folder else { throw CocoaError(.fileNoSuchFile) }
    return [UInt8](try Data(contentsOf: folder.appending(path: path)))
  }

  /// The names of the files in one sub-folder, sorted.
  public static func list(_ path: String) -> [String] {
    guard let folder else { return [] }
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: path).path)) ?? []).sorted()
  }

  /// Says what the summary of `Tests/run` collects: a line `evidence: NAME DONE/ALL`.
  public static func evidence(_ name: String, _ done: Int, of all: Int) {
    print("evidence: \(name) \(done)/\(all)")
  }
}
