import Delivery
import Primitives
import Sealing
import TestSupport
import Testing

@Suite struct KubernetesEnvTests {
  @Test func `a model of the kubelet reads back every value that is accepted, and those beside it`() throws {
    var random = SeededGenerator()
    let values = HardValues.all.map { Array($0.utf8) } + (0..<3000).map { _ in HardValues.randomText(&random) }
    var accepted = 0
    for (index, value) in values.enumerated() {
      let all = variables(["A": Array("before".utf8), "KEY": value, "Z": Array("after".utf8)])
      guard let file = try? EnvFile(of: "app", all, format: KubernetesEnv()) else {
        #expect(value.contains { $0 == UInt8(ascii: "'") || $0 == 0x0D }, "value \(index) is refused")
        continue
      }
      accepted += 1
      let text = reveal(file.text)
      #expect(try KubeletModel.value(of: "A", in: text) == Array("before".utf8))
      #expect(try KubeletModel.value(of: "KEY", in: text) == value)
      #expect(try KubeletModel.value(of: "Z", in: text) == Array("after".utf8))
    }
    #expect(accepted >= 1000)
  }

  @Test(arguments: ["it's", "a\rb", "a\r\nb", "nul\0", String(repeating: "x", count: 32_769)])
  func `what the kubelet can't read is refused by its key`(value: String) {
    let error = #expect(throws: SealError(.policy, "")) {
      try EnvFile(of: "app", variables(["KEY": value]), format: KubernetesEnv())
    }
    #expect(error?.reason.contains("\"KEY\" of \"app\"") == true)
    #expect(error?.reason.contains(value) == false)
  }

  @Test func `bytes that are no text are refused`() {
    #expect(throws: SealError(.policy, "")) {
      try EnvFile(of: "app", variables(["KEY": [0xC3, 0x28]]), format: KubernetesEnv())
    }
  }

  @Test func `keys and files have the kubelet's limits`() throws {
    let longest = String(repeating: "K", count: 128)
    #expect(throws: Never.self) { try EnvFile(of: "app", variables([longest: "x"]), format: KubernetesEnv()) }
    #expect(throws: SealError(.policy, "")) {
      try EnvFile(of: "app", variables([longest + "K": "x"]), format: KubernetesEnv())
    }
    let value = [UInt8](repeating: 0x78, count: 32_768)
    // KEY='…' and a line end, twice: 65,536 bytes less 12 for what stands around the values.
    #expect(throws: Never.self) {
      try EnvFile(of: "app", variables(["A": value, "B": [UInt8](value.dropLast(10))]), format: KubernetesEnv())
    }
    #expect(throws: SealError(.policy, "")) {
      try EnvFile(of: "app", variables(["A": value, "B": [UInt8](value.dropLast(9))]), format: KubernetesEnv())
    }
  }

  @Test func `an empty value is written with a warning, for the kubelet takes it for absent`() throws {
    let file = try EnvFile(of: "app", variables(["EMPTY": "", "FULL": "x"]), format: KubernetesEnv())
    #expect(reveal(file.text) == Array("EMPTY=''\nFULL='x'\n".utf8))
    #expect(file.warnings.count == 1)
    #expect(file.warnings.first?.contains("\"EMPTY\"") == true)
  }
}

/// How the kubelet reads one key of an env file: a model written from its rules, not the kubelet itself.
///
/// Lines end in LF, a CR before it is dropped, and may have 65,535 bytes. Blanks before a key, blank lines and comments
/// are passed over. The value stands between single quotes right after the `=`, and may go on over further lines; after
/// it blanks and a comment may follow. The first match wins.
enum KubeletModel {
  struct Malformed: Error {}

  @Sendable static func value(of key: String, in file: [UInt8]) throws -> [UInt8]? {
    var lines = file.split(separator: 0x0A, omittingEmptySubsequences: false)[...]
    if lines.last?.isEmpty == true { lines = lines.dropLast() }
    func next() throws -> ArraySlice<UInt8>? {
      guard let line = lines.popFirst() else { return nil }
      guard line.count < 65_536 else { throw Malformed() }
      return line.last == 0x0D ? line.dropLast() : line
    }
    while let line = try next() {
      let line = line.drop { $0 == 0x20 || $0 == 0x09 }
      if line.isEmpty || line.first == UInt8(ascii: "#") { continue }
      guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { throw Malformed() }
      let name = line[..<equals]
      guard let last = name.last, last != 0x20, last != 0x09 else { throw Malformed() }
      guard line[(equals + 1)...].first == UInt8(ascii: "'") else { throw Malformed() }
      var rest = line[(equals + 2)...]
      var value: [UInt8] = []
      while true {
        if let quote = rest.firstIndex(of: UInt8(ascii: "'")) {
          value += rest[..<quote]
          let after = rest[(quote + 1)...].drop { $0 == 0x20 || $0 == 0x09 }
          guard after.isEmpty || after.first == UInt8(ascii: "#") else { throw Malformed() }
          break
        }
        value += rest + [0x0A]
        guard let line = try next() else { throw Malformed() }
        rest = line
      }
      if Array(name) == Array(key.utf8) { return value }
    }
    return nil
  }
}
