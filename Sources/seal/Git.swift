import Files

/// What git knows. A machine without git is one where it knows nothing.
enum Git {
  /// A setting, or nil where it isn't set.
  ///
  /// - Parameter type: `path` has git expand a leading `~`.
  static func config(_ name: String, type: String? = nil) -> String? {
    let type = type.map { ["--type=\($0)"] } ?? []
    guard let output = output(["config"] + type + ["--get", name]) else { return nil }
    let value = String(decoding: output, as: UTF8.self).trimmed
    return value.isEmpty ? nil : value
  }

  /// What a git command prints, or nil where it fails.
  static func output(_ arguments: [String]) -> [UInt8]? {
    guard let result = try? Process.run("git", arguments, errors: .discarded), result.status == 0 else { return nil }
    return result.output
  }
}
