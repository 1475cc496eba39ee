import Sealing

/// What is wrong with a text, and where: the error inside this module, before a path is known.
///
/// The reason is a sentence of this project's own. libyaml's and Yams's messages quote the text that they choked on,
/// which is somebody's Secret, so they never get as far as this.
struct Flaw: Error {
  var code: SealError.Code = .format
  /// Where, in bytes from the start of the source.
  let offset: Int
  let reason: String
  var hint: String?

  /// The error that a person reads, with path, line and column.
  func located(in source: Span<UInt8>, path: String) -> SealError {
    SealError(code, "\"\(path)\" \(TextPosition(of: offset, in: source)): \(reason)", hint: hint)
  }
}
