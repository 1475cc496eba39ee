import Files
import Foundation
import Glibc
import Primitives
import Testing

@Suite struct PrivateFolderTests {
  @Test func `nobody else can enter the folder or read the file (row 69)`() throws {
    let folder = try made(in: ["/dev/shm"])
    #expect(mode(folder.path) == 0o700)
    #expect(mode("\(folder.path)/text.yaml") == 0o600)
    #expect(reveal(try folder.read("text.yaml", limit: 100)) == Array("hunter2".utf8))
  }

  @Test func `a folder on a disk, or of other people, is passed over (row 69)`() throws {
    let open = try TemporaryFolder()
    try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: open.path)
    let disk = try TemporaryFolder(in: "/var/tmp")
    for parents in [[open.path], [disk.path], ["", "relative", "/no/such/folder"]] {
      #expect(throws: FileError("", "", errno: ENOENT)) { _ = try made(in: parents) }
    }
    #expect(open.entries.isEmpty && disk.entries.isEmpty)
    let fit = try TemporaryFolder()
    let folder = try made(in: [disk.path, fit.path])
    #expect(folder.path.hasPrefix(fit.path))
  }

  @Test func `all that is in it goes, whoever put it there (row 69)`() throws {
    let parent = try TemporaryFolder()
    let outside = try TemporaryFolder()
    try outside.write("kept", "kept")
    do {
      let folder = try made(in: [parent.path])
      let script = """
        cd "$1" && mkdir -p a/b && echo x >a/b/c && chmod 0 a/b && cp text.yaml .text.yaml.swp && mv text.yaml old \
        && ln -s "$2" link && mkfifo pipe && printf x >"$(printf '\\377')" && chmod 0400 old && chmod 0500 .
        """
      #expect(try Files.Process.run("/bin/sh", ["-c", script, "sh", folder.path, outside.path]).status == 0)
      let isGone = folder.erase()
      #expect(isGone)
    }
    #expect(parent.entries.isEmpty)
    #expect(try outside.read("kept") == "kept")
  }

  @Test func `the file as it was made is overwritten, though its name is another's by now (row 69)`() throws {
    let parent = try TemporaryFolder()
    let folder = try made(in: [parent.path])
    let before = try #require(FileHandle(forReadingAtPath: "\(folder.path)/text.yaml"))
    #expect(
      try Files.Process.run(
        "/bin/sh", ["-c", "echo new >\"$1/new\"; mv \"$1/new\" \"$1/text.yaml\"", "sh", folder.path]
      ).status == 0)
    let after = try #require(FileHandle(forReadingAtPath: "\(folder.path)/text.yaml"))
    let isGone = folder.erase()
    #expect(isGone)
    #expect(try before.readToEnd() == Data(count: 7))
    #expect(try after.readToEnd() == Data(count: 4))
  }

  @Test func `what a killed process left behind goes, and what is in use stays (row 69)`() throws {
    let parent = try TemporaryFolder()
    let inUse = try made(in: [parent.path])
    for name in ["seal-private.0123", "other"] {
      try FileManager.default.createDirectory(atPath: parent.at(name), withIntermediateDirectories: false)
      try parent.write("\(name)/text.yaml", "hunter2")
    }
    let left = try #require(FileHandle(forReadingAtPath: parent.at("seal-private.0123/text.yaml")))
    let next = try made(in: [parent.path])
    #expect(try left.readToEnd() == Data(count: 7))
    #expect(parent.entries.count == 3 && parent.entries.contains("other"))
    #expect(mode(inUse.path) == 0o700 && mode(next.path) == 0o700)
  }

  /// - Throws: `ENOENT` where none of the folders will do.
  private func made(in parents: [String]) throws -> PrivateFolder {
    guard
      let folder = try PrivateFolder.make(holding: "text.yaml", with: SecretBytes(utf8: "hunter2"), in: parents)
    else { throw FileError("", "", errno: ENOENT) }
    return folder
  }

  private func mode(_ path: String) -> UInt32? { try? File.status(path).mode }
}
