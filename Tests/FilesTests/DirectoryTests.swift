import Files
import Foundation
import Glibc
import Primitives
import Testing

@Suite struct DirectoryTests {
  @Test func `nothing but regular files is read, and no link followed (rows 55 and 63)`() throws {
    let folder = try TemporaryFolder()
    try folder.write("file", "text")
    try folder.link("link", to: "file")
    try folder.link("away", to: "/etc/passwd")
    try folder.makeFIFO("fifo")
    try FileManager.default.createDirectory(atPath: folder.at("directory"), withIntermediateDirectories: false)

    let directory = try Directory(opening: folder.path)
    #expect(try directory.read("file", limit: 10) == Array("text".utf8))
    #expect(reveal(try directory.readSecret("file", limit: 10)) == Array("text".utf8))
    for (name, errno) in [("link", ELOOP), ("away", ELOOP), ("fifo", EINVAL), ("directory", EINVAL), ("none", ENOENT)] {
      #expect(throws: FileError("read", name, errno: errno)) { try directory.read(name, limit: 10) }
      #expect(throws: FileError("read", name, errno: errno)) { _ = try directory.readSecret(name, limit: 10) }
    }
  }

  @Test func `a directory stays the one that was opened`() throws {
    let folder = try TemporaryFolder()
    for name in ["one", "two"] {
      try FileManager.default.createDirectory(atPath: folder.at(name), withIntermediateDirectories: false)
      try folder.write("\(name)/file", name)
    }
    try folder.link("..data", to: "one")
    let root = try Directory(opening: folder.path)
    let data = try root.followed("..data")
    try FileManager.default.removeItem(atPath: folder.at("..data"))
    try folder.link("..data", to: "two")
    #expect(try data.read("file", limit: 10) == Array("one".utf8))
    #expect(throws: FileError("open", "", errno: ENOTDIR)) { _ = try root.directory("..data") }
  }

  @Test func `a tree is removed without following links out of it, read-only directories included`() throws {
    let folder = try TemporaryFolder()
    try folder.write("bystander", "here")
    let root = try Directory(opening: folder.path)
    let tree = try root.makeDirectory("tree")
    let inner = try tree.makeDirectory("inner")
    let innermost = try inner.makeDirectory("inner")
    try innermost.create("file", with: [1].span, mode: 0o400)
    try innermost.setMode(0o500)
    try inner.create("file", with: [1].span, mode: 0o400)
    try inner.makeSymbolicLink("away", to: folder.path)
    try inner.setMode(0o500)
    try tree.setMode(0o500)
    try root.removeTree("tree")
    #expect(folder.entries == ["bystander"])
  }

  @Test func `entries whose names are no text are removed like others`() throws {
    let folder = try TemporaryFolder()
    let script = """
      cd \(folder.path) && mkdir tree other && cd tree && name=$(printf 'a\\377') && mkdir -p "$name/$name/$name" b &&
      touch "$name/$name/file" "b/$name" "$name.2" && ln -s ../../other "b/$name.3" && touch ../other/stays
      """
    #expect(try Process.run("/bin/sh", ["-c", script]).status == 0)
    try Directory(opening: folder.path).removeTree("tree")
    #expect(try Directory(opening: folder.path).entries() == ["other"])
    #expect(File.exists(folder.at("other/stays")))
  }

  @Test func `files are only ever created anew`() throws {
    let folder = try TemporaryFolder()
    try folder.write("file", "old")
    try folder.link("link", to: "target")
    let root = try Directory(opening: folder.path)
    for name in ["file", "link"] {
      #expect(throws: FileError("open", "", errno: EEXIST)) { try root.create(name, with: [1].span, mode: 0o600) }
    }
    #expect(folder.entries == ["file", "link"])
  }

  @Test func `memory and disks are told apart (row 60)`() throws {
    let memory = try Directory(opening: "/dev/shm").fileSystem()
    #expect(memory.name == "tmpfs")
    #expect(memory.isMemory)
    let proc = try Directory(opening: "/proc").fileSystem()
    #expect(proc.name == "proc")
    #expect(!proc.isMemory)
  }
}
