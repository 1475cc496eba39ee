import Files
import Foundation
import Glibc
import Testing

/// `unseal exec`, after the real `unseal` has delivered.
@Suite struct ExecTests {
  private let program: UnsealProgram

  init() throws {
    program = try UnsealProgram()
    try program.seal("app", ["url": "postgres://canary", "password": "canary\nof two lines", "EMPTY": ""])
    try program.seal("web", ["token": "canary"])
    try #require(program.run(["app", "web"]).status == 0)
  }

  private func exec(
    _ words: [String], environment: [String] = [], wrapper: [String] = []
  ) throws -> UnsealProgram.Outcome {
    try program.run(
      words: ["exec", "--from", program.folder.at("out")] + words, wrapper: wrapper, environment: environment)
  }

  /// The variables that the command sees, those of the test itself aside.
  private func variables(_ words: [String], environment: [String] = []) throws -> [String] {
    let outcome = try exec(words + ["--", "env", "-0"], environment: environment)
    #expect(outcome.status == 0, "\(outcome.stderr)")
    return outcome.stdout.split(separator: "\0").map(String.init).filter { !$0.hasPrefix("SWIFT_") }.sorted()
  }

  @Test func `a name brings its values, under their keys`() throws {
    let all = ["EMPTY=", "password=canary\nof two lines", "url=postgres://canary"]
    #expect(try variables(["app"]) == all)
    #expect(try variables(["app", "web"]) == (all + ["token=canary"]).sorted())
    #expect(try variables(["app", "--only", "url"]) == ["url=postgres://canary"])
    #expect(
      try variables(["app", "--except", "EMPTY", "--rename", "url=DATABASE_URL", "--prefix", "DB_"])
        == ["DATABASE_URL=postgres://canary", "DB_password=canary\nof two lines"])
  }

  @Test func `a variable is spelled out, and wins over names, which win over the environment`() throws {
    #expect(try variables(["--var", "URL=app/url"]) == ["URL=postgres://canary"])
    #expect(
      try variables(["web", "--var", "token=app/url"], environment: ["token=old", "A=1", "tok=en"])
        == ["A=1", "tok=en", "token=postgres://canary"])
    #expect(try variables(["web"], environment: ["token=old"]) == ["token=canary"])
  }

  @Test func `a value that may be absent is left out, and leaves what there was`() throws {
    let words = ["--var", "A=app/none?", "--var", "B=none/none?", "--var", "C=web/token?"]
    #expect(try variables(words, environment: ["A=1"]) == ["A=1", "C=canary"])
  }

  @Test func `what the environment says twice is replaced altogether`() throws {
    // No shell passes one on like that.
    let script = """
      import os, ctypes
      words = [b"unseal", b"exec", b"--from", b"\(program.folder.at("out"))", b"web", b"--", b"/usr/bin/env"]
      environ = [b"token=one", b"B=2", b"token=two"]
      array = lambda items: (ctypes.c_char_p * (len(items) + 1))(*items, None)
      ctypes.CDLL(None).execve(b"\(program.path)", array(words), array(environ))
      """
    let result = try Files.Process.run("python3", ["-c", script])
    #expect(String(decoding: result.output, as: UTF8.self) == "token=canary\nB=2\n")
  }

  /// What is wrong, its exit code, and how the first line begins.
  static let mistakes: [(words: [String], status: Int32, line: String)] = [
    (["app"], 64, "error[usage]: there is no command to run"),
    (["app", "--"], 64, "error[usage]: there is no command to run"),
    (["--", "true"], 64, "error[usage]: neither --var nor a name"),
    (["app", "app", "--", "true"], 64, "error[usage]: \"app\" is no name of a sealed file, or was given twice"),
    (["..", "--", "true"], 64, "error[usage]: \"..\" is no name"),
    (["--var", "PASSWORD=canary", "--", "true"], 64, "error[usage]: --var takes VARIABLE=NAME/KEY"),
    (["--var", "A=app/../web/token", "--", "true"], 64, "error[usage]: --var takes VARIABLE=NAME/KEY"),
    (["--var", "A=../app/url", "--", "true"], 64, "error[usage]: --var takes VARIABLE=NAME/KEY"),
    (["--var", "=app/url", "--", "true"], 64, "error[usage]: --var takes VARIABLE=NAME/KEY"),
    (["app", "--env", "shell", "--", "true"], 64, "error[usage]: there is no flag \"--env\""),
    (["db", "--", "true"], 18, "error[missing]: there is no \"db\" in "),
    (["--var", "A=app/none", "--", "true"], 18, "error[missing]: there is no value \"none\" of \"app\" in "),
    (["--var", "A=db/none", "--", "true"], 18, "error[missing]: there is no \"db\" in "),
    (["app", "--only", "none", "--", "true"], 18, "error[missing]: there is no value \"none\" in app"),
    (["web", "--", "no-such-command"], 18, "error[missing]: there is no command \"no-such-command\""),
    (["web", "--", "/no/such/command"], 18, "error[missing]: there is no command \"/no/such/command\""),
    (["web", "--", ""], 18, "error[missing]: there is no command \"\""),
    (["web", "--", "/etc/passwd"], 17, "error[io]: can't run \"/etc/passwd\": permission denied, as uid "),
    (["web", "--", "/etc"], 17, "error[io]: can't run \"/etc\": permission denied, as uid "),
    (
      ["--var", "A=app/url", "--var", "A=web/token", "--", "true"], 16,
      "error[policy]: \"app/url\" and \"web/token\" would both be the variable \"A\""
    ),
    (
      ["app", "web", "--rename", "token=url", "--", "true"], 16,
      "error[policy]: \"app/url\" and \"web/token\" would both be the variable \"url\""
    ),
    (["--var", "PATH=app/url", "--", "true"], 16, "error[policy]: \"app/url\" would change how programs are loaded"),
    (["app", "--rename", "url=LD_PRELOAD", "--", "true"], 16, "error[policy]: \"app/url\" would change how programs"),
  ]

  @Test(arguments: mistakes.indices)
  func `a mistake has one line that says what is wrong, its exit code, and the command doesn't run (rows 48 and 67)`(
    index: Int
  ) throws {
    let (words, status, line) = Self.mistakes[index]
    let outcome = try exec(words)
    #expect(outcome.status == status)
    #expect(outcome.stderr.hasPrefix("unseal: \(line)"), "\(outcome.stderr)")
    #expect(outcome.stderr.split(separator: "\n").count <= 2)
    #expect(!outcome.stderr.contains("canary"))
    #expect(outcome.stdout == "")
  }

  @Test func `a variable that changes how programs are loaded needs its name said (row 48)`() throws {
    #expect(try variables(["--var", "LD_X=web/token", "--allow-name", "LD_X"]) == ["LD_X=canary"])
  }

  @Test func `what no environment holds is refused by its key (row 45)`() throws {
    try program.seal("app", ["nul": "canary\0canary", "long": String(repeating: "x", count: 140_000)])
    try #require(program.run(["app"]).status == 0)
    for (key, line) in [
      ("nul", "error[policy]: \"app/nul\" can't be an environment variable: the value holds a NUL"),
      ("long", "error[policy]: the values don't fit into an environment; the largest, \"app/long\", has 140000 bytes"),
    ] {
      let outcome = try exec(["--var", "A=app/\(key)", "--", "true"])
      #expect(outcome.status == 16)
      #expect(outcome.stderr.hasPrefix("unseal: \(line)\n"), "\(outcome.stderr)")
      #expect(!outcome.stderr.contains("canary"))
    }
  }

  @Test func `a script without a first line is run by no shell, and a missing interpreter is told apart`() throws {
    try program.folder.write("script", "exit 0\n")
    try program.folder.write("orphan", "#!/no/such/interpreter\n")
    try #require(
      Files.Process.run("chmod", ["755", program.folder.at("script"), program.folder.at("orphan")]).status == 0)
    let script = try exec(["web", "--", program.folder.at("script")])
    #expect(script.status == 17)
    #expect(script.stderr.contains("exec format error"), "\(script.stderr)")
    let orphan = try exec(["web", "--", program.folder.at("orphan")])
    #expect(orphan.status == 18)
    #expect(orphan.stderr.hasPrefix("unseal: error[missing]: the interpreter or loader that "), "\(orphan.stderr)")
  }

  @Test func `a command is looked up in PATH, past what can't be run`() throws {
    for folder in ["one", "two"] { try program.folder.makeFolder(folder) }
    try program.folder.write("one/tool", "#!/bin/sh\necho one\n")
    try program.folder.write("two/tool", "#!/bin/sh\necho two\n")
    try #require(Files.Process.run("chmod", ["755", program.folder.at("two/tool")]).status == 0)
    let path = "PATH=/no/such:\(program.folder.at("one")):\(program.folder.at("two"))"
    #expect(try exec(["web", "--", "tool"], environment: [path]).stdout == "two\n")
  }

  @Test func `the words of the command are passed on, byte for byte`() throws {
    let words = ["--", "-x", "", "two words", "é", "--var"]
    let outcome = try exec(["web", "--", "printf", "[%s]"] + words)
    #expect(outcome.stdout == "[--][-x][][two words][é][--var]")
    let script = "exec env -i \"$0\" exec --from \"$1\" web -- printf '%s' \"$(printf 'a\\377b')\""
    let result = try Files.Process.run("/bin/sh", ["-c", script, program.path, program.folder.at("out")])
    #expect(result.output == [0x61, 0xFF, 0x62])
  }

  @Test(arguments: [0, 1, 7, 255]) func `the exit code is the command's own`(code: Int32) throws {
    #expect(try exec(["web", "--", "sh", "-c", "exit \(code)"]).status == code)
  }

  @Test func `the process stays the same one, and a signal reaches the command`() throws {
    let script = "trap 'echo TERM $$; exit 3' TERM; echo $$; kill -TERM $$; sleep 5"
    // The number that the process has before it is even unseal.
    let outcome = try exec(["web", "--", "sh", "-c", script], wrapper: ["sh", "-c", "echo $$; exec \"$@\"", "sh"])
    let lines = outcome.stdout.split(separator: "\n")
    #expect(outcome.status == 3)
    #expect(lines.count == 3)
    #expect(lines.dropFirst().first == lines.first)
    #expect(lines.last == "TERM \(lines.first ?? "")")
    #expect(try exec(["web", "--", "sh", "-c", "kill -KILL $$"]).status == 137)
  }

  @Test func `the command starts as if unseal had never run: signals, limits, streams, umask, folder (rows 64 and 76)`()
    throws
  {
    let script = """
      ulimit -c; umask; pwd; for fd in /proc/$$/fd/*; do echo ${fd##*/}; done; grep -E 'SigIgn|SigBlk' /proc/self/status
      """
    let outside = "ulimit -c 1000; umask 027; cd /usr; exec 0<&-; exec \"$@\""
    let outcome = try exec(["web", "--", "sh", "-c", script], wrapper: ["sh", "-c", outside, "sh"])
    let without = try Files.Process.run("sh", ["-c", outside, "sh", "sh", "-c", script])
    #expect(outcome.stdout == String(decoding: without.output, as: UTF8.self))
    #expect(outcome.stdout.hasPrefix("1000\n0027\n/usr\n"))
    // What was ignored stays so.
    let ignoring = try exec(
      ["web", "--", "grep", "SigIgn", "/proc/self/status"], wrapper: ["sh", "-c", "trap '' PIPE; exec \"$@\"", "sh"])
    #expect(ignoring.stdout.hasSuffix("1000\n"))
    #expect(try exec(["web", "--", "grep", "SigIgn", "/proc/self/status"]).stdout.hasSuffix("0000\n"))
  }

  @Test func `no value stands in an argument, and the command's memory is its user's again (rows 65 and 66)`() throws {
    let outcome = try exec(
      ["app", "--", "sh", "-c", "tr '\\0' ' ' </proc/$$/cmdline; echo; stat -c %u /proc/$$/environ; id -u"])
    let lines = outcome.stdout.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(!outcome.stdout.contains("canary"))
    #expect(lines.dropFirst().first == lines.last)
  }

  @Test func `values swapped while it reads are those of one set, and no link is followed (row 55)`() throws {
    let out = program.folder.at("out")
    // As in a volume that somebody else may write to.
    try program.folder.makeFolder("plain/app")
    try program.folder.link("plain/app/url", to: "/etc/passwd")
    try program.folder.link("plain/link", to: "\(out)/..data/app")
    let plain = program.folder.at("plain")
    for words in [["--var", "A=app/url"], ["app"]] {
      let outcome = try program.run(words: ["exec", "--from", plain] + words + ["--", "env"])
      #expect(outcome.status == 17)
      #expect(outcome.stdout == "")
    }
    #expect(try program.run(words: ["exec", "--from", plain, "link", "--", "env"]).status == 18)
  }

  @Test func `a name may be a mount of its own: its directory, or a volume with that name's values`() throws {
    try program.folder.makeFolder("from/app")
    let (from, out) = (program.folder.at("from"), program.folder.at("out"))
    let words = ["exec", "--from", from, "app", "--only", "url", "--", "printenv", "url"]
    // What a container sees of `subPath: app`.
    try #require(
      Files.Process.run("mount", ["--bind", "\(out)/app", "\(from)/app"]).status == 0, "needs to be root")
    #expect(try program.run(words: words).stdout == "postgres://canary\n")
    try #require(Files.Process.run("umount", ["\(from)/app"]).status == 0)
    #expect(try program.run(["app", "--no-files", "--layout", "\(from)/app=app"]).status == 0)
    #expect(try program.run(words: words).stdout == "postgres://canary\n")
  }

  @Test func `a folder that isn't there, and one that may not be read, say so (row 59)`() throws {
    let absent = try program.run(words: ["exec", "--from", "/absent", "app", "--", "true"])
    #expect(absent.status == 18)
    #expect(absent.stderr.hasPrefix("unseal: error[missing]: there is nothing at \"/absent\"\nunseal: hint: mount "))

    try #require(geteuid() == 0, "needs to be root")
    try #require(program.run(["app", "--mode", "0400"]).status == 0)
    program.path = program.folder.at("unseal")
    try #require(Files.Process.run("cp", [UnsealProgram.path, program.path]).status == 0)
    try #require(Files.Process.run("chmod", ["755", program.folder.path, program.folder.at("out")]).status == 0)
    let user = ["setpriv", "--reuid", "65532", "--regid", "65532", "--clear-groups"]
    let refused = try exec(["app", "--", "true"], wrapper: user)
    #expect(refused.status == 17)
    #expect(
      refused.stderr.contains("permission denied, as uid 65532 and gid 65532; it is of uid 0 and gid 0, mode 0500"))
  }

  @Test func `a failure stands in the termination message`() throws {
    try program.folder.write("message", "")
    let outcome = try exec(["db", "--termination-log", program.folder.at("message"), "--", "true"])
    #expect(program.folder.text("message") == outcome.stderr)
  }
}
