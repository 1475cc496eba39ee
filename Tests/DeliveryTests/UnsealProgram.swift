import Files
import Foundation
import Primitives
import Sealing
import Testing

/// The real `unseal` with a pod's folders: sealed files, keys, an output on a tmpfs.
final class UnsealProgram {
  /// Beside the tests, where the build puts it.
  static let path: String = {
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(filePath: tests).deletingLastPathComponent().appending(path: "unseal").path
  }()

  /// Whether `strace` is there and may trace.
  static let canTrace: Bool = {
    if (try? Files.Process.run("strace", ["-qq", "-o", "/dev/null", "true"]).status) == 0 { return true }
    print("skipped: output-faults, no strace")
    return false
  }()

  /// Made for these tests; nothing else is sealed to it.
  private static let identity = "AGE-SECRET-KEY-16KTNT98U8KZL2Q9GGQ9AV0LVRMCHARLZ4QL2AX2CUVE03JN4DS2SUUXDEY\n"
  private static let recipient = "age1jelpzaezcpq3n2vqn3tedysv0m8mnltzv78x2uv4t0zecjepkehq2u9jcm"

  let folder: TemporaryFolder
  var arguments: [String]
  var path = UnsealProgram.path

  init() throws {
    folder = try TemporaryFolder()
    for name in ["sealed", "keys", "out"] { try folder.makeFolder(name) }
    try folder.write("keys/identity", Self.identity)
    arguments = [
      "--sealed", folder.at("sealed"), "--keys", folder.at("keys"), "--out", folder.at("out"), "--namespace", "shop",
      "--termination-log", folder.at("termination-log"), "--allow-unsigned",
    ]
  }

  /// Seals a file of this name, or a part of it, in the place of one that was there.
  func seal(_ name: String, part: String = "", _ values: [String: String]) throws {
    let secrets = values.mapValues { SharedSecret(SecretBytes(copying: Array($0.utf8).span)) }
    let recipient = try LabelledRecipient(label: "production", parsing: Self.recipient)
    let file = try SealedFile.seal(namespace: "shop", name: name, values: secrets, to: [recipient])
    try folder.write("sealed/\(name)\(part).sealed", String(decoding: file.bytes, as: UTF8.self))
  }

  struct Outcome {
    let status: Int32
    let stdout: String
    let stderr: String
  }

  /// - Parameters:
  ///   - wrapper: what runs it: `strace` and its options, or nothing.
  ///   - replaced: a flag with a value that `names` has another one for.
  func run(
    _ names: [String], wrapper: [String] = [], environment: [String] = [], replacing replaced: String? = nil
  ) throws -> Outcome {
    var words = arguments
    if let replaced, let at = words.firstIndex(of: replaced) { words.removeSubrange(at...(at + 1)) }
    return try run(words: words + names, wrapper: wrapper, environment: environment)
  }

  func run(words: [String], wrapper: [String] = [], environment: [String] = []) throws -> Outcome {
    let log = folder.at("stderr")
    // The words are passed on as they are; stderr goes to a file.
    let script = "exec env -i SWIFT_BACKTRACE=enable=no \"$@\" 2>\(log)"
    let result = try Files.Process.run(
      "/bin/sh", ["-c", script, "sh"] + environment + wrapper + [path] + words)
    return Outcome(
      status: result.status, stdout: String(decoding: result.output, as: UTF8.self), stderr: folder.text("stderr") ?? ""
    )
  }

  /// Everything in the output directory.
  var output: [String] { folder.snapshot().filter { $0.hasPrefix("out/") } }
}
