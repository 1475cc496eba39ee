import Foundation
import Files
import Glibc
import Primitives
import Testing

// The umask is the process's: these tests take turns.
@Suite(.serialized) struct FileTests {
  @Test func `a file comes back as it is, as bytes and as a secret`() throws {
    let folder = try TemporaryFolder()
    for text in ["", "x", String(repeating: "0123456789", count: 10_000)] {
      let path = try folder.write("file", text)
      #expect(try File.read(path, limit: 1 << 20) == Array(text.utf8))
      #expect(reveal(try File.readSecret(path, limit: 1 << 20)) == Array(text.utf8))
    }
  }

  @Test func `a file at its limit is read, and one above it is not`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("file", "12345")
    #expect(try File.read(path, limit: 5).count == 5)
    #expect(reveal(try File.readSecret(path, limit: 5)).count == 5)
    #expect(throws: FileError("read", path, errno: EFBIG)) { try File.read(path, limit: 4) }
    #expect(throws: FileError("read", path, errno: EFBIG)) { _ = try File.readSecret(path, limit: 4) }
    // These say nothing of their size beforehand.
    #expect(throws: FileError("read", path, errno: EFBIG)) { try File.read("/proc/self/status", limit: 10) }
    #expect(throws: FileError("read", path, errno: EFBIG)) { _ = try File.readSecret("/proc/self/status", limit: 10) }
    #expect(try File.read("/proc/self/status", limit: 1 << 20).count > 100)
    #expect(reveal(try File.readSecret("/proc/self/status", limit: 1 << 20)).count > 100)
  }

  @Test func `a secret that arrives in pieces through a pipe is whole`() throws {
    let folder = try TemporaryFolder()
    let text = String(repeating: "0123456789", count: 20_000)
    let path = try folder.write("file", text)
    let fifo = folder.at("fifo")
    try folder.makeFIFO("fifo")
    let writer = Foundation.Process()
    writer.executableURL = URL(filePath: "/bin/sh")
    writer.arguments = ["-c", "dd if=\(path) of=\(fifo) bs=777 2>/dev/null"]
    try writer.run()
    #expect(reveal(try File.readSecret(fifo, limit: 1 << 20)) == Array(text.utf8))
    writer.waitUntilExit()
  }

  @Test func `where somebody else chose the path, only a regular file is read, and a FIFO holds nothing up`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("file", "12345")
    try folder.makeFIFO("fifo")
    #expect(try File.read(path, limit: 5, regularOnly: true) == Array("12345".utf8))
    #expect(throws: FileError("read", path, errno: EFBIG)) { try File.read(path, limit: 4, regularOnly: true) }
    for path in [folder.at("fifo"), folder.path, "/dev/null"] {
      let error = #expect(throws: FileError("read", path, errno: EINVAL)) {
        try File.read(path, limit: 5, regularOnly: true)
      }
      #expect(error?.description.hasSuffix("not a regular file") == true)
      #expect(throws: FileError("read", path, errno: EINVAL)) {
        _ = try File.readSecret(path, limit: 5, regularOnly: true)
      }
    }
  }

  @Test func `what is created has exactly the mode asked for, whatever the umask`() throws {
    for mask: mode_t in [0, 0o077] {
      let folder = try TemporaryFolder()
      let before = umask(mask)
      defer { umask(before) }
      try File.create(folder.at("identity"), with: [1].span, mode: 0o600)
      #expect(try folder.mode("identity") == 0o600)
      try File.create(folder.at("open"), with: [1].span, mode: 0o666)
      #expect(try folder.mode("open") == 0o666)
    }
  }

  @Test func `nothing that is there already is created over`() throws {
    let folder = try TemporaryFolder()
    try folder.write("file", "old")
    try folder.link("link", to: "nowhere")
    for name in ["file", "link"] {
      #expect(throws: FileError("open", "", errno: EEXIST)) {
        try File.create(folder.at(name), with: [1].span, mode: 0o600)
      }
    }
    #expect(try folder.read("file") == "old")
    #expect(folder.entries == ["file", "link"])
  }

  @Test func `replacing keeps the mode of the old file, and a link that leads to it`() throws {
    let folder = try TemporaryFolder()
    try folder.write("file", "old", mode: 0o640)
    try folder.link("link", to: "file")
    try File.replace(folder.at("link"), with: Array("new".utf8).span)
    #expect(try folder.read("file") == "new")
    #expect(try folder.mode("file") == 0o640)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.at("link")) == "file")
    #expect(folder.entries == ["file", "link"])
  }

  @Test func `a new file has the mode asked for, or what the umask leaves`() throws {
    let folder = try TemporaryFolder()
    let before = umask(0o027)
    defer { umask(before) }
    try File.replace(folder.at("a"), with: [1].span)
    try File.replace(folder.at("b"), with: [1].span, mode: 0o666)
    #expect(try folder.mode("a") == 0o640)
    #expect(try folder.mode("b") == 0o666)
  }

  @Test func `a replacement that can't be written leaves the old file and nothing else`() throws {
    let folder = try TemporaryFolder()
    #expect(throws: FileError("open", "", errno: ENOENT)) {
      try File.replace(folder.at("absent/file"), with: [1].span)
    }
    try FileManager.default.createDirectory(atPath: folder.at("directory"), withIntermediateDirectories: false)
    try folder.write("directory/inner", "")
    #expect(throws: FileError("replace", "", errno: EISDIR)) {
      try File.replace(folder.at("directory"), with: [1].span)
    }
    #expect(folder.entries == ["directory"])
  }

  @Test func `an error says what was tried, on what, and why`() {
    let error = #expect(throws: FileError.self) { try File.read("/absent/file", limit: 1) }
    #expect(error?.description == "can't open \"/absent/file\": no such file or directory")
    #expect(error?.isAbsence == true)
  }
}
