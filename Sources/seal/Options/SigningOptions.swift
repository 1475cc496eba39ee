import ArgumentParser
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

  /// Who signs; nil with `--unsigned`.
  func signer() throws(SealError) -> ChosenSigner? {
    guard unsigned else { return try key.signer() }
    guard key.file == nil else {
      throw SealError(.usage, "--unsigned beside --sign-with contradicts itself", hint: "leave one of the two out")
    }
    return nil
  }
}
