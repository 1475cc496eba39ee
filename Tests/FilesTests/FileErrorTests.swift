import Files
import Glibc
import Testing

@Suite struct FileErrorTests {
  @Test func `no terminal obeys a path, and none floods it (row 68)`() {
    let error = FileError("open", "name \u{1B}[2J\u{9B}\n\u{202E}", errno: ENOENT)
    #expect(
      error.description == "can't open \"name \\x1b[2J\\x9b\\x0a\\x202e\": no such file or directory")
    let long = FileError("open", String(repeating: "d/", count: 60_000), errno: ENOENT)
    #expect(long.description.utf8.count < 400)
  }
}
