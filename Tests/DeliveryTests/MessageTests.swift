import Foundation
import Testing

@testable import Delivery
@testable import Sealing

@Suite struct MessageTests {
  private func name(_ name: String) -> OpenedName {
    let file = OpenedFile(
      entryName: "\(name).sealed", revision: 3, signers: ["alice@example.com", "bob \"b\"\u{1B}[2J"],
      identity: "production")
    return OpenedName(
      name: name, values: opened(["key": "hunter2"]), digest: String(repeating: "a", count: 64), files: [file])
  }

  private func parse(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func `the termination message is one line with digest, revision, signers and identity of each name`() throws {
    let text = TerminationMessage([name("app"), name("web")]).text
    #expect(text.utf8.filter { $0 < 0x20 } == [0x0A])
    #expect(text.hasSuffix("\n"))
    let names = try #require(try parse(text)["unsealed"] as? [[String: Any]])
    #expect(names.map { $0["name"] as? String } == ["app", "web"])
    #expect(names[0]["digest"] as? String == "sha256:" + String(repeating: "a", count: 64))
    let file = try #require((names[0]["files"] as? [[String: Any]])?.first)
    #expect(file["file"] as? String == "app.sealed")
    #expect(file["revision"] as? Int == 3)
    #expect(file["signers"] as? [String] == ["alice@example.com", "bob \"b\"\u{1B}[2J"])
    #expect(file["identity"] as? String == "production")
    #expect(!text.contains("hunter2"))
  }

  @Test func `a message that the kubelet would cut says what is left out`() throws {
    let text = TerminationMessage((0..<100).map { name("app\($0)") }).text
    #expect(text.utf8.count <= TerminationMessage.limit)
    let object = try parse(text)
    let names = try #require(object["unsealed"] as? [Any])
    #expect(names.count > 10)
    #expect(object["omitted"] as? Int == 100 - names.count)
  }

  @Test func `an error is the same line in the log and in the termination message`() throws {
    let error = SealError(.tampered, "\"app.sealed\" was altered", hint: "ask who changed it")
    let line = "unseal: error[tampered]: \"app.sealed\" was altered"
    let text = "\(line)\nunseal: hint: ask who changed it\n"
    #expect(Log(program: "unseal", format: .text).lines(error) == text)
    #expect(TerminationMessage(error, program: "unseal").text == text)
    let object = try parse(Log(program: "unseal", format: .json).lines(error))
    #expect(object["message"] as? String == line)
    #expect(object["class"] as? String == "tampered")
    #expect(object["hint"] as? String == "ask who changed it")
    #expect(object["level"] as? String == "error")
  }

  @Test func `no terminal obeys what a message quotes (row 68)`() throws {
    let error = SealError(.io, "name \u{1B}[2J\u{7}\u{9B}\nunseal: all is well")
    for format in [Log.Format.text, .json] {
      let lines = Log(program: "unseal", format: format).lines(error)
      #expect(lines.unicodeScalars.filter { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) } == ["\n"])
    }
    #expect(
      Log(program: "unseal", format: .text).line(.warning, "a\u{1B}b\u{202E}", details: [])
        == "unseal: warning: a\\x1bb\\x202e\n")
  }

  @Test func `the message goes where a file is, and makes none`() throws {
    let folder = try TemporaryFolder()
    TerminationMessage.write(TerminationMessage([]), to: folder.at("absent"))
    #expect(folder.entries.isEmpty)
    try folder.write("log", String(repeating: "old", count: 100))
    TerminationMessage.write(TerminationMessage([]), to: folder.at("log"))
    #expect(folder.text("log") == "{\"unsealed\":[]}\n")
  }
}
