import Delivery
import Sealing
import TestSupport
import Testing

@Suite struct EnvReaderTests {
  @Test(arguments: EnvReader.all)
  func `every value that is accepted is read back`(reader: EnvReader) throws {
    var random = SeededGenerator(for: reader.testDescription)
    let values = reader.values(400, &random)
    #expect(values.contains { $0.count > 30_000 })
    var readBack = 0
    for start in stride(from: 0, to: values.count, by: reader.batch) {
      let batch = Array(values[start..<min(start + reader.batch, values.count)])
      let keys = batch.indices.map { "K\($0)" }
      let all = variables([String: [UInt8]](uniqueKeysWithValues: zip(keys, batch)))
      let file = reveal(try EnvFile(of: "app", all, format: reader.format).text)
      guard let read = try reader.read(file, keys) else { return }
      try #require(read.count == batch.count)
      for (index, value) in batch.enumerated() where read[index] != value {
        Issue.record("\(value) became \(read[index])")
      }
      readBack += zip(read, batch).count { $0 == $1 }
    }
    Vectors.evidence("env-\(reader.testDescription)", readBack, of: values.count)
  }

  @Test(arguments: EnvReader.all)
  func `what a reader makes of no values at all is nothing`(reader: EnvReader) throws {
    let file = reveal(try EnvFile(of: "app", variables([String: String]()), format: reader.format).text)
    #expect(String(decoding: file, as: UTF8.self) == (reader.format is JSONEnv ? "{}\n" : ""))
  }

  /// Format, key, value.
  static let refused: [(String, String, String)] =
    HardValues.noncharacters.map { ("systemd", "K", "secret\($0)") } + [
      ("systemd", "tls.crt", "secret"), ("systemd", "a-b", "secret"), ("systemd", "1st", "secret"),
      ("systemd", "K", "secret\r\n"), ("systemd", "K", "secret\u{1B}[m"), ("systemd", "K", "secret\u{7F}"),
      ("systemd", "K", String(repeating: "secret", count: 21_846)),
      ("compose", "K", "`secret`"), ("compose", "1st", "secret"), ("compose", "a-b", "secret"),
      ("compose", "exports", "secret"), ("compose", "K", String(repeating: "secret", count: 21_846)),
      ("docker", "K", "secret\n"), ("docker", "K", "secret\r"), ("docker", "K", "secret\r\nB=1"),
      ("docker", "K", String(repeating: "secret", count: 10_923)),
      ("dotenv", "K", "secret's"), ("dotenv", "K", "secret\r\n"), ("dotenv", "K", "secret\\\\n"),
      ("dotenv", "K", "secret\\"), ("dotenv", "K", "secret${X}"), ("dotenv", "K", "secret\nRUBYOPT=x"),
      ("dotenv", "a-b", "secret"),
      ("dotenv", "exports", "secret"),
    ]

  @Test(arguments: refused)
  func `what a reader would change is refused by its key, and its value isn't told`(
    format: String, key: String, value: String
  ) throws {
    let format = try #require(EnvFormats.named(format))
    let error = #expect(throws: SealError(.policy, "")) {
      try EnvFile(of: "app", variables(["A": "x", key: value]), format: format)
    }
    #expect(error?.reason.contains("\"\(key)\" of \"app\"") == true)
    #expect(error?.reason.contains("secret") == false)
  }

  @Test(arguments: ["kubernetes", "systemd", "compose", "docker", "dotenv", "json"])
  func `bytes that are no text are refused wherever they would have to be`(format: String) throws {
    let format = try #require(EnvFormats.named(format))
    for bytes in [[0xC3, 0x28], [0xFF], [0xED, 0xA0, 0x80], [0xC0, 0x80]] as [[UInt8]] {
      #expect(throws: SealError(.policy, "")) {
        try EnvFile(of: "app", variables(["K": bytes]), format: format)
      }
    }
  }

  @Test func `lengths are counted to the byte`() throws {
    func write(_ count: Int, _ format: any EnvFormat) throws {
      _ = try EnvFile(of: "app", variables(["KEY": [UInt8](repeating: 0x78, count: count)]), format: format)
    }
    for format in [SystemdEnv(), ComposeEnv()] as [any EnvFormat] {
      #expect(throws: Never.self) { try write(131_067, format) }
      #expect(throws: SealError(.policy, "")) { try write(131_068, format) }
    }
    #expect(throws: Never.self) { try write(65_531, DockerEnv()) }
    #expect(throws: SealError(.policy, "")) { try write(65_532, DockerEnv()) }
  }

  @Test func `the longest lines are read back by real readers`() throws {
    for reader in EnvReader.all where reader.format is SystemdEnv || reader.format is DockerEnv {
      let value = [UInt8](repeating: 0x78, count: reader.format is DockerEnv ? 65_531 : 131_067)
      let file = reveal(try EnvFile(of: "app", variables(["KEY": value, "Z": [0x7A]]), format: reader.format).text)
      guard let read = try reader.read(file, ["KEY", "Z"]) else { continue }
      #expect(read == [value, [0x7A]], "\(reader.name)")
    }
  }
}
