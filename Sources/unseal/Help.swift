import Delivery

/// What `unseal --help`, `unseal exec --help` and `unseal install --help` print.
enum Help {
  static func text(of command: Command) -> String {
    switch command {
    case .unseal:
      """
      unseal opens sealed files at the start of a pod and writes their values to memory.

      Usage: unseal [FLAG...] NAME[@sha256:DIGEST]...
             unseal exec [FLAG...] [NAME...] -- COMMAND [ARGUMENT...]
             unseal install FOLDER

      NAME asks for the sealed file NAME.sealed and its parts, NAME_PART.sealed; a digest pins their bytes. Without names
      SEAL_NAMES holds them. Every value becomes a file, OUT/NAME/KEY. All of it is written, or nothing.

      "unseal exec" runs a command with the values in its environment, "unseal install" copies this program; each has a
      --help. A sealed file of the name "exec" or "install" has a pin, or "--" before it.

      \(flags(of: command))

      Formats of --env: \(EnvFormats.names.joined(separator: ", ")).

      Every flag has a twin in the environment, SEAL_ and its name: SEAL_MIN_REVISION for --min-revision. A switch's twin
      is true or false. Where a flag can be repeated, its twin holds values between blanks or commas.

      \(exitCodes)

      """
    case .exec:
      """
      unseal exec runs a command with values in its environment, which unseal has written before.

      Usage: unseal exec [FLAG...] [NAME...] -- COMMAND [ARGUMENT...]

      NAME brings all its values, FROM/NAME/KEY, as variables called like their keys; --var sets one, and wins. Both win
      over what the environment says already, all of which is passed on. This process becomes the command: signals and
      the exit code are the command's own, and no shell is needed. It is looked up in the PATH of this process.

      \(flags(of: command))

      No identity is read, and no flag has a twin in the environment.

      \(exitCodes)

      """
    case .install:
      """
      unseal install copies this program to FOLDER/unseal, for containers that mount the folder and run "unseal exec".

      Usage: unseal install FOLDER

      \(flags(of: command))

      \(exitCodes)

      """
    }
  }

  private static let exitCodes = """
    Exit codes: 0 done, 1 internal, 10 format, 11 signature, 12 scope, 13 rollback, 14 identity, 15 tampered, 16 policy,
    17 io, 18 missing, 19 pin, 64 usage.
    """

  private static func flags(of command: Command) -> String {
    var lines = command.flags.map { (heading: heading($0), help: $0.help) }
    lines += [("--help, -h", "this text"), ("--version", "this release")]
    let widths = lines.map { $0.heading.utf8.count }
    // What is longer has a line of its own.
    let width = widths.filter { $0 <= 26 }.max() ?? 0
    return zip(lines, widths).map { line, count in
      let gap =
        count > width ? "\n" + String(repeating: " ", count: width + 2) : String(repeating: " ", count: width - count)
      return "  \(line.heading)\(gap)  \(line.help)"
    }.joined(separator: "\n")
  }

  private static func heading(_ flag: Flag) -> String {
    "--\(flag.name)\(flag.value.map { " \($0)" } ?? "")"
  }
}
