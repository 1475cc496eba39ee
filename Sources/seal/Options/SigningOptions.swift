import ArgumentParser
import Primitives
import Sealing

/// `--sign-with` and `--unsigned`: who signs what a verb writes.
struct SigningOptions: ParsableArguments {
  @OptionGroup var key: SigningKeyOptions

  @Flag(help: "Don't sign: the file then waits for \"seal sign\".")
  var unsigned = false

  /// The file, signed; or as it is with `--unsigned`, which is said aloud.
  ///
  /// - Throws: `signature`, `usage`.
  func sign(_ file: SealedFile) throws(SealError) -> SealedFile {
    try sign(file, with: signer())
  }

  /// The same with what ``signer()`` said before.
  func sign(_ file: SealedFile, with signer: ChosenSigner?) throws(SealError) -> SealedFile {
    guard let signer else {
      Console.note("\"\(file.name)\" is unsigned, and no pod accepts it until \"seal sign\" has signed it")
      return file
    }
    return try signer.sign(file)
  }

  /// The file, signed by a key that asks nobody anything; as it is where there is none, which is said aloud.
  ///
  /// - Parameter path: the file that it stands in, to sign later.
  /// - Throws: `usage`, and what a key that was named says.
  func signQuietly(_ file: SealedFile, in path: String) throws(SealError) -> SealedFile {
    guard key.file == nil else { return try sign(file) }
    var reason = ""
    do {
      if let signer = try signer() { return try signer.signQuietly(file) }
    } catch {
      reason = ": \(error.reason)"
    }
    Console.note("\"\(file.name)\" is left unsigned\(reason)")
    Console.hint("no pod accepts it until it is signed: seal sign \(path.printable), then commit that")
    return file
  }

  /// Who signs; nil with `--unsigned`.
  func signer() throws(SealError) -> ChosenSigner? {
    guard unsigned else { return try key.signer() }
    guard key.file == nil else {
      throw SealError(.usage, "--unsigned beside --sign-with contradicts itself", hint: "leave one of the two out")
    }
    return nil
  }
}
