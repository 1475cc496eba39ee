/// The hook that keeps plaintext out of commits.
enum SetupHook {
  static let name = "pre-commit"

  /// What any hook of somebody's own needs to do.
  static let command = "seal scan --staged"

  static let text = """
    #!/bin/sh
    # Keeps plaintext out of commits. Written by "seal init"; "git commit --no-verify" goes without.
    if ! command -v seal >/dev/null 2>&1; then
      echo "pre-commit: seal is not in PATH, so nobody looked for plaintext; nothing is committed" >&2
      exit 1
    fi
    exec \(command)

    """

  /// Whether a hook does it already: a line that is no comment has the command.
  static func isDone(in text: String) -> Bool {
    text.split(whereSeparator: \.isNewline).contains { line in
      !line.drop(while: \.isWhitespace).hasPrefix("#") && line.contains(command)
    }
  }
}
