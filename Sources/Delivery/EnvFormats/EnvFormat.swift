/// How an env file is written for one named reader. What that reader can't represent is refused, never mangled.
///
/// A format is one file in this folder and one line in ``EnvFormats``.
package protocol EnvFormat: Sendable {
  /// What `--env` calls it.
  static var name: String { get }

  /// What follows the name of the sealed file in the name of the env file: "env" for `app-secrets.env`.
  var suffix: String { get }

  /// The most bytes that the reader takes in one file, or nil.
  var limit: Int? { get }

  /// Whether the reader would read back a variable of this name with exactly this value. A NUL is refused before this is
  /// asked.
  func judge(_ name: String, _ value: Span<UInt8>) -> EnvVerdict

  /// Writes all the variables, each of which was judged.
  func write(_ variables: EnvVariables, to text: inout EnvText)
}

extension EnvFormat {
  package var suffix: String { "env" }
  package var limit: Int? { nil }

  /// The verdict of the format, and before it that of every format: no environment has room for a NUL.
  func verdict(on name: String, _ value: Span<UInt8>) -> EnvVerdict {
    value.contains(0) ? .refuses("the value holds a NUL") : judge(name, value)
  }
}
