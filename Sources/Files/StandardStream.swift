package import Primitives

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// stdin, stdout and stderr.
package enum StandardStream {
  /// Writes to stdout; `EPIPE` where nobody reads, which is no reason to complain.
  package static func writeOutput(_ bytes: Span<UInt8>) throws(FileError) { try write(bytes, to: 1, called: "stdout") }

  /// Writes to stderr, as far as it goes.
  package static func writeError(_ text: String) { try? write(Array(text.utf8).span, to: 2, called: "stderr") }

  /// All of stdin; `EFBIG` where there is more than `limit` bytes.
  package static func readInput(limit: Int) throws(FileError) -> [UInt8] { try input().readAll(limit: limit) }

  /// The same for a secret, which is read straight into guarded memory.
  package static func readSecretInput(limit: Int) throws(FileError) -> SecretBytes {
    try input().readAllSecret(limit: limit)
  }

  private static func input() throws(FileError) -> Descriptor { try duplicate(0, called: "stdin") }

  private static func write(_ bytes: Span<UInt8>, to number: Int32, called name: String) throws(FileError) {
    try duplicate(number, called: name).writeAll(bytes)
  }

  /// A descriptor of its own, since one that ends closes what it holds.
  private static func duplicate(_ number: Int32, called name: String) throws(FileError) -> Descriptor {
    let copy = fcntl(number, F_DUPFD_CLOEXEC, 3)
    guard copy >= 0 else { throw FileError("open", name) }
    return Descriptor(adopting: copy, path: name)
  }
}
