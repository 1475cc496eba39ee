import Delivery

/// What `unseal --help` prints.
enum Help {
  static var text: String {
    let width = Flag.all.map { heading($0).utf8.count }.max() ?? 0
    let flags = Flag.all.map { flag in
      let heading = heading(flag)
      return "  \(heading)\(String(repeating: " ", count: width - heading.utf8.count))  \(flag.help)"
    }
    return """
      unseal opens sealed files at the start of a pod and writes their values to memory.

      Usage: unseal [FLAG...] NAME[@sha256:DIGEST]...

      NAME asks for the sealed file NAME.sealed and its parts, NAME_PART.sealed; a digest pins their bytes. Without names
      SEAL_NAMES holds them. Every value becomes a file, OUT/NAME/KEY. All of it is written, or nothing.

      \(flags.joined(separator: "\n"))
        --help, -h\(String(repeating: " ", count: width - 10))  this text
        --version\(String(repeating: " ", count: width - 9))  this release

      Formats of --env: \(EnvFormats.names.joined(separator: ", ")).

      Every flag has a twin in the environment, SEAL_ and its name: SEAL_MIN_REVISION for --min-revision. A switch's twin
      is true or false. Where a flag can be repeated, its twin holds values between blanks or commas.

      Exit codes: 0 done, 1 internal, 10 format, 11 signature, 12 scope, 13 rollback, 14 identity, 15 tampered, 16 policy,
      17 io, 18 missing, 19 pin, 64 usage.

      """
  }

  private static func heading(_ flag: Flag) -> String {
    "--\(flag.name)\(flag.value.map { " \($0)" } ?? "")"
  }
}
