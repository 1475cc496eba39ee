import Sealing
import Testing

@testable import Workspace

@Suite struct SetupEnvironmentTests {
  private func make(_ text: String, _ paths: [String] = [], isOnly: Bool = false) throws -> SetupEnvironment {
    try SetupEnvironment(parsing: text, paths: paths, root: "/dev/null/nowhere", isOnly: isOnly)
  }

  @Test func `a name, a namespace, and patterns`() throws {
    #expect(try make("production=shop").namespace == "shop")
    #expect(try make("production=").namespace == nil)
    #expect(try make("production").paths == ["overlays/production/**"])
    #expect(try make("production", isOnly: true).paths == ["**"])
    #expect(try make("production", ["a/**", "b/*.yaml"]).paths == ["a/**", "b/*.yaml"])
  }

  @Test(arguments: [
    "", "=shop", "Production", "a/b", "..", ".hidden", "-x", "1st", "a b", "a\nb", "recovery", "recovery-eu",
    "production=Shop", "production=a/b", "production=a=b",
  ])
  func `what could be another file, or something else in YAML, is no name`(text: String) {
    #expect(throws: SealError(.usage, "")) { try make(text) }
  }

  @Test(arguments: ["/etc/**", "../**", "a\\b", "a/**b"])
  func `what is no pattern is refused`(path: String) {
    #expect(throws: SealError(.usage, "")) { try make("production", [path]) }
  }
}
