import Files
import Foundation
import Sealing
import Testing

@testable import Delivery

@Suite struct MountTests {
  /// A folder as the kubelet mounts it: `..data` leads to a dated folder, and each name into `..data`.
  private func kubelet(_ files: [String: String], date: String = "..2026_01_01") throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.makeFolder(date)
    try folder.link("..data", to: date)
    for (name, text) in files {
      try folder.write("\(date)/\(name)", text)
      try folder.link(name, to: "..data/\(name)")
    }
    return folder
  }

  private func read(_ paths: [String], for requests: [NameRequest]) throws(SealError) -> [SealedEntry] {
    try SealedSource(listing: paths, for: requests).read()
  }

  @Test func `a mounted ConfigMap and a plain folder read the same (row 55)`() throws {
    let mounted = try kubelet(["a.sealed": "A", "b": "B"])
    let plain = try TemporaryFolder()
    try plain.write("a.sealed", "A")
    try plain.write("b", "B")
    for path in [mounted.path, plain.path] {
      let mount = try Mount(opening: path)
      #expect(try mount.entries() == ["a.sealed", "b"])
      #expect(try mount.read("a.sealed", limit: 10) == Array("A".utf8))
    }
  }

  @Test func `contents swapped while they are read stay those of one set (row 55)`() throws {
    let folder = try kubelet(["a.sealed": "old"])
    let mount = try Mount(opening: folder.path)
    try folder.makeFolder("..2026_01_02")
    try folder.write("..2026_01_02/a.sealed", "new")
    try folder.link("..data_tmp", to: "..2026_01_02")
    try #require(try Files.Process.run("mv", ["-T", folder.at("..data_tmp"), folder.at("..data")]).status == 0)
    #expect(try mount.read("a.sealed", limit: 10) == Array("old".utf8))
    #expect(try Mount(opening: folder.path).read("a.sealed", limit: 10) == Array("new".utf8))
  }

  @Test func `a link below the mount is never followed (row 55)`() throws {
    let folder = try kubelet([:])
    try folder.link("..2026_01_01/a.sealed", to: "/etc/passwd")
    let requests = try NameRequest.parse(["a"])
    let error = #expect(throws: SealError(.io, "")) { try read([folder.path], for: requests) }
    #expect(error?.reason.contains("a.sealed") == true)
  }

  @Test func `only the files of the names asked for are opened`() throws {
    let folder = try TemporaryFolder()
    try folder.write("app.sealed", "1")
    try folder.write("app_part.sealed", "2")
    try folder.link("other.sealed", to: "/absent")
    try folder.makeFolder("app-2.sealed")
    try folder.write("application.sealed", String(repeating: "x", count: 1_000_001))
    let entries = try read([folder.path], for: try NameRequest.parse(["app"]))
    #expect(entries.map(\.entryName) == ["app.sealed", "app_part.sealed"])
    #expect(entries.map(\.bytes) == [[0x31], [0x32]])
  }

  @Test func `one file can be named by its path`() throws {
    let folder = try TemporaryFolder()
    try folder.write("app.sealed", "1")
    let requests = try NameRequest.parse(["app"])
    #expect(try read([folder.at("app.sealed")], for: requests).map(\.entryName) == ["app.sealed"])
    #expect(try read([folder.at("app.sealed")], for: try NameRequest.parse(["web"])).isEmpty)
  }

  @Test func `a file above the limit is no sealed file (row 46)`() throws {
    let folder = try TemporaryFolder()
    let requests = try NameRequest.parse(["app"])
    try folder.write("app.sealed", String(repeating: "x", count: 1_000_000))
    #expect(try read([folder.path], for: requests).first?.bytes.count == 1_000_000)
    try folder.write("app.sealed", String(repeating: "x", count: 1_000_001))
    for path in [folder.path, folder.at("app.sealed")] {
      #expect(throws: SealError(.format, "")) { try read([path], for: requests) }
    }
  }

  @Test func `a mount that isn't there is missing, and not empty`() throws {
    let requests = try NameRequest.parse(["app"])
    let error = #expect(throws: SealError(.missing, "")) { try read(["/absent/sealed"], for: requests) }
    #expect(error?.reason == "there is nothing at \"/absent/sealed\"")
  }
}
