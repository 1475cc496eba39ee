package import Sealing

/// For the kubelet's `fileKeyRef` (KEP-3721), from Kubernetes 1.35: `KEY='value'`, with nothing around the `=`.
///
/// Between the quotes everything stands for itself, newlines too, so a quote can't be written at all.
package struct KubernetesEnv: EnvFormat {
  package static let name = "kubernetes"

  package init() {}

  package var limit: Int? { 65_536 }

  package func judge(_ key: String, _ value: Span<UInt8>) -> EnvVerdict {
    guard key.utf8.count <= 128 else { return .refuses("the key is longer than 128 characters") }
    guard value.count <= 32_768 else { return .refuses("the value is longer than 32 KiB") }
    for index in value.indices {
      if value[index] == UInt8(ascii: "'") { return .refuses("the value holds a single quote") }
      // The kubelet reads lines, and drops a CR before the LF.
      if value[index] == 0x0D { return .refuses("the value holds a carriage return") }
    }
    // The kubelet hands the variable to the runtime in a message that holds UTF-8 alone.
    guard (try? UTF8Span(validating: value)) != nil else { return .refuses("the value is not UTF-8") }
    guard !value.isEmpty else {
      return .warns("the value is empty, which the kubelet takes for absent: mark its fileKeyRef as optional")
    }
    return .fits
  }

  package func write(_ values: OpenedValues, to text: inout EnvText) {
    for (index, key) in values.keys.enumerated() {
      text.append("\(key)='")
      values.withValue(at: index) { text.append($0) }
      text.append("'\n")
    }
  }
}
