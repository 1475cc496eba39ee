import Files
import Testing

@Suite struct ProcessSignalTests {
  @Test func `a program that a thread of a pool starts hears signals`() async throws {
    let result = try await Task.detached { try Process.run("sh", ["-c", "kill -TERM $$; echo deaf"]) }.value
    #expect(result.status == 128 + 15)
    #expect(result.output.isEmpty)
  }
}
