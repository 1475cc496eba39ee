import Files
import Foundation
import Glibc
import Testing

@Suite struct UnsealTests {
  private let program: UnsealProgram

  init() throws {
    program = try UnsealProgram()
    try program.seal("app", ["url": "postgres://canary", "password": "canary"])
  }

  @Test func `a name's values are delivered, and the pod says what it runs on`() throws {
    let outcome = try program.run(["app"])
    #expect(outcome.status == 0)
    #expect(outcome.stdout == "")
    #expect(program.folder.text("out/app/url") == "postgres://canary")
    #expect(!program.folder.entries.contains("termination-log"))

    try program.folder.write("termination-log", "")
    #expect(try program.run(["app"]).status == 0)
    let message = try #require(program.folder.text("termination-log"))
    #expect(message.hasPrefix("{\"unsealed\":[{\"name\":\"app\",\"digest\":\"sha256:"))
    #expect(message.contains("\"revision\":1,\"signers\":[],\"identity\":\"production\""))
  }

  /// What is wrong, the arguments after the usual ones, the variables, and the first line that is to be seen.
  static let mistakes: [(arguments: [String], environment: [String], status: Int32, line: String)] = [
    ([], [], 64, "error[usage]: no names of sealed files were given"),
    (["app", "--seald", "x"], [], 64, "error[usage]: there is no flag \"--seald\""),
    (["app", "-v"], [], 64, "error[usage]: there is no flag \"-v\""),
    (["app", "--mode"], [], 64, "error[usage]: --mode needs a value"),
    (["app", "--mode="], [], 64, "error[usage]: --mode needs a value"),
    (["app", "--mode", "rw"], [], 64, "error[usage]: \"rw\" is no mode for files that their owner can read"),
    (["app", "--check=yes"], [], 64, "error[usage]: --check takes no value"),
    (["app", "--env", "json5"], [], 64, "error[usage]: there is no env format \"json5\""),
    (["app", "--env", "shell", "--env", "shell"], [], 64, "error[usage]: --env was given twice"),
    (["app", "--env", "kubernetes", "--export"], [], 64, "error[usage]: --export says how --env shell writes"),
    (["app", "--no-files"], [], 64, "error[usage]: --no-files without --env or --layout leaves nothing to write"),
    (["app", "--allow-name", "PATH"], [], 64, "error[usage]: --allow-name is for env files"),
    (["app", "app"], [], 64, "error[usage]: the name \"app\" was given twice"),
    (["App"], [], 64, "error[usage]: \"App\" can't be the name of a sealed file"),
    (["app@sha256:12"], [], 64, "error[usage]: \"app@sha256:12\" has a pin that is not"),
    (["app", "--min-revision", "app"], [], 64, "error[usage]: --min-revision takes NAME=N"),
    (["app", "--min-revision", "app=+1"], [], 64, "error[usage]: --min-revision takes NAME=N"),
    (["app", "--signatures", "two"], [], 64, "error[usage]: --signatures takes a number"),
    (["app", "--signatures", "9"], [], 64, "error[usage]: 9 signatures can't be demanded"),
    (["app", "--log", "xml"], [], 64, "error[usage]: there is no log format \"xml\""),
    (
      ["app"], ["SEAL_CHECK=maybe"], 64,
      "error[usage]: from the environment, SEAL_CHECK: neither \"true\" nor \"false\""
    ),
    (["app"], ["SEAL_MODE=999"], 64, "error[usage]: from the environment, SEAL_MODE: \"999\" is no mode"),
    (["app", "--signatures", "1"], [], 16, "error[policy]: --allow-unsigned beside --signatures contradicts itself"),
    (["app", "--min-revision", "app=1"], [], 16, "error[policy]: --allow-unsigned beside --min-revision"),
    (["web"], [], 18, "error[missing]: there is no \"web.sealed\""),
    (["app", "--require", "token"], [], 18, "error[missing]: there is no value \"token\" in app"),
    (["app", "--require", "web/url"], [], 18, "error[missing]: there is no value \"web/url\" in app"),
    (["app@sha256:" + String(repeating: "0", count: 64)], [], 19, "error[pin]: \"app\" is sha256:"),
  ]

  @Test(arguments: mistakes.indices)
  func `a mistake has one line that says what is wrong, its exit code, and no effect (rows 53 and 67)`(
    index: Int
  ) throws {
    let (arguments, environment, status, line) = Self.mistakes[index]
    try program.folder.write("termination-log", "")
    let outcome = try program.run(arguments, environment: environment)
    #expect(outcome.status == status)
    #expect(outcome.stderr.hasPrefix("unseal: \(line)"), "\(outcome.stderr)")
    let lines = outcome.stderr.split(separator: "\n")
    #expect(lines.count <= 2)
    #expect(lines.count < 2 || lines[1].hasPrefix("unseal: hint: "))
    #expect(!outcome.stderr.contains("canary"))
    #expect(outcome.stdout == "")
    #expect(program.output.isEmpty)
    #expect(program.folder.text("termination-log") == outcome.stderr)
  }

  @Test func `paths that lead nowhere are told apart (row 59)`() throws {
    for (flag, status, line) in [
      ("--sealed", 18, "error[missing]: there is nothing at \"/absent\""),
      ("--keys", 14, "error[identity]: there is no identity at \"/absent/identity\""),
      ("--out", 17, "error[io]: can't open \"/absent\": no such file or directory, as uid "),
    ] as [(String, Int32, String)] {
      var words = program.arguments
      words[try #require(words.firstIndex(of: flag)) + 1] = "/absent"
      let outcome = try program.run(words: words + ["app"])
      #expect(outcome.status == status)
      #expect(outcome.stderr.hasPrefix("unseal: \(line)"), "\(outcome.stderr)")
    }
  }

  @Test func `without a list of signers nothing is accepted, unless that was said (row 9)`() throws {
    let words = program.arguments.filter { $0 != "--allow-unsigned" }
    let outcome = try program.run(words: words + ["app"])
    #expect(outcome.status == 16)
    #expect(outcome.stderr.hasPrefix("unseal: error[policy]: there is no list of trusted signers at "))
  }

  @Test(arguments: ["mkdir", "mkfifo", "ln -s /absent"])
  func `a list of signers that can't be read is a broken policy (row 9)`(command: String) throws {
    let path = program.folder.at("keys/allowed_signers")
    #expect(try Files.Process.run("/bin/sh", ["-c", "\(command) \(path)"]).status == 0)
    for words in [program.arguments, program.arguments.filter { $0 != "--allow-unsigned" }] {
      let outcome = try program.run(words: words + ["app"])
      #expect(outcome.status == 16, "\(outcome.stderr)")
      #expect(outcome.stderr.contains("/keys/allowed_signers\": "))
    }
  }

  @Test func `a name without any file is missing, whatever is wrong with the files of another`() throws {
    let path = program.folder.at("sealed/app.sealed")
    for command in ["truncate -s 1000001 \(path)", "rm \(path) && mkfifo \(path)", "ln -sf /etc/passwd \(path)"] {
      #expect(try Files.Process.run("/bin/sh", ["-c", command]).status == 0)
      #expect(try program.run(["app"]).status != 18)
      let outcome = try program.run(["app", "web"])
      #expect(outcome.status == 18)
      #expect(outcome.stderr.hasPrefix("unseal: error[missing]: there is no \"web.sealed\"\n"), "\(outcome.stderr)")
    }
  }

  @Test func `floors for other names are told of before missing files`() throws {
    let words = program.arguments.filter { $0 != "--allow-unsigned" } + ["web", "--min-revision", "app=1"]
    try program.folder.write(
      "keys/allowed_signers", "a ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFsZDQ5uPbxhhh1rKbYLcJGMmoZ9aRKPRqFTgRX0PKIm\n")
    let outcome = try program.run(words: words)
    #expect(outcome.status == 64, "\(outcome.stderr)")
  }

  @Test func `a sealed file that is named by its path is a regular one, too (row 55)`() throws {
    let folder = program.folder
    for command in ["mkfifo", "ln -s /etc/passwd", "ln -s \(folder.at("sealed/app.sealed"))"] {
      let path = folder.at("app.sealed")
      #expect(try Files.Process.run("/bin/sh", ["-c", "rm -f \(path); \(command) \(path)"]).status == 0)
      let outcome = try program.run(["app", "--sealed", path], wrapper: ["timeout", "10"], replacing: "--sealed")
      #expect(outcome.status == 17, "\(outcome.stderr)")
    }
    // The kubelet's own link is no other file's.
    #expect(
      try Files.Process.run("/bin/sh", ["-c", "cd \(folder.path) && mv sealed ..1 && mkdir sealed && mv ..1 sealed"])
        .status == 0)
    try folder.link("sealed/..data", to: "..1")
    try folder.link("sealed/app.sealed", to: "..data/app.sealed")
    let path = folder.at("sealed/app.sealed")
    #expect(try program.run(["app", "--sealed", path], replacing: "--sealed").status == 0)
  }

  @Test func `a key in two files of a name is told of before an identity is asked for`() throws {
    try program.seal("app", part: "_two", ["url": "canary"])
    #expect(try Files.Process.run("rm", [program.folder.at("keys/identity")]).status == 0)
    let outcome = try program.run(["app"])
    #expect(outcome.status == 10)
    #expect(outcome.stderr.hasPrefix("unseal: error[format]: the key \"url\" is in both"), "\(outcome.stderr)")
  }

  @Test(arguments: ["..new-deep", "..data-0123456789abcdef"])
  func `what a killed run or somebody else left is cleared away, however deep it is`(name: String) throws {
    // The top is moved to the bottom of one that is as deep as a path is long.
    let script = """
      cd \(program.folder.at("out")) && p=$(printf 'd/%.0s' $(seq 1900)) && mkdir -p $p || exit
      for i in $(seq 31); do mkdir -p n/$p && mv d n/$p && mv n/d d || exit; done
      mv d \(name) && rmdir n
      """
    #expect(try Files.Process.run("/bin/sh", ["-c", script]).status == 0)
    let outcome = try program.run(["app"], wrapper: ["sh", "-c", "ulimit -n 32 && exec \"$@\"", "sh"])
    #expect(outcome.status == 0, "\(outcome.stderr.prefix(1000))")
    #expect(program.folder.text("out/app/url") == "postgres://canary")
    #expect(try Directory(opening: program.folder.at("out")).status(of: name) == nil)
  }

  @Test(.enabled(if: geteuid() == 0, "needs to be root"))
  func `nobody is told to make an identity unreadable that is root's (row 63)`() throws {
    let folder = program.folder
    let program = program
    program.path = folder.at("unseal")
    // Not by this process: what another test starts meanwhile would hold the copy open for writing.
    #expect(try Files.Process.run("cp", [UnsealProgram.path, program.path]).status == 0)
    let script = "cd \(folder.path) && chmod 755 . && chmod 777 out && chmod 666 stderr; chmod 644 keys/identity"
    #expect(try Files.Process.run("/bin/sh", ["-c", "touch \(folder.at("stderr")) && \(script)"]).status == 0)
    for (group, advice) in [("65532", nil), ("0", "give its volume defaultMode 0440\n")] as [(String, String?)] {
      let user = ["setpriv", "--reuid", "65532", "--regid", "65532", "--groups", group]
      let outcome = try program.run(["app"], wrapper: user)
      #expect(outcome.status == 0, "\(outcome.stderr)")
      if let advice { #expect(outcome.stderr.contains(advice)) }
      #expect(outcome.stderr.contains("defaultMode") == (advice != nil), "\(outcome.stderr)")
    }
  }

  @Test(.enabled(if: UnsealProgram.canTrace))
  func `a folder that can't be listed isn't taken for an empty one`() throws {
    let inject = ["-e", "trace=getdents64", "-e", "inject=getdents64:error=EIO:when=1"]
    let outcome = try program.run(["app"], wrapper: ["strace", "-f", "-qq", "-o", "/dev/null"] + inject)
    #expect(outcome.status == 17, "\(outcome.stderr)")
  }

  @Test func `every flag has a twin in the environment, and the flag wins`() throws {
    let folder = program.folder
    let environment = [
      "SEAL_SEALED=\(folder.at("sealed"))", "SEAL_KEYS=\(folder.at("keys"))", "SEAL_OUT=\(folder.at("out"))",
      "SEAL_NAMESPACE=shop", "SEAL_ALLOW_UNSIGNED=true", "SEAL_NAMES=app, app2", "SEAL_MODE=0400", "SEAL_ENV=shell",
      "SEAL_EXPORT=1", "SEAL_REQUIRE=url token", "SEAL_CHECK=false", "SEAL_NO_FILES=",
    ]
    try program.seal("app2", ["token": "t"])
    let outcome = try program.run(words: [], environment: environment)
    #expect(outcome.status == 0, "\(outcome.stderr)")
    #expect(try folder.mode("out/app/url") == 0o400)
    #expect(folder.text("out/app2.env") == "export token='t'\n")

    #expect(
      try program.run(words: ["--mode=0440", "--", "app2"], environment: environment + ["SEAL_REQUIRE="]).status == 0)
    #expect(try folder.mode("out/app2/token") == 0o440)
    #expect(folder.destination("out/app") == nil)
  }

  @Test
  func `the namespace is the flag's, the service account's or SEAL_NAMESPACE's, or else it says what to do (row 72)`()
    throws
  {
    let at = try #require(program.arguments.firstIndex(of: "--namespace"))
    var words = program.arguments
    words.removeSubrange(at...(at + 1))
    #expect(try program.run(words: words + ["app"], environment: ["SEAL_NAMESPACE=shop"]).status == 0)
    #expect(try program.run(words: words + ["app"], environment: ["SEAL_NAMESPACE=staging"]).status == 12)
    #expect(try program.run(["app"], environment: ["SEAL_NAMESPACE=staging"]).status == 0)
    let outcome = try program.run(words: words + ["app"])
    #expect(outcome.status == 64)
    #expect(outcome.stderr.contains("unseal: hint: pass --namespace, or set SEAL_NAMESPACE from \"fieldRef"))
  }

  @Test func `checking does everything but write`() throws {
    let outcome = try program.run(["app", "--check", "--env", "shell"])
    #expect(outcome.status == 0)
    #expect(outcome.stderr.contains("unseal: checked: nothing was written\n"))
    #expect(program.output.isEmpty)
    try program.folder.makeFolder("out/app")
    #expect(try program.run(["app", "--check"]).status == 17)
  }

  @Test func `the JSON log is a line of JSON each, with the error's own line in it`() throws {
    for arguments in [["app", "--log", "json"], ["web", "--log=json"], ["web", "--no-such", "--log=json"]] {
      let outcome = try program.run(arguments)
      let objects = try outcome.stderr.split(separator: "\n").map { line in
        try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      }
      #expect(!objects.isEmpty)
      #expect(objects.allSatisfy { $0["level"] is String && $0["message"] is String })
      if outcome.status != 0 {
        let code = try #require(objects.last?["class"] as? String)
        #expect((objects.last?["message"] as? String)?.hasPrefix("unseal: error[\(code)]: ") == true)
      }
      #expect(!outcome.stderr.contains("canary"))
    }
    // The twin counts from the start, too.
    for words in [["app", "--no-such"], ["app", "--check=yes"], ["App"], []] {
      #expect(try program.run(words, environment: ["SEAL_LOG=json"]).stderr.hasPrefix("{\"level\":\"error\","))
    }
  }

  @Test func `help and the release are for the asking, whatever else is there`() throws {
    for flag in ["--help", "-h"] {
      let outcome = try program.run(words: ["--no-such-flag", flag])
      #expect(outcome.status == 0)
      #expect(outcome.stdout.hasPrefix("unseal opens sealed files"))
      #expect(outcome.stdout.split(separator: "\n").allSatisfy { $0.count <= 120 })
    }
    #expect(try program.run(words: ["--version"]).stdout.hasPrefix("unseal "))
    #expect(try program.run(words: ["--", "--help"]).status == 64)
  }

  @Test(.enabled(if: UnsealProgram.canTrace))
  func `no core can be dumped and nobody attach before the first file is opened (rows 64 and 65)`() throws {
    let trace = ["strace", "-f", "-qq", "-o", program.folder.at("trace"), "-e", "trace=prctl,prlimit64,openat"]
    #expect(try program.run(["app"], wrapper: trace).status == 0)
    let calls = try #require(program.folder.text("trace")).split(separator: "\n")
    let dumpable = try #require(calls.firstIndex { $0.contains("PR_SET_DUMPABLE, SUID_DUMP_DISABLE") })
    let core = try #require(calls.firstIndex { $0.contains("RLIMIT_CORE, {rlim_cur=0, ") })
    let first = try #require(calls.firstIndex { $0.contains(program.folder.path) && $0.contains("openat") })
    #expect(dumpable < first)
    #expect(core < first)
  }
}
