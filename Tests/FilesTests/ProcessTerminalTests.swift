import Files
import Testing

@Suite struct ProcessTerminalTests {
  @Test func `it says how the program ended`() throws {
    #expect(try run("exit 0") == .exited(0))
    #expect(try run("exit 7") == .exited(7))
    #expect(try run("kill -9 $$") == .killed(signal: 9))
    #expect(try run("kill -TERM $$") == .killed(signal: 15))
    #expect(throws: FileError("run", "", errno: 2)) { try Files.Process.runAtTerminal("/no/such/program", []) }
  }

  @Test func `it has its arguments, and variables in the place of others`() throws {
    let script = "[ \"$1\" = 'a b' ] && [ \"$TMPDIR\" = /x ] && [ \"$PATH\" ] && [ $(env | grep -c ^TMPDIR=) = 1 ]"
    let ending = try Files.Process.runAtTerminal("/bin/sh", ["-c", script, "sh", "a b"], variables: ["TMPDIR": "/x"])
    #expect(ending == .exited(0))
  }

  private func run(_ script: String) throws -> Files.Process.Ending {
    try Files.Process.runAtTerminal("/bin/sh", ["-c", script])
  }
}
