import Delivery
import Primitives
import Sealing
import Testing

@Suite struct EnvFileTests {
  static let dangerous = [
    "PATH", "LD_PRELOAD", "LD_LIBRARY_PATH", "BASH_ENV", "ENV", "IFS", "NODE_OPTIONS", "PYTHONPATH", "PYTHONSTARTUP",
    "PERL5LIB", "PERL5OPT", "RUBYOPT", "JAVA_TOOL_OPTIONS", "GCONV_PATH",
  ]

  @Test(arguments: dangerous, EnvFormats.names)
  func `a name that changes how programs are loaded is refused unless asked for by name (row 48)`(
    key: String, format: String
  ) throws {
    let format = try #require(EnvFormats.named(format))
    let values = variables([key: "/tmp/evil.so", "OTHER": "x"])
    let error = #expect(throws: SealError(.policy, "")) { try EnvFile(of: "app", values, format: format) }
    #expect(error?.reason.contains("\"\(key)\"") == true)
    #expect(error?.reason.contains("evil") == false)
    #expect(throws: SealError(.policy, "")) { try EnvFile(of: "app", values, format: format, allowed: ["OTHER"]) }
    #expect(throws: Never.self) { try EnvFile(of: "app", values, format: format, allowed: [key]) }
  }

  @Test(arguments: ["path", "MY_PATH", "LDAP_URL", "ENVIRONMENT", "NODE_ENV"])
  func `names that only look like them are written`(key: String) {
    #expect(throws: Never.self) { try EnvFile(of: "app", variables([key: "x"]), format: ShellEnv()) }
  }

  @Test(arguments: EnvFormats.names)
  func `a NUL is refused by every format`(format: String) throws {
    let format = try #require(EnvFormats.named(format))
    #expect(throws: SealError(.policy, "")) { try EnvFile(of: "app", variables(["K": "a\0b"]), format: format) }
  }

  @Test func `formats are known by their names, and only a shell exports`() throws {
    #expect(EnvFormats.names == ["kubernetes", "shell", "systemd", "compose", "docker", "dotenv", "json"])
    for name in EnvFormats.names {
      let format = try #require(EnvFormats.named(name))
      #expect(type(of: format).name == name)
      #expect(format.suffix == (name == "json" ? "json" : "env"))
      #expect((EnvFormats.named(name, export: true) != nil) == (name == "shell"))
    }
    #expect(EnvFormats.named("Shell") == nil)
  }

  @Test func `no values make an empty file`() throws {
    #expect(reveal(try EnvFile(of: "app", variables([String: String]()), format: ShellEnv()).text).isEmpty)
  }
}
