import ArgumentParser
import Files
import Primitives
import Sealing
import Workspace

/// `-o FILE`: where a result goes.
struct OutputOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write to a file, whole or not at all, instead of stdout.", valueName: "file"),
    completion: .file())
  var output: String?

  init() {}

  /// Where a verb decides; `-` is stdout.
  init(output: String?) {
    self.output = output
  }

  /// Whether it goes to a file, and not to stdout.
  var isFile: Bool { output != nil && output != "-" }

  /// Whether the sealed file itself is wanted, and not the ConfigMap that carries it.
  var wantsSealedFile: Bool { output?.hasSuffix(".sealed") ?? false }

  /// - Parameter inputs: the files that the result is made of; `-` is stdin.
  /// - Throws: `usage` where it would replace one of them, which may be the only copy.
  func check(against inputs: [String]) throws(SealError) {
    guard isFile, let output, let target = try? File.status(output).identity else { return }
    for input in inputs where (try? File.status(input == "-" ? "/dev/stdin" : input))?.identity == target {
      throw SealError(
        .usage, "-o \"\(output.printable)\" would replace what is read from it", hint: "name another file")
    }
  }

  /// Writes what may be public: beside and renamed, so that an interrupted command leaves the old file or the new one.
  func write(_ bytes: Span<UInt8>) throws(SealError) {
    guard let output, output != "-" else { return try Console.result(bytes) }
    do { try File.replace(output, with: bytes) } catch { throw Self.refusal(error, output) }
  }

  /// The same for several results, of which none is written where one can't be; `-` is stdout.
  static func write(_ results: [(path: String, bytes: [UInt8])]) throws(SealError) {
    var replacements = Replacements()
    for result in results where result.path != "-" {
      do { try replacements.add(result.path, result.bytes.span) } catch { throw refusal(error, result.path) }
    }
    do { try replacements.commit() } catch { throw SealError(error) }
    for result in results where result.path == "-" { try Console.result(result.bytes.span) }
  }

  /// Writes a secret, to a file that nobody else can read.
  func write(secret: borrowing SecretBytes) throws(SealError) {
    guard let output, output != "-" else { return try Console.result(secret) }
    do {
      try secret.withBytes { (bytes) throws(FileError) in try File.create(output, with: bytes, mode: 0o600) }
    } catch {
      guard !error.isExistence else {
        throw SealError(
          .io, "\"\(output.printable)\" exists, and secrets overwrite nothing", hint: "remove it, or name another file")
      }
      throw Self.refusal(error, output)
    }
  }

  private static func refusal(_ error: FileError, _ path: String) -> SealError {
    guard error.isAbsence else { return SealError(error) }
    return SealError(.missing, "there is no folder for \"\(path.printable)\"", hint: "make it first")
  }
}
