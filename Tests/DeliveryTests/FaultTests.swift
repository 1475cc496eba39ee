import Files
import Foundation
import Testing

/// The real program with one system call after the other failing, or being the last before it is killed.
@Suite(.serialized, .enabled(if: UnsealProgram.canTrace)) struct FaultTests {
  /// The calls that change something.
  private static let changing = ["mkdirat", "openat", "write", "fchmod", "symlinkat", "linkat", "renameat", "unlinkat"]
  /// Those and the ones that look.
  private static let all = changing + ["read", "readlinkat", "getdents64", "fstatfs", "newfstatat"]

  private let flags = ["app", "web", "--env", "shell"]

  /// With a volume of its own in addition.
  private func names(_ program: UnsealProgram) -> [String] {
    flags + [
      "--layout", "\(program.folder.at("volume"))=web", "--layout", "\(program.folder.at("volume"))=app/a:etc/a:0400",
    ]
  }

  /// A program with new values to deliver, and a folder `before` with what is in the output when it starts.
  private func prepare(isFirstRun: Bool) throws -> UnsealProgram {
    let program = try UnsealProgram()
    try program.seal("app", ["a": "old", "b": "old"])
    try program.seal("web", ["c": "old"])
    try program.folder.makeFolder("volume")
    if !isFirstRun { #expect(try program.run(names(program)).status == 0) }
    try shell("mkdir before && mv out volume before", in: program)
    try program.seal("app", ["a": "new", "d": "new"])
    try program.seal("web", ["c": "new"])
    return program
  }

  private func shell(_ script: String, in program: UnsealProgram) throws {
    #expect(try Files.Process.run("/bin/sh", ["-c", "cd \(program.folder.path) && \(script)"]).status == 0)
  }

  /// How often a run makes each call.
  private func counts(_ calls: [String], of program: UnsealProgram) throws -> [String: Int] {
    try shell("rm -rf out volume && cp -a before/. .", in: program)
    let log = program.folder.at("trace")
    let trace = ["strace", "-f", "-qq", "-o", log, "-e", "trace=\(calls.joined(separator: ","))"]
    #expect(try program.run(names(program), wrapper: trace).status == 0)
    var counts: [String: Int] = [:]
    for line in try #require(program.folder.text("trace")).split(separator: "\n") {
      let call = line.drop { !$0.isLetter }.prefix { $0 != "(" }
      counts[String(call), default: 0] += 1
    }
    #expect(program.output == newOutput(of: program))
    return counts
  }

  private func inject(_ fault: String, _ call: String, _ index: Int, into program: UnsealProgram) throws -> Int32 {
    try shell("rm -rf out volume && cp -a before/. .", in: program)
    let inject = ["-e", "trace=\(call)", "-e", "inject=\(call):\(fault):when=\(index)"]
    return try program.run(names(program), wrapper: ["strace", "-f", "-qq", "-o", "/dev/null"] + inject).status
  }

  /// What the output holds once the new values are delivered, the random name of the data directory aside.
  private func newOutput(of program: UnsealProgram) -> [String] {
    let data = program.folder.destination("out/..data") ?? "none"
    return [
      "out/..data -> \(data)", "out/\(data) 555 folder", "out/\(data)/app 555 folder",
      "out/\(data)/app.env 444 \"a='new'\\nd='new'\\n\"", "out/\(data)/app/a 444 \"new\"",
      "out/\(data)/app/d 444 \"new\"", "out/\(data)/web 555 folder", "out/\(data)/web.env 444 \"c='new'\\n\"",
      "out/\(data)/web/c 444 \"new\"", "out/app -> ..data/app", "out/app.env 444 \"a='new'\\nd='new'\\n\"",
      "out/web -> ..data/web", "out/web.env 444 \"c='new'\\n\"",
    ].sorted()
  }

  private func volume(_ program: UnsealProgram) -> [String] {
    program.folder.snapshot().filter { $0.hasPrefix("volume/") }
  }

  private func newVolume(of program: UnsealProgram) -> [String] {
    let data = program.folder.destination("volume/..data") ?? "none"
    return [
      "volume/..data -> \(data)", "volume/\(data) 555 folder", "volume/\(data)/c 444 \"new\"",
      "volume/\(data)/etc 555 folder", "volume/\(data)/etc/a 400 \"new\"", "volume/c -> ..data/c",
      "volume/etc -> ..data/etc",
    ].sorted()
  }

  /// What a reader sees through one name.
  private func view(_ program: UnsealProgram, _ name: String) -> [String: String] {
    let folder = program.folder
    let keys = (try? FileManager.default.contentsOfDirectory(atPath: folder.at("out/\(name)"))) ?? []
    return Dictionary(uniqueKeysWithValues: keys.map { ($0, folder.text("out/\(name)/\($0)") ?? "") })
  }

  @Test(arguments: [true, false])
  func
    `killed at any call that changes something, it leaves the old values or the new, and the next run finishes (row 57)`(
      isFirstRun: Bool
    ) throws
  {
    let program = try prepare(isFirstRun: isFirstRun)
    var kills = 0
    for (call, count) in try counts(Self.changing, of: program) {
      for index in 1...count {
        #expect(try inject("signal=KILL", call, index, into: program) == 137)
        kills += 1
        let views = [view(program, "app"), view(program, "web")]
        let old = isFirstRun ? [[:], [:]] : [["a": "old", "b": "old"], ["c": "old"]]
        let new = [["a": "new", "d": "new"], ["c": "new"]]
        #expect(views == old || views == new, "killed at \(call) \(index)")
        let inVolume = [program.folder.text("volume/c"), program.folder.text("volume/etc/a")]
        #expect(inVolume == ["new", "new"] || inVolume == (isFirstRun ? [nil, nil] : ["old", "old"]))
        let env = program.folder.text("out/app.env")
        #expect(
          env == "a='new'\nd='new'\n" || env == (isFirstRun ? nil : "a='old'\nb='old'\n"), "killed at \(call) \(index)")

        // Twice killed: the cleaning may be interrupted too.
        if index % 3 == 0 {
          let again = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "inject=unlinkat,renameat:signal=KILL:when=2"]
          _ = try program.run(names(program), wrapper: again)
        }
        let next = try program.run(names(program))
        #expect(next.status == 0, "after being killed at \(call) \(index): \(next.stderr)")
        #expect(program.output == newOutput(of: program), "after being killed at \(call) \(index)")
        #expect(volume(program) == newVolume(of: program), "after being killed at \(call) \(index)")
      }
    }
    #expect(kills > 30)
  }

  @Test(arguments: [true, false])
  func `whatever call fails, the output is as it was, or holds the new values (rows 23 and 58)`(
    isFirstRun: Bool
  ) throws {
    let program = try prepare(isFirstRun: isFirstRun)
    try shell("rm -rf out volume && cp -a before/. .", in: program)
    let before = (program.output, volume(program))
    var failures = 0
    for (call, count) in try counts(Self.all, of: program) {
      for index in 1...count {
        let error = call == "write" ? "ENOSPC" : "EIO"
        let status = try inject("error=\(error)", call, index, into: program)
        failures += 1
        if status == 0 {
          // It failed where nothing depended on it: while the log was written, or while the old values were removed.
          #expect(view(program, "app") == ["a": "new", "d": "new"], "\(call) \(index)")
          let next = try program.run(names(program))
          #expect(next.status == 0, "\(call) \(index): \(next.stderr)")
          #expect(program.output == newOutput(of: program), "\(call) \(index)")
        } else {
          // The volumes are switched one after the other: a rename that fails there leaves those before it new.
          let isHalfway = call == "renameat" && program.output == newOutput(of: program)
          #expect(volume(program) == before.1, "\(call) \(index), exit code \(status)")
          #expect(isHalfway || program.output == before.0, "\(call) \(index), exit code \(status)")
        }
      }
    }
    #expect(failures > 60)
  }
}
