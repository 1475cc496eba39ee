import Files
import Glibc
import Testing

@Suite struct ProcessTests {
  @Test func `a program gets its arguments and its input, and gives output and status`() throws {
    let hello = try Files.Process.run("printf", ["%s-%s", "a b", "c"])
    #expect(hello.output == Array("a b-c".utf8))
    #expect(hello.status == 0)
    #expect(try Files.Process.run("/bin/sh", ["-c", "exit 7"]).status == 7)
    #expect(try Files.Process.run("/bin/sh", ["-c", "kill -9 $$"]).status == 128 + SIGKILL)
    #expect(try Files.Process.run("cat", []).output == [])
  }

  @Test func `input and output larger than a pipe go through at once`() throws {
    let bytes = [UInt8](repeating: 0x61, count: 3_000_000)
    #expect(try Files.Process.run("cat", [], input: bytes.span).output == bytes)
    let nothing: [UInt8] = []
    #expect(try Files.Process.run("cat", [], input: nothing.span).output == [])
  }

  @Test func `a program that doesn't read its input ends no more than itself (row 76)`() throws {
    let bytes = [UInt8](repeating: 0x61, count: 3_000_000)
    let result = try Files.Process.run("/bin/sh", ["-c", "exec <&-; echo done; exit 3"], input: bytes.span)
    #expect(result.output == Array("done\n".utf8))
    #expect(result.status == 3)
  }

  @Test func `a program that floods is stopped`() {
    #expect(throws: FileError("read", "", errno: EFBIG)) { try Files.Process.run("yes", [], limit: 100_000) }
    let bytes = [UInt8](repeating: 0x61, count: 1_000_000)
    #expect(throws: FileError("read", "", errno: EFBIG)) {
      try Files.Process.run("yes", [], input: bytes.span, limit: 100_000)
    }
  }

  @Test func `a program that isn't there is an error`() {
    #expect(throws: FileError("run", "", errno: ENOENT)) { try Files.Process.run("no-such-program-here", []) }
  }

  @Test func `a program starts with SIGPIPE as it was, so that a pipeline of its own ends`() throws {
    let status = try Files.Process.run("grep", ["SigIgn", "/proc/self/status"]).output
    let mask = UInt64(String(decoding: status, as: UTF8.self).split(separator: "\t")[1].dropLast(), radix: 16) ?? .max
    #expect(mask & 1 << (UInt64(SIGPIPE) - 1) == 0)
  }
}
