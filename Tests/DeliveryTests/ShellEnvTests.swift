import Delivery
import Files
import Foundation
import Primitives
import Sealing
import TestSupport
import Testing

@Suite struct ShellEnvTests {
  /// What a real shell makes of an env file: the values of its variables, K0, K1 and so on.
  private func read(_ shell: String, _ values: [[UInt8]], export: Bool) throws -> [[UInt8]] {
    let folder = try TemporaryFolder()
    let keys = values.indices.map { "K\($0)" }
    let file = try EnvFile(
      of: "app", variables(Dictionary(uniqueKeysWithValues: zip(keys, values))), format: ShellEnv(export: export))
    #expect(file.name == "app.env")
    try Data(reveal(file.text)).write(to: URL(filePath: folder.at("app.env")))
    // A variable that was exported is there in a program that the shell starts, too.
    let show = export ? "exec \(shell) -c" : "eval"
    let script = """
      . \(folder.at("app.env")) || exit
      \(show) 'printf "%s\\0" \(keys.map { "\"$\($0)\"" }.joined(separator: " "))'
      """
    try folder.write("script", script)
    let result = try Files.Process.run("env", ["-i", "LC_ALL=C", "PATH=/usr/bin:/bin", shell, folder.at("script")])
    #expect(result.status == 0)
    return result.output.split(separator: 0, omittingEmptySubsequences: false).dropLast().map(Array.init)
  }

  @Test(arguments: ["bash", "dash"], [false, true])
  func `a real shell reads back every hard value`(shell: String, export: Bool) throws {
    let values = HardValues.all.map { Array($0.utf8) }
    #expect(try read(shell, values, export: export) == values)
  }

  @Test(arguments: ["bash", "dash"])
  func `a real shell reads back a thousand random values`(shell: String) throws {
    var random = SeededGenerator()
    for _ in 0..<20 {
      let values = (0..<50).map { _ in HardValues.random(&random) }
      #expect(try read(shell, values, export: false) == values)
    }
  }

  @Test(arguments: ["tls.crt", "a-b", "1st", "."])
  func `a key that can't be a variable is refused by its name, and its value isn't told`(key: String) {
    let error = #expect(throws: SealError(.policy, "")) {
      try EnvFile(of: "app", variables([key: "hunter2"]), format: ShellEnv())
    }
    #expect(error?.reason.contains("\"\(key)\"") == true)
    #expect(error?.reason.contains("hunter2") == false)
  }

  /// Variables that shells know, changed by some of them or not.
  static let known = """
    BASH BASHOPTS BASHPID BASH_ALIASES BASH_ARGC BASH_ARGV BASH_ARGV0 BASH_CMDS BASH_COMMAND BASH_COMPAT
    BASH_EXECUTION_STRING BASH_LINENO BASH_LOADABLES_PATH BASH_REMATCH BASH_SOURCE BASH_SUBSHELL BASH_TRAPSIG
    BASH_VERSINFO BASH_VERSION BASH_XTRACEFD CDPATH CHILD_MAX COLUMNS COMPREPLY COMP_CWORD COMP_KEY COMP_LINE COMP_POINT
    COMP_TYPE COMP_WORDBREAKS COMP_WORDS COPROC DIRSTACK EMACS EPOCHREALTIME EPOCHSECONDS EUID EXECIGNORE FCEDIT FIGNORE
    FUNCNAME FUNCNEST GLOBIGNORE GROUPS HISTCMD HISTCONTROL HISTFILE HISTFILESIZE HISTIGNORE HISTSIZE HISTTIMEFORMAT
    HOME HOSTFILE HOSTNAME HOSTTYPE IGNOREEOF INPUTRC INSIDE_EMACS LANG LC_ALL LINENO LINES MACHTYPE MAIL MAILCHECK
    MAILPATH MAPFILE OLDPWD OPTARG OPTERR OPTIND OSTYPE PIPESTATUS POSIXLY_CORRECT PPID PROMPT_COMMAND PROMPT_DIRTRIM
    PS0 PS1 PS2 PS3 PS4 PWD RANDOM READLINE_LINE READLINE_POINT REPLY SECONDS SHELL SHELLOPTS SHLVL SRANDOM TERM
    TIMEFORMAT TMOUT TMPDIR TZ UID _ auto_resume histchars
    """.split { $0 == " " || $0 == "\n" }.map(String.init)

  @Test(arguments: known)
  func `a variable is refused by its name exactly where a real shell doesn't keep it`(key: String) throws {
    var isKept = true
    for shell in [["bash"], ["bash", "--posix"], ["dash"]] {
      let folder = try TemporaryFolder()
      try folder.write("app.env", "A='1'\n\(key)='a b'\nZ='1'\n")
      try folder.write("script", ". \(folder.at("app.env")) || exit\nprintf %s \"$\(key),$Z\"\n")
      let result = try Files.Process.run(
        "env", ["-i", "PATH=/usr/bin:/bin"] + shell + [folder.at("script")], errors: .discarded)
      if result.output != Array("a b,1".utf8) { isKept = false }
    }
    func write() throws { _ = try EnvFile(of: "app", variables([key: "7"]), format: ShellEnv(), allowed: [key]) }
    if isKept { try write() } else { #expect(throws: SealError(.policy, "")) { try write() } }
  }

  @Test func `letters, digits and underscores make a variable`() throws {
    let file = try EnvFile(of: "app", variables(["_a1": "x", "B": "y"]), format: ShellEnv(export: true))
    #expect(String(decoding: reveal(file.text), as: UTF8.self) == "export B='y'\nexport _a1='x'\n")
  }
}
