/// Variables that a shell owns: bash refuses to set them, sets them to something else as it runs, or takes what is assigned
/// for arithmetic, in which `a[$(id)]` runs a program. A value that was sealed under such a name would not be there, and
/// where the shell refuses, nothing after it might be.
///
/// From bash(1), "Shell Variables", and dash(1); `OPTIND` is the one that dash refuses too.
enum ShellVariables {
  static func contains(_ key: String) -> Bool {
    switch key {
    case "BASHOPTS", "BASHPID", "BASH_ARGC", "BASH_ARGV", "BASH_COMMAND", "BASH_LINENO", "BASH_MONOSECONDS",
      "BASH_SOURCE", "BASH_SUBSHELL", "BASH_VERSINFO", "DIRSTACK", "EPOCHREALTIME", "EPOCHSECONDS", "EUID", "FUNCNAME",
      "GROUPS", "HISTCMD", "LINENO", "OPTIND", "PIPESTATUS", "PPID", "RANDOM", "SECONDS", "SHELLOPTS", "SRANDOM", "UID",
      "_":
      true
    default: false
    }
  }
}
