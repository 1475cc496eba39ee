import Files
package import Primitives
package import Sealing

/// A path on the command line, where `-` is stdin.
package enum Input {
  /// - Throws: `missing`, `io`; `format` where there is more than `limit` bytes.
  package static func read(_ path: String, limit: Int) throws(SealError) -> [UInt8] {
    do {
      return path == "-" ? try StandardStream.readInput(limit: limit) : try File.read(path, limit: limit)
    } catch {
      throw refusal(error, path, limit)
    }
  }

  /// The same for what is a secret, or holds one.
  package static func readSecret(_ path: String, limit: Int) throws(SealError) -> SecretBytes {
    do {
      return path == "-" ? try StandardStream.readSecretInput(limit: limit) : try File.readSecret(path, limit: limit)
    } catch {
      throw refusal(error, path, limit)
    }
  }

  /// A file that the command line doesn't name, and whoever made the repository may: `-` is a file of that name, and what
  /// is no regular file is refused.
  package static func readFound(_ path: String, limit: Int) throws(SealError) -> [UInt8] {
    do { return try File.read(path, limit: limit, regularOnly: true) } catch { throw refusal(error, path, limit) }
  }

  /// What messages call a path.
  package static func name(of path: String) -> String { path == "-" ? "stdin" : path.printable }

  private static func refusal(_ error: FileError, _ path: String, _ limit: Int) -> SealError {
    guard error.isTooLarge else { return SealError(error) }
    return SealError(.format, "\"\(name(of: path))\" has more than \(limit) bytes")
  }
}
