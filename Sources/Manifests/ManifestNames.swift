/// The names by which this project's objects are known in a cluster.
package enum ManifestNames {
  /// The label of a ConfigMap that carries sealed files; its value is `"true"`.
  package static let sealed = "sealed-manifests.dev/sealed"
  /// The type of the Secret that holds an identity and its signers.
  package static let identityType = "sealed-manifests.dev/identity"
  /// How the keys end under which a ConfigMap carries sealed files.
  package static let suffix = ".sealed"

  /// Whether a ConfigMap or a Secret can have such a key (and a sealed file an entry): 1 to 253 of `-_.A-Za-z0-9`, not
  /// `.`, not beginning with `..`.
  package static func isKey(_ text: String) -> Bool {
    let bytes = text.utf8
    guard (1...253).contains(bytes.count), text != ".", !text.hasPrefix("..") else { return false }
    return bytes.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
        true
      default: false
      }
    }
  }
}
