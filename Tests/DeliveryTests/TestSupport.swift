import Delivery
import Files
import Foundation
import Glibc
import Primitives
import Sealing
import Testing

/// A folder of a test's own, gone with the test.
final class TemporaryFolder {
  let path: String

  /// - Parameter parent: `/dev/shm` is a tmpfs, `/var/tmp` most often a disk.
  init(in parent: String = "/dev/shm") throws {
    path = "\(parent)/seal-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit { _ = try? Files.Process.run("rm", ["-rf", path]) }

  func at(_ name: String) -> String { "\(path)/\(name)" }

  func write(_ name: String, _ text: String) throws { try Data(text.utf8).write(to: URL(filePath: at(name))) }

  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: at(name), withDestinationPath: target)
  }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: at(name), withIntermediateDirectories: true)
  }

  func bytes(_ name: String) -> [UInt8]? { FileManager.default.contents(atPath: at(name)).map { [UInt8]($0) } }

  func text(_ name: String) -> String? { bytes(name).map { String(decoding: $0, as: UTF8.self) } }

  /// The permission bits of what is there, links followed.
  func mode(_ name: String) throws -> UInt32 { try File.status(at(name)).mode }

  func destination(_ name: String) -> String? { try? FileManager.default.destinationOfSymbolicLink(atPath: at(name)) }

  var entries: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

  /// Everything below, with kinds, modes, targets and contents: two of these are equal if nothing has changed.
  func snapshot() -> [String] {
    let names = (FileManager.default.enumerator(atPath: path)?.allObjects as? [String] ?? []).sorted()
    return names.map { name in
      if let target = destination(name) { return "\(name) -> \(target)" }
      let mode = (try? mode(name)).map { String($0, radix: 8) } ?? "?"
      return "\(name) \(mode) \(text(name).map { "\"\($0.replacing("\n", with: "\\n"))\"" } ?? "folder")"
    }
  }
}

/// Opened values, as if they came from a file.
func opened(_ values: [String: [UInt8]]) -> OpenedValues {
  let sorted = values.sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }
  var index: [(key: String, range: Range<Int>)] = []
  var bytes: [UInt8] = []
  for (key, value) in sorted {
    index.append((key, bytes.count..<(bytes.count + value.count)))
    bytes += value
  }
  return OpenedValues(arena: SecretBytes(copying: bytes.span), index: index)
}

func opened(_ values: [String: String]) -> OpenedValues { opened(values.mapValues { Array($0.utf8) }) }

/// What a secret holds, for a test to look at.
func reveal(_ secret: SharedSecret) -> [UInt8] {
  secret.bytes.withBytes { bytes in bytes.indices.map { bytes[$0] } }
}

/// The same as environment variables, each under its own key.
func variables(_ values: [String: [UInt8]]) -> EnvVariables { EnvVariables(opened(values)) }

func variables(_ values: [String: String]) -> EnvVariables { EnvVariables(opened(values)) }
