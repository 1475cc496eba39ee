/// Which words stand anywhere in a text, found in one pass without parsing it: a document that hasn't the words of what
/// is looked for needn't be parsed.
///
/// YAML can spell a word otherwise in three ways: with escapes, which need a backslash; with an alias, whose anchor then
/// holds the word; and in base64 under a tag, which ``KubernetesObject`` refuses.
package struct ManifestWords: OptionSet, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// What every sealed file, its names and its label have: "seal".
  package static let seal = ManifestWords(rawValue: 1)
  /// What every field has that refers to a Secret: "ecret".
  package static let secretField = ManifestWords(rawValue: 2)
  /// The kinds of ConfigMaps and Secrets.
  package static let values = ManifestWords(rawValue: 4)
  /// The kinds of ``WorkloadKind``.
  package static let workload = ManifestWords(rawValue: 8)
  /// What every Kubernetes object has: "apiVersion".
  package static let object = ManifestWords(rawValue: 32)
  /// A backslash: the text may say any word.
  package static let escape = ManifestWords(rawValue: 16)

  package init(in text: Span<UInt8>) {
    self = []
    var index = 0
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: "\\"): insert(.escape)
      case UInt8(ascii: "a"): if Self.isAt(index, "apiVersion", text) { insert(.object) }
      case UInt8(ascii: "s"): if Self.isAt(index, "seal", text) { insert(.seal) }
      case UInt8(ascii: "e"): if Self.isAt(index, "ecret", text) { insert(.secretField) }
      case UInt8(ascii: "C"):
        if Self.isAt(index, "ConfigMap", text) { insert(.values) }
        if Self.isAt(index, "CronJob", text) { insert(.workload) }
      case UInt8(ascii: "S"):
        if Self.isAt(index, "Secret", text) { insert(.values) }
        if Self.isAt(index, "StatefulSet", text) { insert(.workload) }
      case UInt8(ascii: "D"):
        if Self.isAt(index, "Deployment", text) || Self.isAt(index, "DaemonSet", text) { insert(.workload) }
      case UInt8(ascii: "R"): if Self.isAt(index, "Replica", text) { insert(.workload) }
      case UInt8(ascii: "J"): if Self.isAt(index, "Job", text) { insert(.workload) }
      case UInt8(ascii: "P"): if Self.isAt(index, "Pod", text) { insert(.workload) }
      default: break
      }
      index += 1
    }
  }

  /// Whether ``SealedContainer`` can find anything here.
  package var maySeal: Bool { !isDisjoint(with: [.seal, .escape]) }
  /// Whether a workload here can have anything to do with sealed files.
  package var mayRun: Bool {
    contains(.escape) || contains(.workload) && !isDisjoint(with: [.seal, .secretField])
  }
  /// Whether a ConfigMap or a Secret can stand here.
  package var mayHoldValues: Bool { !isDisjoint(with: [.values, .escape]) }

  private static func isAt(_ index: Int, _ word: String, _ text: Span<UInt8>) -> Bool {
    var index = index
    for byte in word.utf8 {
      guard index < text.count, text[index] == byte else { return false }
      index += 1
    }
    return true
  }
}
