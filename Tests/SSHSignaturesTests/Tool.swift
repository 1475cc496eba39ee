import Foundation
import Testing

/// A folder of its own, and the real programs in it.
struct Tool: ~Copyable {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "seal-ssh-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appending(path: name).path }

  func read(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: folder.appending(path: name))) }

  func write(_ name: String, _ bytes: some Sequence<UInt8>) throws {
    try Data(bytes).write(to: folder.appending(path: name))
  }

  /// The status of a program that runs in the folder, found through `PATH`.
  @discardableResult
  func run(_ arguments: String..., input: [UInt8] = [], environment: [String: String] = [:]) throws -> Int32 {
    try write("stdin", input)
    let process = Foundation.Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = try FileHandle(forReadingFrom: folder.appending(path: "stdin"))
    try write("stdout", [])
    process.standardOutput = try FileHandle(forWritingTo: folder.appending(path: "stdout"))
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// A new key pair in the files `name` and `name.pub`.
  func generateKey(_ name: String, passphrase: String = "", type: String = "ed25519") throws {
    #expect(
      try run("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-C", "\(name)@example.com", "-f", name) == 0)
  }
}
