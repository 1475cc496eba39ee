import Files
import Glibc
import Testing

@Suite struct ReplacementsTests {
  @Test func `several files are replaced together`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("a", "old")
    var replacements = Replacements()
    try replacements.add(folder.at("a"), Array("new".utf8).span)
    try replacements.add(folder.at("b"), Array("new".utf8).span)
    #expect(try File.read(folder.at("a"), limit: 9) == Array("old".utf8))
    try replacements.commit()
    for name in ["a", "b"] { #expect(try File.read(folder.at(name), limit: 9) == Array("new".utf8)) }
    #expect(try Directory(opening: folder.path).entries().sorted() == ["a", "b"])
  }

  @Test func `where one can't be written, none is, and nothing is left`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("a", "old")
    do {
      var replacements = Replacements()
      try replacements.add(folder.at("a"), Array("new".utf8).span)
      #expect(throws: FileError("open", "", errno: ENOENT)) {
        try replacements.add(folder.at("absent/b"), Array("new".utf8).span)
      }
    }
    #expect(try File.read(folder.at("a"), limit: 9) == Array("old".utf8))
    #expect(try Directory(opening: folder.path).entries() == ["a"])
  }

  @Test func `what can't be put in its place leaves the old file there`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("a", "old")
    do {
      var replacements = Replacements()
      try replacements.add(folder.at("b"), Array("new".utf8).span)
      try replacements.add(folder.at("a"), Array("new".utf8).span)
      // A folder has come in the way meanwhile.
      _ = try Directory(opening: folder.path).makeDirectory("b")
      #expect(throws: FileError.self) { try replacements.commit() }
    }
    #expect(try File.read(folder.at("a"), limit: 9) == Array("old".utf8))
    #expect(try Directory(opening: folder.path).entries().sorted() == ["a", "b"])
  }
}
