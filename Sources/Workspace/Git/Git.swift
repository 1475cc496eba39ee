import Files

/// What git knows. A machine without git is one where it knows nothing.
///
/// A repository is somebody else's, and its settings can name programs: none of them is started. A clone can hold a
/// whole bare repository among its files, `config` included; git (from 2.38) takes none that it stumbles on. What a
/// partial clone left behind is not fetched: the transport may be any command (`ext::`).
package enum Git {
  private static let environment = ["GIT_ALLOW_PROTOCOL=none", "GIT_NO_LAZY_FETCH=1"]
  private static let settings = ["safe.bareRepository=explicit", "core.fsmonitor=false", "core.hooksPath=/dev/null"]

  /// A setting, or nil where it isn't set.
  ///
  /// - Parameter type: `path` has git expand a leading `~`.
  package static func config(_ name: String, type: String? = nil) -> String? {
    let type = type.map { ["--type=\($0)"] } ?? []
    guard let output = output(["config"] + type + ["--get", name]) else { return nil }
    let value = String(decoding: output, as: UTF8.self).trimmed
    return value.isEmpty ? nil : value
  }

  /// What a git command prints, or nil where it fails.
  package static func output(_ arguments: [String], input: Span<UInt8>? = nil) -> [UInt8]? {
    guard let result = run(arguments, input: input), result.status == 0 else { return nil }
    return result.output
  }

  /// The same for a command whose exit code says something; nil where it can't be started.
  static func run(_ arguments: [String], input: Span<UInt8>? = nil) -> Process.Result? {
    let command = environment + ["git", "--no-pager", "--no-replace-objects"] + settings.flatMap { ["-c", $0] }
    return try? Process.run("env", command + arguments, input: input, errors: .discarded, limit: 1 << 30)
  }
}
