import Files
import Foundation
import Testing

/// A folder of its own, and the real programs in it.
final class Tool {
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

  /// The status of a program that runs in the folder, found through `PATH`. Its output is left in the file `stdout`.
  func run(_ arguments: String..., input: [UInt8] = [], environment: [String] = []) throws -> Int32 {
    let result = try Files.Process.run(
      "env", ["-C", folder.path] + environment + arguments, input: input.span, errors: .discarded)
    try write("stdout", result.output)
    return result.status
  }

  /// A new key pair in the files `name` and `name.pub`.
  func generateKey(_ name: String, passphrase: String = "", type: String = "ed25519") throws {
    #expect(
      try run("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-C", "\(name)@example.com", "-f", name) == 0)
  }
}

/// Changes the environment of this process, which only a process of a test's own may do.
func setEnvironment(_ name: String, _ value: String) {
  _ = unsafe setenv(name, value, 1)
}
