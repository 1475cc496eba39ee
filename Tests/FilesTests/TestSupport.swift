import Files
import Foundation
import Primitives
import Testing

/// A folder of a test's own, gone with the test.
final class TemporaryFolder {
  let path: String

  /// - Parameter parent: `/dev/shm` is a tmpfs, `/var/tmp` a disk.
  init(in parent: String = "/dev/shm") throws {
    path = "\(parent)/seal-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func at(_ name: String) -> String { "\(path)/\(name)" }

  @discardableResult func write(_ name: String, _ text: String, mode: Int = 0o644) throws -> String {
    try Data(text.utf8).write(to: URL(filePath: at(name)))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: at(name))
    return at(name)
  }

  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: at(name), withDestinationPath: target)
  }

  func makeFIFO(_ name: String) throws {
    #expect(try Files.Process.run("mkfifo", [at(name)]).status == 0)
  }

  func read(_ name: String) throws -> String { try String(contentsOfFile: at(name), encoding: .utf8) }

  func mode(_ name: String) throws -> Int {
    try #require(try FileManager.default.attributesOfItem(atPath: at(name))[.posixPermissions] as? Int)
  }

  var entries: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }
}

/// What a secret holds, for a test to look at.
func reveal(_ secret: consuming SecretBytes) -> [UInt8] {
  secret.withBytes { bytes in bytes.indices.map { bytes[$0] } }
}
