import Delivery
import Files
import Foundation
import TestSupport
import Testing

/// A reader of env files: one of the programs of Tests/EnvReaders, or a model of one that can't be had here.
struct EnvReader: Sendable, CustomTestStringConvertible {
  let name: String
  let format: any EnvFormat
  /// The most variables that it is given at once.
  var batch = 1000
  /// Nil for a program.
  var model: (@Sendable (_ key: String, _ file: [UInt8]) throws -> [UInt8]?)?

  /// As `evidence` says it: `dotenv-node`.
  var testDescription: String { "\(type(of: format).name)-\(name)" }

  static let all = [
    EnvReader(name: "bash", format: ShellEnv()),
    EnvReader(name: "dash", format: ShellEnv()),
    EnvReader(name: "model", format: KubernetesEnv(), batch: 1, model: KubeletModel.value),
    EnvReader(name: "systemd", format: SystemdEnv()),
    EnvReader(name: "model", format: SystemdEnv(), model: SystemdModel.value),
    EnvReader(name: "model", format: ComposeEnv(), model: ComposeModel.value),
    EnvReader(name: "podman", format: DockerEnv()),
    EnvReader(name: "docker", format: DockerEnv()),
    EnvReader(name: "node", format: DotenvEnv()),
    EnvReader(name: "python-dotenv", format: DotenvEnv()),
    EnvReader(name: "godotenv", format: DotenvEnv()),
    EnvReader(name: "ruby-dotenv", format: DotenvEnv()),
    EnvReader(name: "python-json", format: JSONEnv()),
    EnvReader(name: "jq", format: JSONEnv()),
  ]

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "EnvReaders")

  /// The values of `keys` in an env file; nil where there is no such reader, which is then told.
  func read(_ file: [UInt8], _ keys: [String]) throws -> [[UInt8]]? {
    if let model { return try keys.map { try #require(try model($0, file)) } }
    let folder = try TemporaryFolder()
    try Data(file).write(to: URL(filePath: folder.at("file")))
    // What it says on stderr is there to be read where it fails.
    let result = try Files.Process.run(Self.folder.appending(path: name).path, [folder.at("file")] + keys)
    if result.status == 77 {
      print("skipped: reader \(name), which isn't here or may not be started")
      return nil
    }
    try #require(result.status == 0)
    return result.output.split(separator: 0, omittingEmptySubsequences: false).dropLast().map(Array.init)
  }

  /// Values that the format accepts: all the hard ones among them, then pieces of those put together, then random text.
  func values(_ count: Int, _ random: inout SeededGenerator) -> [[UInt8]] {
    func isFit(_ value: [UInt8]) -> Bool {
      (try? EnvFile(of: "app", variables(["K": value]), format: format)) != nil
    }
    let hard = HardValues.all.map { Array($0.utf8) }.filter(isFit)
    let pieces = hard.filter { $0.count < 1000 }
    var values = hard
    while values.count < count {
      let isPieced = Bool.random(using: &random)
      let value =
        isPieced
        ? (0..<Int.random(in: 1...8, using: &random)).flatMap { _ in pieces.randomElement(using: &random) ?? [] }
        : HardValues.randomText(&random)
      if isFit(value) { values.append(value) }
    }
    return values
  }
}
