import Testing

@testable import Workspace

@Suite struct GitAttributesTests {
  @Test func `an empty file gets every line, and has all of them then`() {
    let text = GitAttributes(of: "").completed("")
    #expect(
      text.hasSuffix("\n*.sealed -text merge=seal diff=seal\n*.yaml merge=seal diff=seal\n*.yml merge=seal diff=seal\n")
    )
    #expect(GitAttributes(of: text).missing.isEmpty)
    #expect(GitAttributes(of: text).completed(text) == text)
  }

  @Test func `what is there stays, and what is missing of a line comes at the end`() {
    let text = "*.png binary\r\n*.yaml text eol=lf\tdiff=seal"
    let completed = GitAttributes(of: text).completed(text)
    #expect(completed.hasPrefix(text + "\n*.sealed "))
    #expect(completed.contains("\n*.yaml merge=seal\n"))
    #expect(GitAttributes(of: completed).missing.isEmpty)
  }

  @Test(arguments: ["*.yaml merge=ours", "*.yaml -merge", "*.yaml !merge", "*.yaml merge=seal merge=union"])
  func `what somebody chose otherwise isn't overruled`(line: String) {
    let attributes = GitAttributes(of: line + "\n")
    #expect(attributes.contradictions.map(\.wanted) == ["*.yaml merge=seal"])
    #expect(!attributes.missing.contains { $0.hasPrefix("*.yaml") && $0.contains("merge") })
  }

  @Test func `the last line that says something counts, and comments say nothing`() {
    #expect(GitAttributes(of: "*.sealed text\n*.sealed -text\n").contradictions.isEmpty)
    #expect(GitAttributes(of: "# *.sealed text\n").contradictions.isEmpty)
  }
}
