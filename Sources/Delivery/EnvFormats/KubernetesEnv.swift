/// For the kubelet's `fileKeyRef` (KEP-3721), from Kubernetes 1.35: `KEY='value'`, with nothing around the `=`.
///
/// Between the quotes everything stands for itself, newlines too, so a quote can't be written at all.
package struct KubernetesEnv: EnvFormat {
  package static let name = "kubernetes"

  package init() {}

  package var limit: Int? { 65_536 }

  package func judge(_ name: String, _ value: Span<UInt8>) -> EnvVerdict {
    guard name.utf8.count <= 128 else { return .refuses("the key is longer than 128 characters") }
    guard value.count <= 32_768 else { return .refuses("the value is longer than 32 KiB") }
    guard !value.contains(UInt8(ascii: "'")) else { return .refuses("the value holds a single quote") }
    // The kubelet reads lines, and drops a CR before the LF.
    guard !value.contains(0x0D) else { return .refuses("the value holds a carriage return") }
    // The kubelet hands the variable to the runtime in a message that holds UTF-8 alone.
    guard value.isText else { return .notText }
    guard !value.isEmpty else {
      return .warns("the value is empty, which the kubelet takes for absent: mark its fileKeyRef as optional")
    }
    return .fits
  }

  package func write(_ variables: EnvVariables, to text: inout EnvText) {
    variables.forEach { name, value in
      text.append("\(name)='")
      text.append(value)
      text.append("'\n")
    }
  }
}
