/// For `docker run --env-file` and `podman run --env-file`: `KEY=value`, a line for each, in which everything stands for
/// itself, quotes too.
package struct DockerEnv: EnvFormat {
  package static let name = "docker"

  package init() {}

  package func judge(_ name: String, _ value: Span<UInt8>) -> EnvVerdict {
    for index in value.indices where value[index] == 0x0A || value[index] == 0x0D {
      return .refuses("the value has more than one line, or a carriage return")
    }
    // Both read lines of at most bufio.MaxScanTokenSize bytes with their LF.
    guard name.utf8.count + 1 + value.count < 65_536 else { return .refuses("the line is longer than 64 KiB") }
    // Docker refuses the file, and podman puts other characters in the place of what it can't read.
    return value.isText ? .fits : .notText
  }

  package func write(_ variables: EnvVariables, to text: inout EnvText) {
    variables.forEach { name, value in
      text.append("\(name)=")
      text.append(value)
      text.append("\n")
    }
  }
}
