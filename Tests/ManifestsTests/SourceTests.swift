import Manifests
import Primitives
import Sealing
import Testing

@Suite struct EnvFileSourceTests {
  @Test func `lines are read as kubectl reads them, quotes and all`() throws {
    let text =
      "\u{FEFF}# comment\n\nA=1\r\n \t\u{A0}\u{2003}B = two \n  # C=3\nD=\nE=\"quo'ted\" # no comment\nF=a=b=$HOME\n_g.h-I=ü🔑\nJ=last"
    #expect(throws: SealError.self) { try values(text) }  // "B " is no name
    #expect(
      try values(text.replacing("B =", with: "B=")) == [
        "A=1", "B= two ", "D=", "E=\"quo'ted\" # no comment", "F=a=b=$HOME", "_g.h-I=ü🔑", "J=last",
      ])
    #expect(try values("").isEmpty)
    #expect(try values("A=\r").first == "A=")
    #expect(try values("A=x\ry\r\n") == ["A=x\ry"])
  }

  @Test(arguments: [
    ("A=1\ncanary\n", "line 2", "without"), ("A=1\nexport B=canary\n", "line 2", "no name"),
    ("1A=canary\n", "line 1", "no name"), ("=canary\n", "line 1", "no name"), ("..a=canary\n", "line 1", "no name"),
    ("A=1\nB=2\nA=canary\n", "line 3", "\"A\" stands here a second time"), ("ü=canary\n", "line 1", "no name"),
    ("A=1\n\u{FEFF}B=canary\n", "line 2", "no name"),
  ]) func `what is no KEY=VALUE is refused by line number, never by its text`(
    text: String, line: String, reason: String
  ) throws {
    let error = try #require(throws: SealError.self) { try values(text) }
    #expect(error.code == .format && error.reason.contains(line) && error.reason.contains(reason), "\(error.reason)")
    #expect(!"\(error)".contains("canary"))
  }

  @Test func `a line that is no UTF-8 is refused`() {
    #expect(throws: SealError.self) { try EnvFileSource.parse([0x41, 0x3D, 0xFF].span, path: ".env") }
    #expect(throws: SealError.self) { try EnvFileSource.parse([0xE2].span, path: ".env") }
    #expect(throws: SealError.self) { try EnvFileSource.parse([0xC2].span, path: ".env") }
  }

  private func values(_ text: String) throws -> [String] {
    try EnvFileSource.parse(text.utf8.span, path: ".env").map { key, value in
      let bytes = value.bytes.withBytes { bytes in bytes.indices.map { bytes[$0] } }
      return "\(key)=\(String(decoding: bytes, as: UTF8.self))"
    }
  }
}

@Suite struct FileSourceTests {
  @Test(arguments: [
    ("tls.crt", "tls.crt", "tls.crt"), ("etc/tls.key", "tls.key", "etc/tls.key"), ("dir/", "dir", "dir/"),
    ("KEY=a/b c.txt", "KEY", "a/b c.txt"),
  ]) func `a file's key is the one given, or its name`(argument: String, key: String, path: String) throws {
    let source = try FileSource(parsing: argument)
    #expect(try source.keyOfFile() == key)
    #expect(source.path == path)
  }

  @Test(arguments: ["", "=", "=path", "KEY=", "A=b=c", "../x=path", "a b=path"])
  func `what kubectl can't read is refused`(argument: String) {
    #expect(throws: SealError(.usage, "")) { try FileSource(parsing: argument) }
  }

  @Test(arguments: ["K=canary=", "=canary", "canary!=path", "canary="])
  func `what may be a secret is not repeated (rows 66 and 67)`(argument: String) throws {
    let error = try #require(throws: SealError.self) { try FileSource(parsing: argument) }
    #expect(!"\(error)".contains("canary"))
  }

  @Test func `a name that is no key asks for one (row 47)`() throws {
    for path in ["a b.txt", "dir/ключ", "/", "dir/..", "..", "x/" + String(repeating: "a", count: 254)] {
      #expect(throws: SealError(.usage, "")) { try FileSource(parsing: path).keyOfFile() }
    }
  }

  @Test func `a folder gives its files' names, and takes no key`() throws {
    #expect(try FileSource(parsing: "dir").keysOfFolder(["b", "a", "B"]) == ["B", "a", "b"])
    #expect(throws: SealError(.usage, "")) { try FileSource(parsing: "k=dir").keysOfFolder(["a"]) }
    #expect(throws: SealError(.usage, "")) { try FileSource(parsing: "dir").keysOfFolder(["a", "..data"]) }
  }
}
