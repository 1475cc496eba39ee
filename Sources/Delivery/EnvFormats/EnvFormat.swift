package import Sealing

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

  /// Whether the reader would read back this key with exactly this value. A NUL is refused before this is asked.
  func judge(_ key: String, _ value: Span<UInt8>) -> EnvVerdict

  /// Writes all the values, each of which was judged.
  func write(_ values: OpenedValues, to text: inout EnvText)
}

extension EnvFormat {
  package var suffix: String { "env" }
  package var limit: Int? { nil }
}

/// What a format says of one value. The words complete "its value", or stand for themselves; they never quote it.
package enum EnvVerdict: Equatable, Sendable {
  case fits
  /// It is written, and the reader does something with it that nobody expects.
  case warns(String)
  case refuses(String)
}

/// The formats by their names.
package enum EnvFormats {
  package static let names = [KubernetesEnv.name, ShellEnv.name]

  /// - Parameter export: whether a shell is to pass the variables on to the programs it starts.
  package static func named(_ name: String, export: Bool = false) -> (any EnvFormat)? {
    switch name {
    case KubernetesEnv.name where !export: KubernetesEnv()
    case ShellEnv.name: ShellEnv(export: export)
    default: nil
    }
  }
}
